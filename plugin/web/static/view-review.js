/**
 * What the policy holds until an approver has said yes: for who asks, a way to ask, to wait and to take it back; for who
 * approves, who asks what, where and why, and two answers.
 *
 * @typedef {import("./panel.js").Context} Context
 * @typedef {import("./state.js").State} State
 * @typedef {{run_id: string, use_case: string, audience: string, level: string, mine: boolean, from: string, to: string[],
 *   reason: string, at: string, until: string, state: string, decided_by: string, decided_at: string | null,
 *   answer: string, new_run_id: string | null}} Review
 */
import { button, freshId, h, svg } from "./dom.js";

const MOST = 300;

/** The newest question of this person about what is in front. @param {State} state @returns {Review | null} */
export function ownReview(state) {
  /** @type {Review[]} */
  const all = state.boot?.reviews ?? [];
  return all.find((one) => one.mine && one.use_case === state.useCase && one.audience === state.audience) ?? null;
}

/**
 * The asker's part of a held question.
 *
 * @param {Context} context
 * @param {State} state
 * @returns {HTMLElement}
 */
export function askerView(context, state) {
  const review = ownReview(state);
  if (review?.state === "waiting") return waiting(context, review);
  return h("div", { class: "decide" }, review && ended(context, review), form(context));
}

/** @param {Context} context @param {Review} review @returns {HTMLElement} */
function waiting({ words, actions }, review) {
  const problem = h("p", { class: "note", role: "alert" });
  const back = button(words.t("review.withdraw"), async () => {
    back.disabled = true;
    problem.textContent = await actions.withdrawReview(review.run_id);
    back.disabled = false;
  });
  const until = { who: approvers(review, words), until: words.exact(review.until) };
  return h("div", { class: "strip neutral", role: "group", "aria-label": words.t("review.waits", until) },
    svg("clock"),
    h("div", { class: "asks" },
      h("p", null, h("b", null, words.t("review.waits", until))),
      review.reason && h("blockquote", { dir: "auto" }, review.reason),
      h("p", { class: "note" }, words.t("review.comes_back")),
      h("div", { class: "bar" }, back), problem));
}

/** How an earlier question ended. @param {Context} context @param {Review} review @returns {HTMLElement | null} */
function ended({ words }, review) {
  if (review.state === "withdrawn" || review.state === "approved") return null;
  const said = words.t(`review.${review.state}`, { who: review.decided_by || words.t("waiting.somebody") });
  return h("div", { class: "strip neutral" }, svg("people"),
    h("div", { class: "asks" }, h("p", null, h("b", null, said)), review.answer && h("blockquote", { dir: "auto" }, review.answer)));
}

/** @param {Context} context @returns {HTMLElement} */
function form({ words, actions }) {
  const id = freshId("reason");
  const area = /** @type {HTMLTextAreaElement} */ (h("textarea", { id, class: "by-hand", rows: "2", maxlength: MOST, dir: "auto" }));
  const ask = button(words.t("review.ask"), async () => {
    ask.disabled = true;
    await actions.askApproval(area.value.trim());
    ask.disabled = false;
  }, { class: "button primary" });
  return h("div", null, h("label", { class: "note", for: id }, words.t("review.why")), area, h("div", { class: "bar" }, ask));
}

/**
 * What waits here for this person's approval, and what became of their own questions; above whatever the panel shows.
 *
 * @param {Context} context
 * @returns {{node: HTMLElement, update: (state: State) => void}}
 */
export function reviewsView(context) {
  const node = h("div", { class: "waiting" });
  let shown = "";
  return {
    node,
    update(state) {
      /** @type {Review[]} */
      const all = state.boot?.reviews ?? [];
      const strips = all.filter((one) => !one.mine || one.state === "approved");
      const key = strips.map((one) => `${one.run_id} ${one.state}`).join(" ");
      if (key === shown) return;
      shown = key;
      node.replaceChildren(...strips.map((one) => (one.mine ? approved(context, one) : approver(context, one))));
    },
  };
}

/** @param {Context} context @param {Review} review @returns {HTMLElement} */
function approved({ words }, review) {
  const said = words.t("review.approved", { who: review.decided_by || words.t("waiting.somebody"), until: words.exact(review.until) });
  return h("div", { class: "strip neutral" }, svg("done"),
    h("div", { class: "asks" }, h("p", null, said), review.answer && h("blockquote", { dir: "auto" }, review.answer)));
}

/** @param {Context} context @param {Review} review @returns {HTMLElement} */
function approver({ words, actions }, review) {
  const id = freshId("answer");
  const who = review.from || words.t("waiting.somebody");
  const title = words.t("review.asks_you", { who });
  const area = /** @type {HTMLTextAreaElement} */ (h("textarea", { id, class: "by-hand", rows: "2", maxlength: MOST, dir: "auto" }));
  const problem = h("p", { class: "note", role: "alert" });
  const answers = [
    button(words.t("review.approve"), () => decide(true), { class: "button primary" }),
    button(words.t("review.decline"), () => decide(false)),
  ];
  /** @param {boolean} approve */
  async function decide(approve) {
    for (const one of answers) one.disabled = true;
    problem.textContent = await actions.decideReview(review.run_id, approve, area.value.trim());
    for (const one of answers) one.disabled = false;
    if (problem.textContent) area.focus();
  }
  const what = {
    what: words.t(`use_case.${review.use_case}`), audience: words.t(`audience.${review.audience}`), level: words.t(`level.${review.level}`),
  };
  return h("div", { class: "strip neutral", role: "group", "aria-label": title },
    svg("people"),
    h("div", { class: "asks decide" },
      h("p", null, h("b", null, title), " ", h("span", { title: words.exact(review.at) }, words.relative(review.at))),
      h("p", { class: "note" }, words.t("review.what", what), " ", words.t("review.expires", { until: words.exact(review.until) })),
      review.reason && h("blockquote", { dir: "auto" }, review.reason),
      h("label", { class: "note", for: id }, words.t("review.answer")), area,
      h("div", { class: "bar" }, answers), problem));
}

/** @param {Review} review @param {Context["words"]} words @returns {string} */
const approvers = ({ to }, words) => (to.length ? words.either(to) : words.t("review.an_approver"));

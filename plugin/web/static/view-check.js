/**
 * Checking a summary: each claim beside the passage that it cites, to tick or to strike. One key each: T ticks, S strikes,
 * N and B go on and back, O opens the source. What was struck leaves the text that can be added as a comment.
 *
 * @typedef {import("./panel.js").Context} Context
 * @typedef {import("./api.js").Run} Run
 */
import { button, h } from "./dom.js";
import { passageCard } from "./view-citation.js";

const FIELDS = "state"; // values of fields: nothing to check against, they stand as they are

/** @param {Run} run @returns {any[]} the sentences that are checked, in order. */
export function claims({ result }) {
  return result.sections.filter((/** @type {any} */ s) => s.kind !== FIELDS).flatMap((/** @type {any} */ s) => s.sentences);
}

/**
 * @param {Context} context @param {Run} run @param {HTMLElement} slot
 * @returns {HTMLButtonElement}
 */
export function checkButton(context, run, slot) {
  const made = button(context.words.t("check.open"), () => {
    const wasOpen = made.getAttribute("aria-expanded") === "true";
    made.setAttribute("aria-expanded", String(!wasOpen));
    slot.replaceChildren();
    if (wasOpen) return;
    const view = checkView(context, run, () => {
      slot.replaceChildren();
      made.setAttribute("aria-expanded", "false");
      made.focus();
    });
    slot.append(view);
    view.focus();
  }, { "aria-expanded": "false" });
  return made;
}

/** @param {Context} context @param {Run} run @param {() => void} close @returns {HTMLElement} */
function checkView(context, run, close) {
  const { words, actions } = context;
  const all = claims(run);
  const checks = actions.checks(run.id);
  const byNumber = new Map(run.result.citations.map((/** @type {any} */ citation) => [citation.n, citation]));
  let at = Math.max(0, all.findIndex((sentence) => !checks.has(sentence.id)));
  const node = h("div", { class: "question check", tabindex: "-1", role: "group", "aria-label": words.t("check.open"), on: { keydown: onKey } });

  /** @param {"ticked" | "struck"} how */
  function mark(how) {
    actions.check(run.id, all[at].id, how);
    go(at + 1 < all.length ? at + 1 : at);
  }

  /** @param {number} next */
  function go(next) {
    at = Math.min(Math.max(next, 0), all.length - 1);
    draw();
    node.focus({ preventScroll: true });
  }

  const source = () => byNumber.get(all[at].citations[0]);
  const keys = {
    t: () => mark("ticked"), s: () => mark("struck"), n: () => go(at + 1), b: () => go(at - 1),
    o: () => actions.open(source()), escape: close,
  };

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const action = keys[/** @type {keyof typeof keys} */ (event.key.toLowerCase())];
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  }

  function draw() {
    const sentence = all[at];
    const how = checks.get(sentence.id);
    const state = how ? h("span", { class: `lozenge ${how}` }, words.t(`check.${how}`)) : null;
    const done = [...checks.values()];
    node.replaceChildren(
      h("p", { class: "note" }, words.t("check.position", { at: at + 1, count: all.length }), " ", state),
      h("p", { class: how === "struck" ? "claim struck" : "claim", dir: "auto" }, sentence.text),
      ...sentence.citations.map((/** @type {number} */ n) => passageCard(context, byNumber.get(n), run)),
      h("div", { class: "bar" },
        button(words.t("check.tick"), keys.t, { class: "button", "aria-keyshortcuts": "T" }),
        button(words.t("check.strike"), keys.s, { class: "button", "aria-keyshortcuts": "S" }),
        button(words.t("check.back"), keys.b, { class: "button quiet", "aria-keyshortcuts": "B", disabled: at === 0 }),
        button(words.t("check.next"), keys.n, { class: "button quiet", "aria-keyshortcuts": "N", disabled: at === all.length - 1 })),
      h("p", { class: "note" }, words.t("check.keys")),
      h("p", { class: "note", role: "status" }, words.t("check.sum", {
        ticked: done.filter((one) => one === "ticked").length, struck: done.filter((one) => one === "struck").length, total: all.length,
      })),
    );
  }

  draw();
  return node;
}

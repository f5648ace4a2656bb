/**
 * Changes of the policy: what waits for a second administrator, with its difference and what it loosens, and what every
 * version changed.
 *
 * @typedef {import("./admin-sections.js").Admin} Admin
 * @typedef {import("./policy-words.js").Change} Change
 * @typedef {import("./policy-words.js").Reason} Reason
 * @typedef {{id: string, author: string, author_name: string, mine: boolean, note: string, at: string, expires_at: string,
 *   acts_at: string | null, state: string, decided_by_name: string, decided_at: string | null, answer: string}} Proposal
 * @typedef {{proposal: Proposal, based_on: number, changes: Change[], reasons: Reason[], clashes: string[]}} Look
 * @typedef {{version: number, author: string, author_name: string, approved_by: string, approved_by_name: string,
 *   waited: boolean, at: string, changes: Change[], left_out: number}} Version
 */
import { ApiProblem } from "./api.js";
import { button, freshId, h } from "./dom.js";
import { changeText } from "./policy-words.js";
import { reasonsView } from "./view-impact.js";
import { timeOf } from "./view-time.js";

/** @type {import("./admin-sections.js").Section} */
export async function changesSection(the) {
  const { words, api, draft, say, resize } = the;
  await draft.ready();
  const pending = h("div"), decided = h("div"), history = h("div"), told = h("div", { class: "outcome" });
  const seal = h("div");

  /** @param {{pending: Proposal[], decided: Proposal[]}} listed */
  function draw(listed) {
    pending.replaceChildren(...(listed.pending.length ? listed.pending.map((one) => proposalView(one, the, ask)) : [h("p", { class: "subtle" }, words.t("policy.pending_none"))]));
    decided.replaceChildren(...(listed.decided.length ? [h("details", null, h("summary", null, words.t("policy.decided")),
      h("ul", { class: "bullets", role: "list" }, listed.decided.map((one) => h("li", null, decidedText(one), " ", timeOf(one.decided_at ?? one.at, words)))))] : []));
    resize();
  }

  /** @param {Proposal} one */
  function decidedText({ state, decided_by_name: by, answer, author_name: author }) {
    const people = [author && words.t("policy.by", { who: author }), by && by !== author && by].filter(Boolean).join(", ");
    return [words.t(`policy.state_${state}`), people, answer].filter(Boolean).join(" · ");
  }

  /**
   * Decide, then show what came of it.
   *
   * @param {string} path @param {object} body @param {(answer: any) => string} done
   */
  async function ask(path, body, done) {
    try {
      const said = done(await api.call(path, "POST", body));
      told.replaceChildren(h("p", { class: "strip success" }, said));
      say(said);
      await Promise.all([load(), draft.reload()]);
    } catch (fault) {
      if (!(fault instanceof ApiProblem)) throw fault;
      const code = fault.error.code, key = `error.${code}.text`;
      const said = words.t(words.has(key) ? key : code === "not_admin" ? "admin.not_admin" : "admin.failed");
      const theirs = code === "policy_moved" ? /** @type {any[]} */ (fault.details) : [];
      told.replaceChildren(h("div", { class: "strip danger" }, h("span", null, said, theirs.length > 0 && changesView(theirs, 0, the))));
      say(said);
      await load();
    }
    resize();
  }

  async function load() {
    const [listed, versions] = await Promise.all([api.call("/policy/proposals"), api.call("/policy/history")]);
    draw(listed);
    history.replaceChildren(versionsView(versions, the));
    drawSeal();
    resize();
  }

  function drawSeal() {
    const { seal: state } = draft.version();
    if (!state?.at) return seal.replaceChildren();
    if (state.sealed) return seal.replaceChildren(h("p", { class: "note" }, words.t("policy.sealed")));
    const end = button(words.t("policy.seal"), () => ask("/policy/seal", {}, () => words.t("policy.sealed")), { class: "link strong" });
    seal.replaceChildren(h("div", { class: "strip warning" }, h("span", null, words.t("policy.seal_open", { when: words.exact(state.at) })), end));
  }

  await load();
  return h("div", null, seal, told, h("h3", null, words.t("policy.pending")), pending, decided, h("h3", null, words.t("policy.history")), history);
}

/** @param {Proposal} one @param {Admin} the @param {(path: string, body: object, done: (answer: any) => string) => Promise<void>} ask */
function proposalView(one, { words, api, resize, ...rest }, ask) {
  const the = { words, api, resize, ...rest };
  const answer = /** @type {HTMLInputElement} */ (h("input", { id: freshId("answer"), maxlength: 500 }));
  const path = `/policy/proposals/${one.id}`;
  const body = h("div");
  const end = button(words.t(one.mine ? "policy.withdraw" : "policy.reject"),
    () => ask(`${path}/reject`, { answer: answer.value.trim() }, () => words.t("policy.ended_done")));
  const bar = h("div", { class: "bar" }, end);
  const when = h("span", { class: "note" });
  const [head, tail] = words.t(one.acts_at ? "policy.acts" : "policy.expires", { when: "\u0000" }).split("\u0000");
  when.append(head, timeOf(one.acts_at ?? one.expires_at, words), tail);
  api.call(path).then((/** @type {Look} */ look) => {
    body.replaceChildren(changesView(look.changes, 0, the), ...(look.reasons.length ? [reasonsView(look.reasons, words)] : []),
      ...(look.clashes.length ? [h("div", { class: "strip warning" }, h("span", null, words.t("policy.clashes"), " ", look.clashes.join(", ")))] : []));
    if (!one.mine && !look.clashes.length) {
      bar.prepend(button(words.t("policy.approve"), () => ask(`${path}/approve`, { based_on: look.based_on },
        ({ version }) => words.t("policy.approved_done", { version })), { class: "button primary" }));
    }
    resize();
  }, () => {});
  return h("section", { class: "card", "aria-label": `${words.t("policy.pending")}: ${whoText(one, words)}` },
    h("p", null, h("b", null, whoText(one, words)), " ", timeOf(one.at, words), " · ", when),
    one.note && h("p", { class: "subtle" }, one.note), body,
    h("div", { class: "field" }, h("label", { for: answer.id }, words.t("policy.answer")), answer), bar);
}

/** @param {{author: string, author_name: string, mine?: boolean}} one @param {import("./i18n.js").Words} words */
function whoText({ author, author_name: who, mine }, words) {
  if (mine) return words.t("policy.by_you");
  if (author === "cli") return words.t("policy.by_cli");
  return who ? words.t("policy.by", { who }) : words.t("policy.by_unknown");
}

/** @param {{versions: Version[], more: boolean}} page @param {Admin} the @returns {HTMLElement} */
function versionsView({ versions, more }, the) {
  const { words, api, resize } = the;
  const node = h("div", null, versions.map((version) => versionView(version, the)));
  if (more) {
    const older = button(words.t("policy.more"), async () => {
      older.replaceWith(versionsView(await api.call(`/policy/history?before=${versions[versions.length - 1].version}`), the));
      resize();
    });
    node.append(older);
  }
  return node;
}

/** @param {Version} version @param {Admin} the @returns {HTMLElement} */
function versionView(version, the) {
  const { words } = the;
  const agreed = version.waited ? words.t("policy.waited")
    : version.approved_by && (version.approved_by_name ? words.t("policy.approved_by", { who: version.approved_by_name }) : words.t("policy.approved_unknown"));
  return h("details", { class: "version" },
    h("summary", null, h("b", null, words.t("policy.version", { version: version.version })), " ", whoText(version, words), " · ", timeOf(version.at, words), agreed && ` · ${agreed}`),
    changesView(version.changes, version.left_out, the));
}

/** @param {Change[]} changes @param {number} leftOut @param {Admin} the @returns {HTMLElement} */
function changesView(changes, leftOut, { words }) {
  if (!changes.length) return h("p", { class: "subtle" }, words.t("policy.no_change"));
  return h("ul", { class: "bullets", role: "list" }, changes.map((change) => h("li", null, changeText(change, words))),
    leftOut > 0 && h("li", null, words.t("policy.left_out", { count: leftOut })));
}

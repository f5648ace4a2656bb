/**
 * What was decided about an output, in a line, and the way back.
 *
 * @typedef {import("./panel.js").Context} Context
 * @typedef {import("./api.js").Run} Run
 */
import { button, h, svg } from "./dom.js";

const OPEN_OUTCOMES = new Set(["ignored", "escalated"]);
const OPEN_WRITES = new Set(["writing", "pending", "not_written", "undone"]);
const WRITTEN = new Set(["written", "partly"]);
const UNCERTAIN = new Set(["writing", "pending"]);

/** Whether a person can still decide about a run. @param {Run} run @returns {boolean} */
export function undecided({ decision }) {
  return !decision || OPEN_OUTCOMES.has(decision.outcome) || OPEN_WRITES.has(decision.write);
}

/** Whether something may have been written that nobody has looked for. @param {Run} run @returns {boolean} */
export const uncertain = ({ decision }) => Boolean(decision) && UNCERTAIN.has(decision.write);

/**
 * What was decided; null where nothing was.
 *
 * @param {Context} context @param {Run} run @param {HTMLElement} slot where a refusal goes.
 * @returns {HTMLElement | null}
 */
export function decidedStrip(context, run, slot) {
  const { words } = context;
  const { decision } = run;
  if (!decision) return null;
  const when = h("span", { title: words.exact(decision.at) }, words.relative(decision.at));
  if (decision.outcome === "rejected") {
    return strip("warning", "flag", words.t("decide.rejected", { reason: words.t(`flag.${decision.reason}`) }), " ", when);
  }
  if (uncertain(run)) return strip("warning", "clock", words.t("decide.uncertain"));
  if (decision.write === "not_written") return strip("warning", "warning", notWritten(decision, words));
  if (!WRITTEN.has(decision.write)) return null;
  const said = words.t(decision.internal ? "decide.added_note" : `decide.added.${decision.target}`);
  const made = strip("success", "done", said, " ", when);
  made.append(...[goTo(context, decision), undoButton(context, run, slot)].filter((one) => one !== null));
  return made;
}

/**
 * Take back what was written.
 *
 * @param {Context} context @param {Run} run @param {HTMLElement} slot
 * @returns {HTMLButtonElement}
 */
export function undoButton({ words, actions }, run, slot) {
  const made = button(words.t("decide.undo"), async () => {
    made.disabled = true;
    const refusal = await actions.undo(run);
    if (refusal) slot.replaceChildren(h("p", { class: "note recorded", role: "alert" }, refusal));
    made.disabled = false;
  }, { class: "link strong" });
  return made;
}

/** @param {any} decision @param {Context["words"]} words @returns {string} */
function notWritten({ fields }, words) {
  const reason = fields[0]?.reason ?? "";
  const why = words.t(words.has(`suggest.why.${reason}`) ? `suggest.why.${reason}` : "suggest.why.other");
  return words.t("suggest.not_written", { why });
}

/** The way to what was written; a description stands beside the panel already. */
/** @param {Context} context @param {any} decision @returns {HTMLElement | null} */
function goTo({ words, actions }, { target, written_id: id, href }) {
  const opened = words.product === "jira" ? () => actions.openComment(id, href) : () => actions.openAddress(href);
  if (target === "comment") return button(words.t("source.goto_comment"), opened, { class: "link strong" });
  if (target === "draft" && href) return button(words.t("decide.open_draft"), opened, { class: "link strong" });
  return null;
}

/** @param {string} tone @param {string} icon @param {...(Node | string)} said @returns {HTMLElement} */
function strip(tone, icon, ...said) {
  return h("div", { class: `strip ${tone}` }, svg(icon), h("span", null, ...said));
}

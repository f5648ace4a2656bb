/**
 * How a decision came about, in words: each step of its trace, and who can change it.
 *
 * @typedef {import("./panel.js").Context} Context
 * @typedef {import("./i18n.js").Words} Words
 * @typedef {{step: string, outcome: string, rule: string, source: string}} Step
 */
import { button, freshId, h } from "./dom.js";

/**
 * @param {Step[]} trace
 * @param {Words} words
 * @returns {string[]} one sentence a step; a step that is not known is left out.
 */
export function traceWords(trace, words) {
  return trace.map((step) => sentence(step, words)).filter(Boolean);
}

/** @param {Step} step @param {Words} words @returns {string} */
function sentence({ step, outcome, rule, source }, words) {
  const code = step === "rules" ? rule : outcome; // where no rule speaks, the rule's place names the level
  const level = words.has(`level.${code}`) ? words.t(`level.${code}`) : code;
  const values = { rule, name: rule, outcome, level, source: rule || source };
  const said = step === "overlay" ? "rule" : step; // both say an effect
  for (const key of [`why.${said}.${said === "level" ? whose(source) : outcome}`, `why.${said}`]) {
    if (words.has(key)) return words.t(key, values);
  }
  return "";
}

/** Whose word a level is. @param {string} source @returns {string} */
function whose(source) {
  if (source.startsWith("places/")) return "place";
  return source.startsWith("overlays/") ? "overlay" : source;
}

/**
 * A button that opens the way to the decision.
 *
 * @param {Context} context
 * @param {any} refusal
 * @returns {HTMLElement | null}
 */
export function whyView({ words }, refusal) {
  const sentences = traceWords(refusal.trace ?? [], words);
  if (!sentences.length) return null;
  const part = h("div", { id: freshId("why"), class: "why", hidden: true },
    h("h4", null, words.t("why.label")),
    h("ol", { class: "trace" }, sentences.map((text) => h("li", null, text))),
    h("p", { class: "note" }, words.t("why.who", { contact: refusal.contact, version: refusal.policy_version ?? 0 })));
  const open = button(words.t("why.open"), () => {
    part.hidden = !part.hidden;
    open.setAttribute("aria-expanded", String(!part.hidden));
  }, { class: "link", "aria-expanded": "false", "aria-controls": part.id });
  return h("div", { class: "gap" }, open, part);
}

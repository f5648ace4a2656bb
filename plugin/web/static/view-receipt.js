/**
 * What was read and what was not, and what made the text: one line each, the details on demand.
 *
 * @typedef {import("./i18n.js").Words} Words
 * @typedef {import("./api.js").Run} Run
 */
import { coverageLine, coverageReasons, maskedKinds } from "./coverage.js";
import { button, freshId, h } from "./dom.js";
import { timeOf } from "./view-time.js";

const MOST_NAMES = 12;

/**
 * A button that shows and hides a part.
 *
 * @param {string} label
 * @param {HTMLElement} part
 * @returns {HTMLButtonElement}
 */
function toggle(label, part) {
  part.id = freshId("part");
  part.hidden = true;
  const made = button(label, () => {
    part.hidden = !part.hidden;
    made.setAttribute("aria-expanded", String(!part.hidden));
  }, { class: "link", "aria-expanded": "false", "aria-controls": part.id });
  return made;
}

/**
 * @param {any} coverage
 * @param {Words} words
 * @returns {HTMLElement}
 */
export function coverageView(coverage, words) {
  const reasons = coverageReasons(coverage, words);
  const line = h("p", { class: "note" }, coverageLine(coverage, words).join(" "));
  if (!reasons.length) return h("div", { class: "coverage" }, line);
  const part = h("ul", { class: "why note", role: "list" }, reasons.map(reasonView));
  line.append(" ", toggle(words.t("action.why"), part));
  return h("div", { class: "coverage" }, line, part);
}

/** @param {{text: string, names: string[]}} reason @returns {HTMLElement} */
function reasonView({ text, names }) {
  const shown = names.slice(0, MOST_NAMES).join(", ") + (names.length > MOST_NAMES ? ", …" : "");
  return h("li", null, text, shown && h("span", { class: "names", dir: "auto" }, shown));
}

/**
 * @param {Run} run
 * @param {Words} words
 * @returns {HTMLElement}
 */
export function receiptView(run, words) {
  const { receipt, provenance } = run.result;
  const label = receipt.total ? words.t("receipt.masked", { count: receipt.total }) : words.t("receipt.none");
  const part = receiptTable(receipt, provenance, words);
  return h(
    "footer",
    { class: "foot note" },
    h("div", { class: "foot-row" }, h("span", null, words.t("result.disclosure")), toggle(label, part)),
    part,
  );
}

/** @param {any} receipt @param {any} provenance @param {Words} words @returns {HTMLElement} */
function receiptTable(receipt, provenance, words) {
  const engine = [provenance.engine, provenance.engine_version].filter(Boolean).join(" ");
  const own = provenance.engine === "embedded" ? `${engine} (${words.t("receipt.engine_embedded")})` : engine;
  const level = `level.${provenance.level}`;
  /** @type {[string, string | HTMLElement][]} */
  const rows = [
    ["masked_label", maskedKinds(receipt.counts, words).join(", ") || words.t("receipt.nothing")],
    ["engine", own],
    ["policy", words.t("receipt.policy_value", { version: provenance.policy_version, rule: provenance.rule })],
    ["level", words.has(level) ? words.t(level) : provenance.level],
    ["record", provenance.record],
    ["made", timeOf(provenance.made_at, words)],
  ];
  return h("dl", { class: "receipt" }, rows.filter(([, value]) => value).flatMap(([key, value]) => [
    h("dt", null, words.t(`receipt.${key}`)), h("dd", null, value),
  ]));
}

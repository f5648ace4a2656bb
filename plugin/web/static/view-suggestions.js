/**
 * Suggested fields: one row each with what it would replace, how sure it is and its sources; the person takes some.
 *
 * @typedef {import("./panel.js").Context} Context
 * @typedef {import("./panel.js").ViewNode} ViewNode
 * @typedef {import("./state.js").State} State
 * @typedef {import("./api.js").Run} Run
 */
import { coverageLine, visibilityName } from "./coverage.js";
import { button, freshId, h, svg } from "./dom.js";
import { createPassages } from "./view-citation.js";
import { applyButton } from "./view-apply.js";
import { rejectButton } from "./view-decide.js";
import { undecided } from "./view-decided.js";
import { escalateButton } from "./view-escalate.js";
import { decidedFields } from "./view-fields.js";
import { helpfulButton } from "./view-flag.js";
import { receiptView } from "./view-receipt.js";
import { staleStrip } from "./view-stale.js";

/** What is taken unless the person says otherwise. */
const TAKEN = new Set(["very_likely", "likely"]);

/**
 * How many items taught the fields that were looked at: the most of any field.
 *
 * @param {{field: string, examples: number}[]} basis
 * @returns {number}
 */
export const learnedFrom = (basis) => Math.max(0, ...basis.map(({ examples }) => examples));

/**
 * @param {Context} context
 * @param {State} state
 * @returns {ViewNode}
 */
export function suggestionsView(context, state) {
  const { words } = context;
  const run = /** @type {Run} */ (state.result);
  const { suggestions, basis } = run.result;
  const passages = createPassages(context, run);
  const rows = suggestions.map((/** @type {any} */ said) => suggestionRow(context, run, said, passages));
  const node = h(
    "div",
    { class: "body result" },
    staleStrip(context, state),
    rows.length > 0 && h("div", { class: "suggestions", role: "group", "aria-label": words.t("use_case.categorise") }, rows.map((row) => row.node)),
    !rows.length && h("p", { class: "subtle gap" }, words.t(basis.length ? "suggest.none" : "suggest.no_fields")),
    h("p", { class: "note gap" }, basisLine(basis, words), " ", readLine(run, words)),
    actionBar(context, run, rows),
    receiptView(run, words),
  );
  return { node, update() {}, dispose: passages.dispose };
}

/** @param {any[]} basis @param {Context["words"]} words @returns {string} */
function basisLine(basis, words) {
  if (!basis.length) return "";
  const count = learnedFrom(basis);
  return count ? words.t("suggest.learned", { count }) : words.t("suggest.by_name");
}

/** What was read; suggestions that were dropped are no sentences. @param {Run} run @param {Context["words"]} words */
const readLine = (run, words) => coverageLine({ ...run.result.coverage, removed: {} }, words).join(" ");

/**
 * @param {Context} context @param {Run} run @param {any} said @param {ReturnType<typeof createPassages>} passages
 * @returns {{node: HTMLElement, box: HTMLInputElement, id: string}}
 */
function suggestionRow({ words }, run, said, passages) {
  const id = freshId("take");
  const open = undecided(run);
  const box = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", id, disabled: !open, class: "take" }));
  box.checked = TAKEN.has(said.confidence);
  const sure = confidenceText(said, words);
  const node = h("div", { class: "suggestion", dataset: { sentence: said.id } });
  const narrow = said.visibility.kind !== "public" && visibilityName(said.visibility, words);
  const label = h(
    "label",
    { for: id },
    h("b", null, words.t(`field.${said.field}`)),
    h("span", { class: "change" }, changeNodes(said, words)),
    h("span", { class: "hidden-text" }, `, ${sure}`),
  );
  const sources = h(
    "span",
    { class: "after" },
    said.citations.map((/** @type {number} */ n) => passages.chip(n, node)),
    narrow && h("span", { class: "lozenge", title: words.t("visibility.sentence", { who: narrow }) }, svg("lock"), narrow),
  );
  const bar = h("span", { class: "bar-of" }, h("span", { class: "part-of" }));
  /** @type {HTMLElement} */ (bar.firstChild).style.inlineSize = `${percentOf(said)}%`;
  node.append(box, h("div", { class: "said" }, label, sources), h("div", { class: "sure", "aria-hidden": "true" }, sure, bar));
  passages.watch(node);
  return { node, box, id: said.id };
}

/** @param {any} said @returns {number} */
const percentOf = (said) => Math.round(said.probability * 100);

/** In words and in number: "likely, 78 %". @param {any} said @param {Context["words"]} words @returns {string} */
export const confidenceText = (said, words) =>
  words.t("suggest.confidence", { word: words.t(`confidence.${said.confidence}`), percent: words.number(percentOf(said)) });

/** @param {any} said @param {Context["words"]} words @returns {Node[]} */
function changeNodes({ replaces, value }, words) {
  const now = h("span", { class: "tag", dir: "auto" }, value.name);
  if (!replaces) return [now];
  const before = h("del", { class: "old", dir: "auto" }, replaces.name);
  return [before, h("span", { class: "hidden-text" }, ` ${words.t("suggest.becomes")} `), h("span", { "aria-hidden": "true" }, " → "), now];
}

/**
 * @param {Context} context @param {Run} run @param {{box: HTMLInputElement, id: string}[]} rows
 * @returns {HTMLElement}
 */
function actionBar(context, run, rows) {
  const { words, actions } = context;
  const slot = h("div", { class: "slot" });
  const open = undecided(run);
  const apply = applyButton(context, run, slot, () => rows.filter(({ box }) => box.checked).map(({ id }) => id));
  for (const { box } of rows) box.addEventListener("change", apply.count);
  const again = button(words.t("suggest.again"), () => actions.update());
  again.classList.add("quiet");
  return h(
    "div",
    null,
    decidedFields(context, run, slot),
    h("div", { class: "bar" },
      open && rows.length > 0 && apply.node, open && rows.length > 0 && rejectButton(context, run, slot),
      open && rows.length > 0 && escalateButton(context, run, slot), again,
      h("span", { class: "grow" }), helpfulButton(context, run, slot)),
    slot,
  );
}

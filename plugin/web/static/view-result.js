/**
 * A result: first the answer, then what was not read, then what can be done with it, then where it comes from.
 *
 * @typedef {import("./panel.js").Context} Context
 * @typedef {import("./panel.js").ViewNode} ViewNode
 * @typedef {import("./state.js").State} State
 * @typedef {import("./api.js").Run} Run
 */
import { partlyRestricted, roleName, visibilityName } from "./coverage.js";
import { button, h, svg } from "./dom.js";
import { comparisonView, sincePicker, standsOn, textDiff, wasBefore } from "./view-changes.js";
import { createPassages } from "./view-citation.js";
import { checkButton } from "./view-check.js";
import { decideButton, rejectButton } from "./view-decide.js";
import { decidedStrip, undecided } from "./view-decided.js";
import { escalateButton } from "./view-escalate.js";
import { flagButton, helpfulButton } from "./view-flag.js";
import { coverageView, receiptView } from "./view-receipt.js";
import { newsSince, otherBasis } from "./view-news.js";
import { staleStrip, strip } from "./view-stale.js";
import { budgetStrip, doubts, standInStrip, suspiciousStrip } from "./view-trust.js";

/**
 * @param {Context} context
 * @param {State} state
 * @returns {ViewNode}
 */
export function resultView(context, state) {
  const { words, actions } = context;
  const run = /** @type {Run} */ (state.result);
  const { sections, coverage, too_little: tooLittle } = run.result;
  const passages = createPassages(context, run);
  const since = run.result.comparison ? sincePicker(context) : null;
  const node = h(
    "div",
    { class: "body result" },
    staleStrip(context, state),
    budgetStrip(run.result, words),
    standInStrip(run.result.provenance, words),
    suspiciousStrip(run.result.suspicious, context),
    newsSince(run.result, words),
    run.audience === "customer" && strip("success", "people", words.t("result.customer")),
    tooLittle && h("p", { class: "subtle gap" }, words.t(run.use_case === "comment_digest" ? "digest.none" : "too_little.result")),
    since && comparisonView(run, words),
    h("div", { class: since ? "beside" : null },
      h("div", null, sections.map((/** @type {any} */ section) => sectionView(context, run, section, passages))),
      since && textDiff(run, words)),
    !sections.length && !since && !tooLittle && h("p", { class: "subtle gap" }, words.t(run.result.since ? "news.none" : "result.empty")),
    otherBasis(context, state),
    since && h("div", { class: "bar" }, since.node, button(words.t("changes.again"), () => actions.ask())),
    partlyRestricted(coverage) && h("p", { class: "note partly" }, svg("lock"), words.t("coverage.partly")),
    coverageView(coverage, words),
    actionBar(context, run),
    receiptView(run, words),
  );
  return { node, update: (next) => since?.update(next), dispose: passages.dispose };
}

/** The sections whose sentences are made from fields. */
const FACTS = new Set(["state", "changed"]);

/** @param {Context} context @param {Run} run @param {any} section @param {ReturnType<typeof createPassages>} passages */
function sectionView(context, run, section, passages) {
  const { words } = context;
  const single = section.sentences.length === 1 || FACTS.has(section.kind);
  return h(
    "section",
    { class: `section ${section.kind}` },
    h("h3", null, words.t(`section.${section.kind}`)),
    h("ul", { class: single ? "sentences plain" : "sentences", role: "list" },
      section.sentences.map((/** @type {any} */ sentence) => sentenceView(context, run, sentence, passages))),
  );
}

/** @param {Context} context @param {Run} run @param {any} sentence @param {ReturnType<typeof createPassages>} passages */
function sentenceView(context, run, sentence, passages) {
  const { words } = context;
  const slot = h("div", { class: "slot" });
  const row = h("li", { class: sentence.role ? "sentence fact" : "sentence", dataset: { sentence: sentence.id } });
  const narrow = sentence.visibility.kind !== "public" && visibilityName(sentence.visibility, words);
  const said = h(
    "div",
    { class: "said" },
    h("span", { dir: "auto" }, sentence.text),
    namedIn(sentence, words),
    "\u00a0",
    h("span", { class: "after" },
      sentence.citations.map((/** @type {number} */ n) => passages.chip(n, row)),
      doubts(sentence, words),
      narrow && h("span", { class: "lozenge", title: words.t("visibility.sentence", { who: narrow }) }, svg("lock"), narrow)),
    wasBefore(sentence, words),
    standsOn(sentence, words),
  );
  row.append(...(sentence.role ? [h("span", { class: "role" }, roleName(sentence.role, words))] : []), said, flagButton(context, run, slot, sentence.id), slot);
  passages.watch(row);
  return row;
}

/** Who does it and by when, where an action names them outside of its words. */
/** @param {{text: string, owner?: string, due?: string}} sentence @param {Context["words"]} words @returns {HTMLElement | null} */
function namedIn({ text, owner = "", due = "" }, words) {
  const named = [owner, due && words.t("action.due", { due })].filter((one, place) => one && !text.includes([owner, due][place]));
  return named.length > 0 ? h("span", { class: "named" }, ` (${named.join(", ")})`) : null;
}

/** @param {Context} context @param {Run} run @returns {HTMLElement} */
function actionBar(context, run) {
  const { words, actions } = context;
  const slot = h("div", { class: "slot" });
  const brief = run.length === "brief";
  const sized = !run.result.comparison;
  const copy = button(words.t("action.copy"), async () => slot.replaceChildren(await actions.copy(run)));
  const size = button(words.t(brief ? "action.more" : "action.less"), () => actions.resize(brief ? "standard" : "brief"));
  size.classList.add("quiet");
  const open = undecided(run);
  const targets = actions.textTargets(run);
  return h(
    "div",
    null,
    decidedStrip(context, run, slot),
    h("div", { class: "bar" },
      open && targets.length > 0 && decideButton(context, run, slot, targets), run.result.sections.length > 0 && checkButton(context, run, slot), copy, sized && size, open && rejectButton(context, run, slot), open && escalateButton(context, run, slot),
      h("span", { class: "grow" }), helpfulButton(context, run, slot), flagButton(context, run, slot)),
    slot,
  );
}

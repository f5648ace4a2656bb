/**
 * An approved summary as its page shows it: the text, who approved it and when, which version it is about, and whether
 * the page has moved on since; or why nothing is shown.
 *
 * @typedef {import("./i18n.js").Words} Words
 * @typedef {{state: string, text: string, language: string, source_version: string, version: string, approver: string,
 *   at: string | null, mark: string}} Macro
 * @typedef {{words: Words, open: () => void, again: () => void}} Context
 */
import { button, h, svg } from "./dom.js";
import { timeOf } from "./view-time.js";

const WITH_TEXT = new Set(["shown", "stale"]);
const MENDED_BY_OPENING = new Set(["none", "withdrawn", "expired"]);

/** @param {any} macro a `Macro`, or `{state: "failed"}`. @param {Context} context @returns {HTMLElement} */
export function macroView(macro, context) {
  return WITH_TEXT.has(macro.state) ? textView(macro, context) : emptyView(macro.state, context);
}

/** @param {Macro} macro @param {Context} context */
function textView(macro, { words, open }) {
  const stale = macro.state === "stale";
  return h(
    "section",
    { class: stale ? "shown stale" : "shown" },
    h("div", { class: "head" },
      h("h2", null, words.t("macro.title")),
      stale && h("span", { class: "lozenge outdated" }, svg("clock"), words.t("macro.stale_mark"))),
    stale && h("p", { class: "strip warning" }, svg("warning"),
      h("span", null, words.t("macro.stale", { source: macro.source_version, now: macro.version }))),
    h("div", { class: "approved", lang: macro.language }, textNodes(macro.text)),
    h("footer", { class: "foot-row note" },
      h("span", null,
        approvedBy(macro, words), " ",
        !stale && words.t("macro.version", { source: macro.source_version })),
      button(words.t("macro.open"), open, { class: "link" })),
    macro.mark === "differs" && h("p", { class: "note" }, words.t("macro.differs")),
  );
}

/** Who approved it and when; the time has its exact one on hover. @param {Macro} macro @param {Words} words @returns {Node[]} */
function approvedBy({ approver, at }, words) {
  const mark = "\u0000";
  const said = approver ? words.t("macro.approved", { name: approver, when: mark }) : words.t("macro.approved_unnamed", { when: mark });
  const [before, after = ""] = said.split(mark);
  return [document.createTextNode(before), timeOf(String(at), words), document.createTextNode(after)];
}

/** @param {string} state @param {Context} context */
function emptyView(state, { words, open, again }) {
  return h(
    "section",
    { class: "empty" },
    h("h2", null, words.t(`macro.${state}.title`)),
    h("p", { class: "subtle" }, words.t(`macro.${state}.text`)),
    MENDED_BY_OPENING.has(state) && h("p", { class: "gap-small" }, button(words.t("macro.open"), open, { class: "link" })),
    state === "failed" && h("p", { class: "gap-small" }, button(words.t("action.retry"), again, { class: "link" })),
  );
}

/**
 * A text of headings (`# `), bullets (`- `) and paragraphs as elements; anything else in it stays text.
 *
 * @param {string} text
 * @returns {HTMLElement[]}
 */
export function textNodes(text) {
  /** @type {HTMLElement[]} */
  const nodes = [];
  /** @type {HTMLElement | null} */
  let list = null;
  /** @type {HTMLElement | null} */
  let paragraph = null;
  for (const line of text.split("\n").map((each) => each.trim())) {
    const [, mark, words] = line.match(/^([#-]) +(.+)$/) ?? [];
    if (mark !== "-") list = null;
    if (mark || !line) paragraph = null;
    if (mark === "#") nodes.push(h("h3", { dir: "auto" }, words));
    else if (mark === "-") {
      if (!list) nodes.push((list = h("ul", { class: "bullets", role: "list" })));
      list.append(h("li", { dir: "auto" }, words));
    } else if (line && paragraph) paragraph.append(document.createElement("br"), line);
    else if (line) nodes.push((paragraph = h("p", { dir: "auto" }, line)));
  }
  return nodes;
}

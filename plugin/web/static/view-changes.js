/**
 * What changed between two versions of a page: which ones are compared, what it comes to, and the text itself, word by
 * word. The select of versions is filled once, when it is first shown; until then it offers what needs no choice.
 *
 * @typedef {import("./panel.js").Context} Context
 * @typedef {import("./state.js").State} State
 * @typedef {import("./api.js").Run} Run
 */
import { freshId, h } from "./dom.js";

/** @type {Record<string, string>} */
const TAGS = { added: "ins", removed: "del", same: "span" };
const COUNTED = ["changed", "done", "reopened", "added", "removed", "moved", "formatted"];

/**
 * Since which version: the newest ones but the present, or what the person saw last.
 *
 * @param {Context} context
 * @returns {{node: HTMLElement, update: (state: State) => void}}
 */
export function sincePicker({ words, actions }) {
  const id = freshId("since");
  const select = /** @type {HTMLSelectElement} */ (h("select", { id }, h("option", { value: "0" }, words.t("changes.default"))));
  select.addEventListener("change", () => actions.since(Number(select.value)));
  let filled = false;
  actions.history();
  return {
    node: h("div", { class: "since" }, h("label", { for: id, class: "note" }, words.t("changes.since")), select),
    update(state) {
      if (!filled && state.history) {
        filled = true;
        select.append(...state.history.versions.slice(1).map((/** @type {any} */ one) => optionOf(one, state.history.seen, words)));
      }
      select.value = String(state.since);
      select.disabled = state.starting;
    },
  };
}

/** @param {any} version @param {number | null} seen @param {Context["words"]} words @returns {HTMLElement} */
function optionOf(version, seen, words) {
  const about = [words.t("changes.version", { number: version.number }), version.at && words.clock(version.at), version.author];
  const text = about.filter(Boolean).join(", ") + (version.message ? `: ${version.message}` : "");
  return h("option", { value: String(version.number) }, version.number === seen ? words.t("changes.seen", { version: text }) : text);
}

/**
 * Which versions these are, and what it comes to in numbers.
 *
 * @param {Run} run @param {Context["words"]} words @returns {HTMLElement}
 */
export function comparisonView(run, words) {
  const { from, to, counts } = run.result.comparison;
  const numbers = COUNTED.filter((what) => counts[what]).map((what) => words.t(`changes.${what}`, { count: counts[what] }));
  return h("div", { class: "comparison gap" },
    h("p", null, h("b", null, words.t("changes.between", { from: from.number, to: to.number }))),
    h("p", { class: "note" }, [from, to].map((one) => whoWhen(one, words)).join(" → ")),
    h("p", { class: "subtle" }, numbers.length > 0 ? words.list(numbers) : words.t("changes.none")));
}

/** @param {any} version @param {Context["words"]} words @returns {string} */
const whoWhen = ({ author, at }, words) => [author, at && words.exact(at)].filter(Boolean).join(", ");

/**
 * The text itself, section by section; null where nothing differs.
 *
 * @param {Run} run @param {Context["words"]} words @returns {HTMLElement | null}
 */
export function textDiff(run, words) {
  const { diff, comparison } = run.result;
  if (!diff.length) return null;
  const id = freshId("diff");
  return h("section", { class: "text-diff", "aria-labelledby": id },
    h("h3", { id }, words.t("changes.text")),
    diff.map((/** @type {any} */ part) => h("div", { class: "part" },
      h("p", { class: "note" }, part.heading || words.t("changes.top")),
      h("p", { class: "words", dir: "auto" }, part.ops.map((/** @type {any} */ { op, text }) => h(TAGS[op], null, text))))),
    comparison.sections_left_out > 0 && h("p", { class: "note gap" }, words.t("changes.left_out", { count: comparison.sections_left_out })));
}

/**
 * The words of the page that a comment stands on.
 *
 * @param {any} sentence @param {Context["words"]} words @returns {HTMLElement | null}
 */
export function standsOn({ on = "" }, words) {
  return on ? h("span", { class: "was" }, words.t("digest.on"), " ", h("q", { dir: "auto" }, on)) : null;
}

/**
 * What a statement was before, beside what it is.
 *
 * @param {any} sentence @param {Context["words"]} words @returns {HTMLElement | null}
 */
export function wasBefore({ was = "" }, words) {
  return was ? h("span", { class: "was" }, words.t("changes.was"), " ", h("del", { dir: "auto" }, was)) : null;
}

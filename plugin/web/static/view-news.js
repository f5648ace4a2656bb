/**
 * What is new since this person last looked, or since a summary was approved: how much before it is asked for, and above
 * a result from when on.
 *
 * @typedef {import("./panel.js").Context} Context
 * @typedef {import("./panel.js").ViewNode} ViewNode
 * @typedef {import("./state.js").State} State
 * @typedef {{what: "visit" | "approved", at: string, comments: number, changed: boolean}} News
 */
import { button, h } from "./dom.js";

/**
 * One way to ask for each basis, the person's own visit first; where nothing is new it is said, and can still be asked.
 *
 * @param {Context} context
 * @param {State} state
 * @returns {ViewNode}
 */
export function newsStartView({ words, actions }, state) {
  /** @type {News[]} */
  const news = state.boot?.news ?? [];
  const buttons = news.map((one, place) => {
    const primary = place === 0 && Boolean(one.comments || one.changed);
    const ask = button(words.t(`news.ask_${one.what}`), () => actions.askNews(one.what), { class: primary ? "button primary" : "button" });
    return { ask, label: ask.textContent ?? "" };
  });
  const node = h(
    "div",
    { class: "body" },
    h("p", { class: "gap" }, words.t("first.whats_new")),
    news.map((one) => h("p", { class: "subtle" }, h("span", { title: words.exact(one.at) }, sinceText(one.what, one.at, words)), " ", amount(one, words))),
    h("div", { class: "bar" }, buttons.map(({ ask }) => ask)),
  );
  return {
    node,
    update(next) {
      for (const { ask, label } of buttons) {
        ask.setAttribute("aria-disabled", String(next.starting));
        ask.textContent = next.starting ? words.t("action.starting") : label;
      }
    },
  };
}

/**
 * From when on the result above speaks.
 *
 * @param {any} result @param {Context["words"]} words @returns {HTMLElement | null}
 */
export function newsSince({ since }, words) {
  if (!since) return null;
  return h("p", { class: "note gap-small" }, h("span", { title: words.exact(since.at) }, sinceText(since.what, since.at, words)));
}

/**
 * Below a result: the other moment to count from, where there is one.
 *
 * @param {Context} context @param {State} state @returns {HTMLElement | null}
 */
export function otherBasis({ words, actions }, state) {
  const shown = state.result?.result.since?.what;
  const others = /** @type {News[]} */ (shown ? state.boot?.news ?? [] : []).filter(({ what }) => what !== shown);
  if (others.length === 0) return null;
  return h("div", { class: "bar" }, others.map(({ what }) => button(words.t(`news.ask_${what}`), () => actions.askNews(what))));
}

/** @param {string} what @param {string} at @param {Context["words"]} words @returns {string} */
const sinceText = (what, at, words) => words.t(`news.since_${what}`, { when: words.relative(at) });

/** @param {News} news @param {Context["words"]} words @returns {string} */
function amount({ comments, changed }, words) {
  if (comments) return words.t("news.comments", { count: comments });
  return words.t(changed ? "news.changed" : "news.nothing");
}

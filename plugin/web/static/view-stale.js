/**
 * A strip above a result that is older than what stands in the item now.
 *
 * @typedef {import("./panel.js").Context} Context
 * @typedef {import("./state.js").State} State
 */
import { button, h, svg } from "./dom.js";
import { staleOf } from "./state.js";

/** @param {Context} context @param {State} state @returns {HTMLElement | null} */
export function staleStrip({ words, actions }, state) {
  const stale = staleOf(state);
  if (!stale) return null;
  const when = words.clock(stale.since);
  const text = stale.page_moved
    ? words.t("stale.page", { when })
    : stale.new_comments
      ? words.t("stale.comments", { count: stale.new_comments, when })
      : words.t(stale.texts.length > 0 ? "stale.texts" : "stale.changed", { when });
  const said = h("span", { title: words.exact(stale.since) }, text);
  return strip("warning", "clock", said, button(words.t("action.update"), () => actions.update(), { class: "link strong" }));
}

/** @param {string} tone @param {string} icon @param {...any} children @returns {HTMLElement} */
export function strip(tone, icon, ...children) {
  return h("div", { class: `strip ${tone}` }, svg(icon), children.map((one) => (typeof one === "string" ? h("span", null, one) : one)));
}

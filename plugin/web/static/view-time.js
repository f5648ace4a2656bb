/** A time as people say it, with the exact one on hover. */
import { h } from "./dom.js";

/**
 * @param {string} iso
 * @param {import("./i18n.js").Words} words
 * @returns {HTMLElement}
 */
export function timeOf(iso, words) {
  return h("time", { datetime: iso, title: words.exact(iso) }, words.relative(iso));
}

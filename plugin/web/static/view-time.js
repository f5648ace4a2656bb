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

/**
 * A phrase with a time in it, in pieces.
 *
 * @param {string} key of a phrase with `{when}`.
 * @param {string} iso
 * @param {import("./i18n.js").Words} words
 * @param {Record<string, any>} [values]
 * @returns {(string | HTMLElement)[]}
 */
export function timed(key, iso, words, values = {}) {
  const [before, after] = words.t(key, { ...values, when: "\u0000" }).split("\u0000");
  return [before, timeOf(iso, words), after];
}

/**
 * What stands in the way of a decision, in words: what is new in the item, and which values a person set.
 *
 * @typedef {import("./i18n.js").Words} Words
 * @typedef {{what?: string, count?: number, field?: string, before?: {name: string}[], now?: {name: string}[]}} Detail
 */

/**
 * @param {Detail[]} details of a `Problem`.
 * @param {Words} words
 * @returns {string} sentences; empty where nothing is known in detail.
 */
export function newsText(details, words) {
  return details.map((detail) => sentence(detail, words)).filter(Boolean).join(" ");
}

/** @param {Detail} detail @param {Words} words @returns {string} */
function sentence({ what = "", count = 0, field = "", before, now }, words) {
  if (field && before && now) {
    return words.t("news.value", { field: words.t(`field.${field}`), before: names(before, words), now: names(now, words) });
  }
  if (field) return words.t("news.left", { field: words.t(`field.${field}`) });
  return words.has(`news.${what}`) ? words.t(`news.${what}`, { count }) : "";
}

/** The names of values, or that there is none. @param {{name: string}[]} values @param {Words} words @returns {string} */
export function names(values, words) {
  return values.length ? words.list(values.map(({ name }) => name)) : words.t("suggest.nothing");
}

/**
 * Questions that wait for an approver, and how those of the last month ended; how many people have read the policy card.
 *
 * @typedef {import("./view-review.js").Review & {product: string, item: {id: string, key: string}, place: {id: string, key: string},
 *   rule: string, decided_by_me: boolean}} Request
 */
import { h, svg } from "./dom.js";
import { timeOf } from "./view-time.js";

const ICONS = /** @type {Record<string, string>} */ ({ waiting: "clock", approved: "done", declined: "stop", withdrawn: "swap", expired: "clock" });

/** @type {import("./admin-sections.js").Section} */
export async function requestsSection({ words, api }) {
  const [{ reviews }, { versions }] = await Promise.all([api.call("/reviews"), api.call("/card/acknowledgements")]);
  /** @type {Request[]} */
  const waiting = reviews.filter((/** @type {Request} */ one) => one.state === "waiting");
  const over = reviews.filter((/** @type {Request} */ one) => one.state !== "waiting");
  const [newest] = versions;
  return h("div", null,
    h("p", { class: "note" }, words.t("requests.note")),
    h("h3", null, words.t("requests.waiting")),
    list(waiting, words),
    h("h3", null, words.t("requests.over")),
    list(over, words),
    h("h3", null, words.t("requests.card")),
    h("p", { class: "subtle" }, newest ? words.t("requests.card_read", { count: newest.people, version: newest.version }) : words.t("requests.card_none")));
}

/** @param {Request[]} requests @param {import("./i18n.js").Words} words @returns {HTMLElement} */
function list(requests, words) {
  if (!requests.length) return h("p", { class: "subtle" }, words.t("requests.none"));
  return h("ul", { class: "findings", role: "list" }, requests.map((one) => row(one, words)));
}

/** @param {Request} one @param {import("./i18n.js").Words} words @returns {HTMLElement} */
function row(one, words) {
  const somebody = words.t("waiting.somebody");
  const who = one.mine ? words.t("requests.you") : one.from || somebody;
  const what = { what: words.t(`use_case.${one.use_case}`), audience: words.t(`audience.${one.audience}`), level: words.t(`level.${one.level}`) };
  const waits = { who: one.to.length ? words.either(one.to) : words.t("review.an_approver"), until: words.exact(one.until) };
  const ended = words.t(`requests.${one.state}`, { who: one.decided_by_me ? words.t("requests.by_you") : one.decided_by || somebody });
  return h("li", { class: "finding" }, svg(ICONS[one.state] ?? "clock"),
    h("div", { class: "grow" },
      h("p", null, h("b", null, who), " · ", one.item.key || words.t("requests.page", { id: one.item.id, place: one.place.key }), " ", timeOf(one.at, words)),
      h("p", { class: "subtle" }, words.t("review.what", what), " ", words.t("requests.rule", { rule: one.rule })),
      h("p", null, one.state === "waiting" ? words.t("review.waits", waits) : ended),
      one.reason && h("p", { class: "subtle" }, words.t("requests.reason", { reason: one.reason })),
      one.answer && h("p", { class: "subtle" }, words.t("requests.answer", { answer: one.answer }))));
}

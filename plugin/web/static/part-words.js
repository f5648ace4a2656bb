/**
 * What a policy says besides the matrix, in words.
 *
 * @typedef {import("./i18n.js").Words} Words
 * @typedef {import("./policy-model.js").Policy} Policy
 */
import { REACH } from "./policy-model.js";
import { effectText } from "./policy-words.js";

/** @param {string} name @param {string} product of the page; another product's place is named in full. */
export const placeText = (name, product) => (name.startsWith(`${product}:`) ? name.slice(product.length + 1) : name);

/** @param {string} useCase @param {Words} words */
export const useCaseText = (useCase, words) => words.t(useCase === "*" ? "extras.every_use" : `use_case.${useCase}`);

/** @param {string} team @param {Policy} document @param {Words} words */
export const teamText = (team, document, words) => (team === "*" ? words.t("extras.everybody") : document.teams?.[team]?.name || team);

/** @param {string[]} destinations @param {Words} words */
function reachText(destinations, words) {
  const furthest = REACH.filter((one) => destinations.includes(one)).at(-1);
  return words.t(furthest ? `admin.${furthest}` : "extras.nowhere");
}

/** @param {import("./policy-parts.js").Exception} one @param {Words} words @returns {string} */
export function exceptionText({ id, effect, places, until, use_case: useCase = "*" }, words) {
  const where = words.list(places.map((place) => placeText(place, words.product)));
  return words.t(`extras.exception_${effect}`, { where, what: useCaseText(useCase, words), until: words.exact(until), id });
}

/** What else there is to know of an exception. @param {import("./policy-parts.js").Exception} one @param {Policy} document @param {Words} words @param {Date} [now] */
export function exceptionNote({ rule, reason, team, until }, document, words, now = new Date()) {
  const there = [...document.rules, ...(document.overlays ?? [])].some(({ id }) => id === rule);
  return [new Date(until) <= now && words.t("extras.ended"), words.t(there ? "extras.softens" : "extras.softens_gone", { rule }),
    team && words.t("extras.for_team", { team: teamText(team, document, words) }), reason].filter(Boolean).join(" · ");
}

/** @param {import("./policy-parts.js").Overlay} one @param {Policy} document @param {Words} words @returns {string} */
export function overlayText(one, document, words) {
  const { id, places, team, use_case: useCase = "*", audience = "*", level, effect, engines, destinations, limits = {} } = one;
  const where = [places?.length ? words.list(places.map((place) => placeText(place, words.product))) : words.t("extras.everywhere"),
    team && teamText(team, document, words), useCase !== "*" && useCaseText(useCase, words), audience !== "*" && words.t(`audience.${audience}`)];
  const said = [level && words.t("extras.at_least", { level: words.t(`level.${level}`) }), effect && effectText(effect, words),
    engines && (engines.length ? words.t("extras.only_engines", { engines: words.list(engines) }) : words.t("extras.no_engine")),
    destinations && reachText(destinations, words),
    limits.item_tokens !== undefined && words.t("extras.item_tokens", { count: limits.item_tokens }),
    limits.runs_per_hour !== undefined && words.t("extras.runs_per_hour", { count: limits.runs_per_hour })];
  return words.t("extras.overlay", { where: where.filter(Boolean).join(" · "), said: said.filter(Boolean).join(", ") || words.t("policy.nothing"), id });
}

/** @param {import("./policy-parts.js").Overlay} one @param {Words} words */
export const overlayNote = ({ delegated, instead, note }, words) => [delegated && words.t("extras.delegated"), instead, note].filter(Boolean).join(" · ");

/** @param {string} level @param {import("./policy-parts.js").Requirement} one @param {Words} words @returns {string} */
export function requirementText(level, { destinations, regions, retention_days: days, no_training: untrained }, words) {
  const said = [destinations && reachText(destinations, words), regions && words.t("extras.regions_are", { regions: words.either(regions) }),
    days !== undefined && words.t("extras.keeps", { count: days }), untrained && words.t("extras.untrained")].filter(Boolean);
  return words.t("extras.requirement", { level: words.t(`level.${level}`), said: said.join(", ") || words.t("policy.nothing") });
}

/** @param {import("./policy-parts.js").Budget} one @param {Policy} document @param {Words} words @returns {string} */
export const budgetText = ({ team, per_month: amount, currency }, document, words) =>
  words.t("extras.budget", { team: teamText(team, document, words), amount, currency });

/**
 * What a policy says besides the matrix: exceptions, overlays, requirements, budgets, and approvers of a place. Pure;
 * each function edits the document that it is given.
 *
 * @typedef {import("./policy-model.js").Policy} Policy
 * @typedef {import("./policy-model.js").Approver} Approver
 * @typedef {import("./policy-model.js").RunLimits} RunLimits
 * @typedef {{id: string, rule: string, effect: string, places: string[], until: string, reason: string, team?: string, use_case?: string}} Exception
 * @typedef {{id: string, places?: string[], team?: string, use_case?: string, audience?: string, level?: string, effect?: string,
 *   engines?: string[], destinations?: string[], limits?: RunLimits, delegated?: boolean, instead?: string, note?: string}} Overlay
 * @typedef {{destinations?: string[], regions?: string[], retention_days?: number, no_training?: boolean}} Requirement
 * @typedef {{team: string, per_month: number, currency: string}} Budget
 */
import { EFFECTS, placeName, REACH } from "./policy-model.js";

const FULL_NAME = /^(jira|confluence):(#[0-9]{1,20}|[A-Za-z0-9_~.-]{1,255})$/;

/**
 * Places as a person types them: keys of this product, or full names (`confluence:ENG`), apart by commas or spaces.
 *
 * @param {string} typed
 * @param {string} product
 * @returns {{names: string[], wrong: string[]}} `wrong` are those that cannot be a place.
 */
export function placesTyped(typed, product) {
  const said = commas(typed.replace(/\s+/g, ","));
  const read = said.map((one) => (FULL_NAME.test(one) ? one : placeName(one, product)));
  return { names: [...new Set(read.filter((one) => one !== null))], wrong: said.filter((_, at) => read[at] === null) };
}

/** @param {string} typed @returns {string[]} what stands between commas. */
export const commas = (typed) => typed.split(",").map((one) => one.trim()).filter(Boolean);

/** @param {string} furthest where text may go at most. @returns {string[]} all of these destinations. */
export const upTo = (furthest) => REACH.slice(0, REACH.indexOf(furthest) + 1);

/**
 * The end of a day, where the administrator is.
 *
 * @param {string} day `2026-12-01`.
 * @returns {string} UTC; empty where it is no day.
 */
export function endOfDay(day) {
  const end = new Date(`${day}T23:59:00`);
  return Number.isNaN(end.getTime()) ? "" : end.toISOString().replace(/\.\d+Z$/, "Z");
}

/**
 * @param {Policy} document
 * @param {"E" | "O"} prefix of exceptions or overlays.
 * @returns {string} an id that nothing in the document has.
 */
export function freeId(document, prefix) {
  const taken = new Set([...document.rules, ...(document.overlays ?? []), ...(document.exceptions ?? [])].map(({ id }) => id));
  let number = 1;
  while (taken.has(`${prefix}-${number}`)) number += 1;
  return `${prefix}-${number}`;
}

/**
 * What an exception can soften to one effect: rules and overlays with a stricter one, the strictest first.
 *
 * @param {Policy} document
 * @param {string} [effect]
 * @returns {{id: string, effect: string, level?: string, use_case?: string, audience?: string}[]}
 */
export function softenable(document, effect = "allow") {
  const said = [...document.rules, ...(document.overlays ?? [])];
  const stricter = said.flatMap((one) => (one.effect && EFFECTS.indexOf(one.effect) > EFFECTS.indexOf(effect) ? [{ ...one, effect: one.effect }] : []));
  return stricter.sort((left, right) => EFFECTS.indexOf(right.effect) - EFFECTS.indexOf(left.effect));
}

/** @param {Policy} document @param {Omit<Exception, "id">} said @returns {Exception} */
export function addException(document, said) {
  const made = { id: freeId(document, "E"), ...said };
  (document.exceptions ??= []).push(made);
  return made;
}

/** @param {Policy} document @param {string} id */
export function removeException(document, id) {
  leave(document, "exceptions", (document.exceptions ?? []).filter((one) => one.id !== id));
}

/** @param {Policy} document @param {Omit<Overlay, "id">} said @returns {Overlay} */
export function addOverlay(document, said) {
  const made = { id: freeId(document, "O"), ...said };
  (document.overlays ??= []).push(made);
  return made;
}

/** An exception to an overlay goes with it: it would soften nothing, and the policy would not be valid. @param {Policy} document @param {string} id */
export function removeOverlay(document, id) {
  leave(document, "overlays", (document.overlays ?? []).filter((one) => one.id !== id));
  leave(document, "exceptions", (document.exceptions ?? []).filter((one) => one.rule !== id));
}

/** Whether an overlay restricts anything. @param {Omit<Overlay, "id">} said */
export const restricts = ({ level, effect, engines, destinations, limits }) => Boolean(level || effect || engines || destinations || limits);

/** @param {Policy} document @param {string} level @param {Requirement | null} said null takes it away. */
export function putRequirement(document, level, said) {
  const { [level]: _, ...others } = document.requirements ?? {};
  leave(document, "requirements", said ? { ...others, [level]: said } : others);
}

/** One budget a team and currency. @param {Policy} document @param {string} team @param {string} currency @param {number | null} amount a month; null takes it away. */
export function putBudget(document, team, currency, amount) {
  const limits = (document.limits ??= {});
  const others = (limits.budgets ?? []).filter((one) => one.team !== team || one.currency !== currency);
  leave(limits, "budgets", amount === null ? others : [...others, { team, per_month: amount, currency }]);
}

/** @param {Policy} document @param {string} place @param {Approver[]} listed nobody takes the place away: then its level's approve. */
export function putPlaceApprovers(document, place, listed) {
  const approvers = (document.approvers ??= {});
  const { [place]: _, ...others } = approvers.places ?? {};
  leave(approvers, "places", listed.length ? { ...others, [place]: listed } : others);
}

/** A part that says nothing does not stand there, as the server has it. @param {Record<string, any>} target @param {string} name @param {object} value */
function leave(target, name, value) {
  if (Object.keys(value).length) target[name] = value;
  else delete target[name];
}

/**
 * Levels of places in the policy's draft, and what they come to: pure.
 *
 * @typedef {import("./policy-model.js").Policy} Policy
 * @typedef {import("./policy-model.js").Overlay} Overlay
 * @typedef {{product: string, key: string, id: string, name: string, kind: string, level: string | null, source: string,
 *   listed: boolean, runs: number}} PlaceRow as the API gives it.
 */
import { cellOf, LEVELS, MATRIX_ROWS, ROWS } from "./policy-model.js";

/** As policies name a place: by key, and by id. @param {PlaceRow} row @returns {string[]} */
const namesOf = ({ product, key, id }) => (id ? [`${product}:${key}`, `${product}:#${id}`] : [`${product}:${key}`]);

/**
 * The level that the draft gives a place: the stricter one where it is named twice; "" where it is not.
 *
 * @param {Policy} policy
 * @param {PlaceRow} row
 * @returns {string}
 */
export function levelOf(policy, row) {
  const levels = namesOf(row).map((name) => policy.places[name]?.level).filter(Boolean);
  return levels.sort((left, right) => LEVELS.indexOf(right) - LEVELS.indexOf(left))[0] ?? "";
}

/**
 * Give places a level in the draft; "" takes them out, so that AI may not read them.
 *
 * @param {Policy} policy
 * @param {PlaceRow[]} rows
 * @param {string} level
 */
export function setLevel(policy, rows, level) {
  for (const row of rows) {
    const [byKey, ...others] = namesOf(row);
    for (const name of others) delete policy.places[name];
    if (level) policy.places[byKey] = { ...policy.places[byKey], level };
    else delete policy.places[byKey];
  }
}

/**
 * What the rules allow in a place of a level, and overlays that hold there for everybody leave: names of the matrix's
 * rows, and whether some are masked or reviewed first.
 *
 * @param {Policy} policy
 * @param {string} level
 * @param {PlaceRow} row
 * @returns {{name: string, effect: string}[]}
 */
export function allowedAt(policy, level, row) {
  if (!level) return [];
  const overlays = (policy.overlays ?? []).filter((overlay) => !overlay.team && (!overlay.places?.length || names(overlay, row)));
  const cells = ROWS.map(({ name, useCase, audience }) => ({ name, effect: cellOf(policy.rules, level, useCase, audience, overlays).effect }));
  return cells.filter(({ effect }) => effect !== "deny");
}

/** @param {Overlay} overlay @param {PlaceRow} row */
const names = (overlay, row) => namesOf(row).some((name) => overlay.places?.includes(name));

/**
 * Who narrows what AI may do in just this place: the organisation, its own administrators, either for a team alone.
 *
 * @param {Policy} policy
 * @param {string} level of the place; "" where AI may not read it anyway.
 * @param {PlaceRow} row
 * @returns {("organisation" | "delegated" | "team")[]} in this order, each once.
 */
export function narrowedBy(policy, level, row) {
  if (!level) return [];
  const found = (policy.overlays ?? []).filter((overlay) => names(overlay, row) && narrows(policy, level, overlay))
    .map(({ team, delegated }) => (team ? "team" : delegated ? "delegated" : "organisation"));
  return /** @type {const} */ (["organisation", "delegated", "team"]).filter((kind) => found.includes(kind));
}

/** @param {Policy} policy @param {string} level @param {Overlay} overlay */
function narrows({ rules }, level, overlay) {
  if (overlay.engines || overlay.destinations || Object.keys(overlay.limits ?? {}).length) return true;
  if (LEVELS.indexOf(overlay.level ?? "") > LEVELS.indexOf(level)) return true;
  return MATRIX_ROWS.some(({ useCase, audience }) =>
    cellOf(rules, level, useCase, audience, [overlay]).effect !== cellOf(rules, level, useCase, audience).effect);
}

/**
 * Where a place's level comes from: `here`, with Atlassian's asked besides (`here_native`), or the policy's `default`,
 * by which AI reads nothing.
 *
 * @param {Policy} policy
 * @param {string} level
 */
export function sourceOf(policy, level) {
  return level ? (consults(policy) ? "here_native" : "here") : "default";
}

/**
 * What counts where Atlassian tells no level: one of ours, "" where the place's own stands, null where nobody asks.
 *
 * @param {Policy} policy
 * @returns {string | null}
 */
export function nativeUnknown(policy) {
  if (!consults(policy)) return null;
  const unknown = policy.native_levels?.unknown ?? "restricted";
  return unknown === "ignored" ? "" : unknown;
}

/** As the server has it: a part that says nothing at all still asks. @param {Policy} policy */
const consults = ({ native_levels: native }) => native !== undefined;

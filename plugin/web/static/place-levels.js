/**
 * Levels of places in the policy's draft, and what they come to: pure.
 *
 * @typedef {import("./policy-model.js").Policy} Policy
 * @typedef {{product: string, key: string, id: string, name: string, kind: string, level: string | null, source: string,
 *   listed: boolean, runs: number}} PlaceRow as the API gives it.
 */
import { cellOf, LEVELS, ROWS } from "./policy-model.js";

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
 * What the rules allow at a level: names of the matrix's rows, and whether some are masked or reviewed first.
 *
 * @param {Policy} policy
 * @param {string} level
 * @returns {{name: string, effect: string}[]}
 */
export function allowedAt(policy, level) {
  if (!level) return [];
  const cells = ROWS.map(({ name, useCase, audience }) => ({ name, effect: cellOf(policy.rules, level, useCase, audience).effect }));
  return cells.filter(({ effect }) => effect !== "deny");
}

/**
 * What the set-up makes of a person's choices: pure.
 *
 * @typedef {import("./policy-model.js").Rule} Rule
 * @typedef {import("./policy-model.js").Policy} Policy
 * @typedef {import("./place-levels.js").PlaceRow} PlaceRow
 * @typedef {{level: string, why: string, word: string}} Suggestion
 * @typedef {{rows: Map<string, PlaceRow>, levels: Map<string, string>, suggestions: Map<string, Suggestion>, engine: string,
 *   step: string}} Choices `rows`, `levels` and `suggestions` by the place's name in a policy; `engine` "" keeps the rules.
 */
import { levelOf, setLevel } from "./place-levels.js";
import { LEVELS, STARTER_NATIVE_LEVELS, STARTER_RULES } from "./policy-model.js";

export const STEPS = ["places", "levels", "engine", "sample", "card", "done"];

/** @param {{product: string, key: string}} row @returns {string} */
export const nameOf = ({ product, key }) => `${product}:${key}`;

/**
 * The rules to begin with, for an engine: the embedded one beside it steps in where it fails. Confidential content goes,
 * masked, no further than to a contracted provider; restricted content goes nowhere.
 *
 * @param {{name: string, destination: string}} engine
 * @returns {Rule[]}
 */
export function rulesFor({ name, destination }) {
  if (destination === "in_process") return structuredClone(STARTER_RULES);
  const with_ = { engines: [name, "embedded"], destinations: ["in_process", destination] };
  const far = destination === "public_api";
  return structuredClone(STARTER_RULES).map((rule) =>
    rule.effect === "deny" || (far && rule.level === "confidential") ? rule : { ...rule, ...with_ });
}

/**
 * The level that a place begins with: what the policy says, else what was suggested.
 *
 * @param {Policy} policy
 * @param {PlaceRow} row
 * @param {Suggestion | undefined} suggestion
 * @returns {string}
 */
export const beginning = (policy, row, suggestion) => levelOf(policy, row) || suggestion?.level || "internal";

/**
 * Put the choices into a policy that is being edited.
 *
 * @param {Policy} policy
 * @param {Choices} choices
 * @param {{name: string, destination: string} | undefined} engine
 */
export function apply(policy, choices, engine) {
  for (const [name, row] of choices.rows) setLevel(policy, [row], choices.levels.get(name) ?? "internal");
  if (!engine) return;
  policy.rules = rulesFor(engine);
  policy.native_levels ??= { ...STARTER_NATIVE_LEVELS };
}

/** The levels of the chosen places, the widest first. @param {Choices} choices @returns {string[]} */
export function levelsOf(choices) {
  const used = new Set([...choices.rows.keys()].map((name) => choices.levels.get(name) ?? "internal"));
  return LEVELS.filter((level) => used.has(level));
}

/**
 * Changes of the policy, and what they loosen, in words.
 *
 * @typedef {import("./i18n.js").Words} Words
 * @typedef {{path: string, before: unknown, after: unknown}} Change
 * @typedef {{code: string, where: string, before: string, after: string}} Reason
 */
import { placeLabel } from "./view-place-adder.js";

const LEVELS = new Set(["public", "internal", "confidential", "restricted"]);
const EFFECTS = new Set(["allow", "mask", "deny"]);

/** @param {Change} change @param {Words} words @returns {string} */
export function changeText({ path, before, after }, words) {
  const parts = path.split("/").filter(Boolean);
  const place = parts[0] === "places" && parts.length > 1;
  const level = place && parts[2] === "level";
  const what = place ? [placeLabel(parts[1]), ...(level ? [] : parts.slice(2))].join(" · ") : parts.join(" · ");
  const values = { what, before: valueText(before, words), after: valueText(after, words) };
  if (before === null || before === "") return words.t("policy.change_new", values);
  if (after === null || after === "") return words.t("policy.change_gone", values);
  return words.t("policy.change", values);
}

/** @param {Reason} reason @param {Words} words @returns {string} */
export function reasonText({ code, where, before, after }, words) {
  return words.t(`policy.reason_${code}`, { where: whereText(code, where, words), before: valueText(before, words), after: valueText(after, words) });
}

/** @param {string} effect @param {Words} words @returns {string} */
export const effectText = (effect, words) => words.t(effect === "review" ? "admin.review_unnamed" : `admin.${effect}`);

/** @param {unknown} value @param {Words} words @returns {string} */
function valueText(value, words) {
  if (value === null || value === undefined || value === "") return words.t("policy.nothing");
  if (typeof value !== "string") return JSON.stringify(value);
  if (LEVELS.has(value)) return words.t(`level.${value}`);
  return EFFECTS.has(value) || value === "review" ? effectText(value, words) : value;
}

/** @param {string} code @param {string} where @param {Words} words @returns {string} */
function whereText(code, where, words) {
  if (code === "place") return placeLabel(where);
  const [level, useCase, audience] = where.split("/");
  if (!["matrix", "engines", "destinations", "limits"].includes(code) || !audience) return where;
  return [words.t(`level.${level}`), words.t(`use_case.${useCase}`), words.t(`audience.${audience}`)].join(" · ");
}

/**
 * Exceptions and overlays of the policy, edited in the draft.
 *
 * @typedef {import("./admin-sections.js").Admin} Admin
 * @typedef {import("./view-part.js").Field} Field
 */
import { exceptionNote, exceptionText, overlayNote, overlayText, teamText, useCaseText } from "./part-words.js";
import { AUDIENCES, LEVELS, REACH, USE_CASES } from "./policy-model.js";
import { addException, addOverlay, commas, endOfDay, placesTyped, removeException, removeOverlay, restricts, softenable, upTo } from "./policy-parts.js";
import { effectText } from "./policy-words.js";
import { choice, input, partView } from "./view-part.js";

/** @param {Admin} the @returns {HTMLElement} */
export function exceptionsView(the) {
  const { words, draft } = the;
  const places = input("places", the, { maxlength: 500 });
  const rule = choice("rule", the, () => softenable(draft.document()).map((one) => [one.id, statementText(one, words)]));
  const effect = choice("effect", the, () => ["mask", "review", "allow"].map((code) => [code, effectText(code, words)]));
  const use = useCase(the), team = teams(the);
  const until = input("until", the, { type: "date" });
  const reason = input("reason", the, { maxlength: 500 });

  function add() {
    const where = placesTyped(places.value(), the.product);
    if (where.wrong.length || !where.names.length) return wrong(places, where.wrong, the);
    if (!softenable(draft.document(), effect.value()).some(({ id }) => id === rule.value())) return { control: effect.control, fault: words.t("extras.not_softer") };
    const end = endOfDay(until.value());
    if (!end || new Date(end) <= new Date()) return { control: until.control, fault: words.t("extras.until_wrong") };
    if (!reason.value()) return { control: reason.control, fault: words.t("extras.reason_wrong") };
    addException(draft.document(), { rule: rule.value(), effect: effect.value(), places: where.names, until: end,
      reason: reason.value(), use_case: use.value(), ...said({ team: team.value() }) });
    return null;
  }

  return partView("exceptions", the, {
    entries: () => (draft.document().exceptions ?? []).map((one) => ({
      text: exceptionText(one, words), note: exceptionNote(one, draft.document(), words), remove: () => removeException(draft.document(), one.id),
    })),
    fields: [places, rule, effect, use, team, until, reason],
    add,
  });
}

/** @param {Admin} the @returns {HTMLElement} */
export function overlaysView(the) {
  const { words, draft } = the;
  const none = ["", words.t("extras.unsaid")];
  const places = input("places_or_all", the, { maxlength: 500 });
  const team = teams(the), use = useCase(the);
  const audience = choice("audience", the, () => [["*", words.t("extras.everybody")], ...AUDIENCES.map((code) => [code, words.t(`audience.${code}`)])]);
  const level = choice("level", the, () => [none, ...LEVELS.map((code) => [code, words.t(`level.${code}`)])]);
  const effect = choice("at_most", the, () => [none, ...["mask", "review", "deny"].map((code) => [code, effectText(code, words)])]);
  const engines = input("engines", the, { maxlength: 500 });
  const reach = choice("reach", the, () => [none, ...REACH.map((code) => [code, words.t(`admin.${code}`)])]);
  const runs = input("runs", the, { type: "number", min: 0, inputmode: "numeric" });
  const instead = input("instead", the, { maxlength: 500 });

  function add() {
    const where = placesTyped(places.value(), the.product);
    if (where.wrong.length) return wrong(places, where.wrong, the);
    const listed = commas(engines.value());
    if (listed.some((one) => !/^[a-z0-9][a-z0-9_.-]{0,39}$/.test(one))) return { control: engines.control, fault: words.t("extras.engines_wrong") };
    const made = { ...said({ places: where.names, team: team.value(), level: level.value(), effect: effect.value(), engines: listed,
      destinations: upTo(reach.value()), instead: instead.value() }), use_case: use.value(), audience: audience.value(),
      ...(runs.value() ? { limits: { runs_per_hour: Math.max(0, Math.trunc(Number(runs.value()))) } } : {}) };
    if (!restricts(made)) return { control: effect.control, fault: words.t("extras.overlay_empty") };
    addOverlay(draft.document(), made);
    return null;
  }

  return partView("overlays", the, {
    entries: () => (draft.document().overlays ?? []).map((one) => ({
      text: overlayText(one, draft.document(), words), note: overlayNote(one, words), remove: () => removeOverlay(draft.document(), one.id),
    })),
    fields: [places, team, use, audience, level, effect, engines, reach, runs, instead],
    add,
  });
}

/** @param {Record<string, string | string[]>} fields @returns {Record<string, any>} those that hold something. */
const said = (fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value.length));

/** @param {Field} field @param {string[]} names that can be no places. @param {Admin} the @returns {import("./view-part.js").Fault} */
export const wrong = ({ control }, names, { words }) =>
  ({ control, fault: names.length ? words.t("extras.places_wrong", { names: names.join(", ") }) : words.t("extras.places_missing") });

/** @param {Admin} the */
const useCase = (the) => choice("use", the, () => ["*", ...USE_CASES].map((code) => [code, useCaseText(code, the.words)]));

/** @param {Admin} the */
const teams = (the) => choice("team", the, () => [["", the.words.t("extras.everybody")],
  ...Object.keys(the.draft.document().teams ?? {}).map((team) => [team, teamText(team, the.draft.document(), the.words)])]);

/** @param {ReturnType<typeof softenable>[number]} one @param {import("./i18n.js").Words} words */
function statementText({ id, effect, level, use_case: use = "*", audience = "*" }, words) {
  return [id, level && words.t(`level.${level}`), useCaseText(use, words), audience !== "*" && words.t(`audience.${audience}`), effectText(effect, words)].filter(Boolean).join(" · ");
}

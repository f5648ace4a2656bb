/**
 * What each level asks of engines, budgets, and who approves in a place, edited in the draft.
 *
 * @typedef {import("./admin-sections.js").Admin} Admin
 */
import { budgetText, placeText, requirementText, teamText } from "./part-words.js";
import { LEVELS, REACH } from "./policy-model.js";
import { commas, placesTyped, putBudget, putPlaceApprovers, putRequirement, upTo } from "./policy-parts.js";
import { wrong } from "./view-exceptions.js";
import { choice, input, partView } from "./view-part.js";

/** @param {Admin} the @returns {HTMLElement} */
export function requirementsView(the) {
  const { words, draft } = the;
  const level = choice("from_level", the, () => LEVELS.map((code) => [code, words.t(`level.${code}`)]));
  const reach = choice("reach", the, () => [["", words.t("extras.unsaid")], ...REACH.map((code) => [code, words.t(`admin.${code}`)])]);
  const regions = input("regions", the, { maxlength: 500 });
  const days = input("days", the, { type: "number", min: 0, max: 36500, inputmode: "numeric" });
  const untrained = input("no_training", the, { type: "checkbox" });

  function add() {
    const listed = commas(regions.value());
    const count = Math.trunc(Number(days.value()));
    if (days.value() && !(count >= 0 && count <= 36500)) return { control: days.control, fault: words.t("extras.days_wrong") };
    const asked = { ...(reach.value() ? { destinations: upTo(reach.value()) } : {}), ...(listed.length ? { regions: listed } : {}),
      ...(days.value() ? { retention_days: count } : {}), ...(untrained.value() ? { no_training: true } : {}) };
    if (!Object.keys(asked).length) return { control: reach.control, fault: words.t("extras.requirement_empty") };
    putRequirement(draft.document(), level.value(), asked);
    return null;
  }

  return partView("requirements", the, {
    entries: () => LEVELS.flatMap((code) => {
      const asked = draft.document().requirements?.[code];
      return asked ? [{ text: requirementText(code, asked, words), remove: () => putRequirement(draft.document(), code, null) }] : [];
    }),
    fields: [level, reach, regions, days, untrained],
    add,
  });
}

/** @param {Admin} the @returns {HTMLElement} */
export function budgetsView(the) {
  const { words, draft } = the;
  const team = choice("team", the, () => ["*", ...Object.keys(draft.document().teams ?? {})].map((one) => [one, teamText(one, draft.document(), words)]));
  const amount = input("amount", the, { type: "number", min: 0, step: "any", inputmode: "decimal" });
  const currency = input("currency", the, { maxlength: 3, size: 4, value: "EUR" });

  function add() {
    const said = Number(amount.value()), code = currency.value().toUpperCase();
    if (!amount.value() || !(said >= 0 && said <= 1e9)) return { control: amount.control, fault: words.t("extras.amount_wrong") };
    if (!/^[A-Z]{3}$/.test(code)) return { control: currency.control, fault: words.t("extras.currency_wrong") };
    putBudget(draft.document(), team.value(), code, said);
    return null;
  }

  return partView("budgets", the, {
    entries: () => (draft.document().limits?.budgets ?? []).map((one) => ({
      text: budgetText(one, draft.document(), words), remove: () => putBudget(draft.document(), one.team, one.currency, null),
    })),
    fields: [team, amount, currency],
    add,
  });
}

/** @param {Admin} the @returns {HTMLElement} */
export function placeApproversView(the) {
  const { words, draft, api } = the;
  /** @type {{person: string, name: string}[]} */
  let people = [];
  const listed = () => draft.document().approvers?.places ?? {};
  const places = input("places", the, { maxlength: 500 });
  const who = choice("approver", the, () => [
    ...Object.keys(draft.document().teams ?? {}).map((team) => [`team:${team}`, teamText(team, draft.document(), words)]),
    ...people.map(({ person, name }) => [`person:${person}`, name || words.t("limits.somebody")])]);

  /** @param {import("./policy-model.js").Approver} one */
  const nameOf = (one) => (one.team ? teamText(one.team, draft.document(), words)
    : people.find(({ person }) => person === one.person)?.name || words.t("limits.somebody"));

  function add() {
    const where = placesTyped(places.value(), the.product);
    if (where.wrong.length || !where.names.length) return wrong(places, where.wrong, the);
    if (!who.value()) return { control: who.control, fault: words.t("extras.approver_missing") };
    const colon = who.value().indexOf(":");
    const chosen = { [who.value().slice(0, colon)]: who.value().slice(colon + 1) };
    for (const place of where.names) {
      const others = (listed()[place] ?? []).filter((one) => JSON.stringify(one) !== JSON.stringify(chosen));
      putPlaceApprovers(draft.document(), place, [...others, chosen]);
    }
    return null;
  }

  const node = partView("approvers", the, {
    entries: () => Object.entries(listed()).flatMap(([place, approvers]) => approvers.map((one) => ({
      text: words.t("extras.approves", { who: nameOf(one), place: placeText(place, words.product) }),
      remove: () => putPlaceApprovers(draft.document(), place, approvers.filter((each) => each !== one)),
    }))),
    fields: [places, who],
    add,
  });
  api.call("/policy/candidates").then((/** @type {{people: typeof people}} */ found) => { people = found.people; draft.changed(); }, () => {});
  return node;
}

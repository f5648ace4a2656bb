/**
 * What would happen: one question, tried by the policy in force and by the draft, with the way of the decision.
 *
 * @typedef {import("./admin-sections.js").Admin} Admin
 * @typedef {{step: string, outcome: string, rule: string, source: string}} Step
 * @typedef {{outcome: string, reason: string, rule: string, level: string, engines: string[], engine_permitted: boolean | null,
 *   limits: Record<string, number>, approvers: string, instead: string, teams: string[] | null, trace: Step[]}} Simulated
 */
import { ApiProblem } from "./api.js";
import { button, freshId, h } from "./dom.js";
import { changesBetween, LEVELS, placeName, USE_CASES } from "./policy-model.js";
import { effectText } from "./policy-words.js";
import { levelBadge } from "./view-frame.js";

/** @type {import("./admin-sections.js").Section} */
export async function simulateSection(the) {
  const { words, api, draft, product, say, resize } = the;
  await draft.ready();
  const place = input("place", { maxlength: 270, required: true });
  const useCase = select(USE_CASES.map((code) => [code, words.t(`use_case.${code}`)]));
  const audience = select(["agent", "customer"].map((code) => [code, words.t(`audience.${code}`)]));
  const level = select([["", words.t("try.level_none")], ...LEVELS.map((code) => [code, words.t(`level.${code}`)])]);
  const engine = input("engine", { maxlength: 40 });
  const account = input("account", { maxlength: 128 });
  const result = h("div", { class: "outcome" });
  const go = button(words.t("try.go"), run, { class: "button primary" });

  async function run() {
    const typed = place.value.trim();
    const name = typed.includes(":") ? typed : placeName(typed, product) ?? typed;
    const asked = { place: name, use_case: useCase.value, audience: audience.value, ...filled({ engine, account_id: account }), ...(level.value ? { level: level.value } : {}) };
    const edited = changesBetween(draft.version().document, draft.document()).length > 0;
    try {
      const now = await api.call("/policy/simulate", "POST", asked);
      const drafted = edited ? await api.call("/policy/simulate", "POST", { ...asked, document: draft.document() }) : null;
      result.replaceChildren(simulatedView(now, words.t("try.in_force"), the), ...(drafted ? [simulatedView(drafted, words.t("try.draft"), the)] : []));
      say(outcomeText(now, the));
    } catch (fault) {
      if (!(fault instanceof ApiProblem)) throw fault;
      const key = `error.${fault.error.code}.text`;
      const said = words.t(words.has(key) ? key : "admin.failed");
      result.replaceChildren(h("p", { class: "strip danger" }, said));
      say(said);
    }
    resize();
  }

  /** @param {string} name @param {HTMLElement} field @param {boolean} [hint] */
  const labelled = (name, field, hint = false) => {
    field.id ||= freshId(name);
    const about = hint ? h("p", { id: freshId("hint"), class: "note" }, words.t(`try.${name}_hint`)) : null;
    if (about) field.setAttribute("aria-describedby", about.id);
    return h("div", { class: "field" }, h("label", { for: field.id }, words.t(`try.${name}`)), field, about);
  };
  return h("div", null, h("p", { class: "note" }, words.t("try.note")),
    labelled("place", place, true), labelled("use_case", useCase), labelled("audience", audience), labelled("level", level, true),
    labelled("engine", engine, true), labelled("account", account, true), h("div", { class: "bar" }, go), result);
}

/** @param {string} name @param {Record<string, any>} props */
const input = (name, props) => /** @type {HTMLInputElement} */ (h("input", { id: freshId(name), ...props }));

/** @param {string[][]} options */
const select = (options) => /** @type {HTMLSelectElement} */ (h("select", null, options.map(([value, label]) => h("option", { value }, label))));

/** @param {Record<string, HTMLInputElement>} fields @returns {Record<string, string>} those that hold something. */
const filled = (fields) => Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value.trim()]).filter(([, value]) => value));

/** @param {Simulated} made @param {Admin} the */
function outcomeText(made, { words }) {
  return words.t(made.reason && words.has(`try.reason_${made.reason}`) ? `try.reason_${made.reason}` : `try.outcome_${made.outcome}`);
}

/** @param {Simulated} made @param {string} title @param {Admin} the @returns {HTMLElement} */
function simulatedView(made, title, the) {
  const { words } = the;
  const permitted = made.engine_permitted === null ? "" : words.t(made.engine_permitted ? "try.engine_yes" : "try.engine_no");
  const limits = Object.entries(made.limits).map(([name, count]) => words.t(`try.limit_${name}`, { count }));
  const facts = [
    made.engines.length > 0 && words.t("try.engines", { engines: words.list(made.engines) }), permitted, ...limits,
    made.approvers && words.t("try.ask", { who: made.approvers }), made.instead,
    made.teams === null ? words.t("try.teams_unknown") : made.teams.length > 0 && words.t("try.teams", { teams: words.list(made.teams) }),
  ];
  return h("section", { class: "card", "aria-label": title },
    h("h3", null, title, " ", h("span", { class: `effect effect-${made.outcome}` }, effectText(made.outcome, words)), " ", levelBadge(made.level, words)),
    h("p", null, outcomeText(made, the)),
    h("ul", { class: "bullets", role: "list" }, facts.filter(Boolean).map((fact) => h("li", null, String(fact)))),
    h("details", { open: true }, h("summary", null, words.t("try.trace")),
      h("ol", { class: "trace" }, made.trace.map((step) => h("li", null, stepText(step, words))))));
}

/** @param {Step} step @param {import("./i18n.js").Words} words @returns {string} */
function stepText({ step, outcome, rule, source }, words) {
  const key = `try.step_${step}`;
  const said = LEVELS.includes(outcome) ? words.t(`level.${outcome}`) : ["allow", "mask", "review", "deny"].includes(outcome) ? effectText(outcome, words) : outcome;
  const head = words.has(key) ? words.t(key) : step;
  return [`${head}: ${said}`, rule, source && source !== `rules/${rule}` && source !== `overlays/${rule}` ? source : ""].filter(Boolean).join(" · ");
}

// What a policy says besides the matrix: added, removed and said in words by the administrators' page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createWords } from "../../plugin/web/static/i18n.js";
import { budgetText, exceptionNote, exceptionText, overlayText, requirementText } from "../../plugin/web/static/part-words.js";
import { changesBetween, STARTER_RULES } from "../../plugin/web/static/policy-model.js";
import { addException, addOverlay, endOfDay, freeId, placesTyped, putBudget, putPlaceApprovers, putRequirement, removeException, removeOverlay, restricts, softenable, upTo } from "../../plugin/web/static/policy-parts.js";

const en = createWords("en");
const policy = (changes = {}) => ({ places: {}, rules: structuredClone(STARTER_RULES), teams: { support: { group: "g", name: "Support" } }, ...changes });
const EXCEPTION = { rule: "R-4", effect: "mask", places: ["jira:SEC"], until: "2026-12-01T12:00:00Z", reason: "Audit", use_case: "summarise" };

test("an exception comes and goes, and the document is then as it was", () => {
  const before = policy(), after = structuredClone(before);
  const made = addException(after, EXCEPTION);
  assert.deepEqual(after.exceptions, [{ id: "E-1", ...EXCEPTION }]);
  assert.deepEqual(changesBetween(before, after), [{ kind: "exceptions" }]);
  removeException(after, made.id);
  assert.deepEqual(after, before);
});

test("an id is given once among rules, overlays and exceptions", () => {
  const document = policy({ overlays: [{ id: "E-1" }] });
  assert.equal(addException(document, EXCEPTION).id, "E-2");
  removeException(document, "E-2");
  assert.equal(freeId(document, "E"), "E-2");
});

test("an overlay that goes takes the exceptions to it along, and no other", () => {
  const document = policy();
  const made = addOverlay(document, { places: ["jira:PAY"], effect: "deny" });
  addException(document, { ...EXCEPTION, rule: made.id });
  addException(document, EXCEPTION);
  removeOverlay(document, made.id);
  assert.deepEqual([document.overlays, document.exceptions.map(({ rule }) => rule)], [undefined, ["R-4"]]);
});

test("only what is stricter can be softened, the strictest first", () => {
  const document = policy({ overlays: [{ id: "O-1", effect: "review" }, { id: "O-2", level: "restricted" }] });
  assert.deepEqual(softenable(document).map(({ id }) => id), ["R-4", "O-1", "R-3"]);
  assert.deepEqual(softenable(document, "mask").map(({ id }) => id), ["R-4", "O-1"]);
  assert.deepEqual(softenable(document, "review").map(({ id }) => id), ["R-4"]);
});

test("an overlay that says nothing restricts nothing", () => {
  assert.equal(restricts({ places: ["jira:PAY"], use_case: "*" }), false);
  for (const said of [{ effect: "mask" }, { level: "internal" }, { engines: [] }, { destinations: [] }, { limits: { runs_per_hour: 0 } }]) assert.equal(restricts(said), true);
});

test("places are read as people type them, and what cannot be one is named", () => {
  assert.deepEqual(placesTyped("pay, sec,confluence:ENG  jira:#10001, PAY", "jira"), { names: ["jira:PAY", "jira:SEC", "confluence:ENG", "jira:#10001"], wrong: [] });
  assert.deepEqual(placesTyped("pay, ../x, 1A", "jira").wrong, ["../x", "1A"]);
  assert.deepEqual(placesTyped(" , ", "jira"), { names: [], wrong: [] });
});

test("a day ends in its last minute, in a form that the schema takes", () => {
  const end = endOfDay("2026-12-01");
  assert.match(end, /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/);
  assert.equal(new Date(end).getTime(), new Date("2026-12-01T23:59:00").getTime());
  assert.equal(endOfDay(""), "");
});

test("requirements, budgets and approvers of a place are put, replaced and taken away", () => {
  const before = policy({ limits: {}, approvers: {} }), document = structuredClone(before);
  putRequirement(document, "confidential", { destinations: upTo("own_network") });
  putRequirement(document, "confidential", { no_training: true });
  assert.deepEqual(document.requirements, { confidential: { no_training: true } });
  putBudget(document, "support", "EUR", 100);
  putBudget(document, "support", "EUR", 200);
  putBudget(document, "*", "EUR", 0);
  assert.deepEqual(document.limits.budgets.map(({ team, per_month: amount }) => [team, amount]), [["support", 200], ["*", 0]]);
  putPlaceApprovers(document, "jira:PAY", [{ team: "support" }]);
  assert.deepEqual(changesBetween(before, document).map(({ kind }) => kind), ["requirements", "limits", "approvers"]);
  putRequirement(document, "confidential", null);
  putBudget(document, "support", "EUR", null);
  putBudget(document, "*", "EUR", null);
  putPlaceApprovers(document, "jira:PAY", []);
  assert.deepEqual(document, before);
  assert.deepEqual([upTo("in_process"), upTo("")], [["in_process"], []]);
});

test("what stands is said in words", () => {
  const document = policy();
  const made = { id: "E-1", ...EXCEPTION };
  assert.equal(exceptionText(made, en), `SEC: Summary is allowed, masked, until ${en.exact(EXCEPTION.until)} (exception E-1)`);
  assert.equal(exceptionNote({ ...made, team: "support" }, document, en, new Date("2026-11-01")), "softens R-4 · for Support · Audit");
  assert.equal(exceptionNote({ ...made, rule: "R-9" }, document, en, new Date("2026-12-02")), "ended · softens R-9, which is not there any more · Audit");
  const overlay = { id: "O-1", places: ["jira:PAY", "confluence:ENG"], team: "support", effect: "deny", engines: ["embedded"], destinations: upTo("own_network"), limits: { runs_per_hour: 1 } };
  assert.equal(overlayText(overlay, document, en), "PAY and confluence:ENG · Support: Deny, only the engines embedded, own network only, 1 run per person and hour (overlay O-1)");
  assert.equal(overlayText({ id: "O-2", level: "restricted", destinations: [] }, document, en), "Everywhere: at least Restricted, no engine may be used (overlay O-2)");
  assert.equal(requirementText("confidential", { regions: ["eu-central-1"], retention_days: 0, no_training: true }, en), "From Confidential on: region eu-central-1, kept for 0 days at most, nothing is trained on it");
  assert.equal(budgetText({ team: "*", per_month: 200, currency: "EUR" }, document, en), "Everybody: 200 EUR a month");
});

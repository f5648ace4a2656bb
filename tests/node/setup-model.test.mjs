// What the set-up makes of choices.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cellOf, LEVELS } from "../../plugin/web/static/policy-model.js";
import { apply, beginning, levelsOf, rulesFor } from "../../plugin/web/static/setup-model.js";

const row = (key) => ({ product: "jira", key, id: "", name: key, kind: "", level: null, source: "none", listed: true, runs: 0 });
const reach = (rules) => LEVELS.map((level) => cellOf(rules, level, "summarise", "agent").reach);

test("the rules to begin with send nothing of restricted content anywhere, and confidential content no further than to a contract", () => {
  assert.deepEqual(reach(rulesFor({ name: "embedded", destination: "in_process" })), ["in_process", "in_process", "in_process", ""]);
  assert.deepEqual(reach(rulesFor({ name: "own", destination: "own_network" })), ["own_network", "own_network", "own_network", ""]);
  assert.deepEqual(reach(rulesFor({ name: "eu", destination: "contracted" })), ["contracted", "contracted", "contracted", ""]);
  assert.deepEqual(reach(rulesFor({ name: "us", destination: "public_api" })), ["public_api", "public_api", "in_process", ""]);
  for (const destination of ["own_network", "contracted", "public_api"]) {
    const rules = rulesFor({ name: "x", destination });
    assert.equal(cellOf(rules, "confidential", "summarise", "agent").effect, "mask");
    assert.equal(cellOf(rules, "confidential", "summarise", "customer").effect, "deny");
    assert.ok(rules.every(({ engines }) => engines.includes("embedded")));
  }
});

test("a place begins with what the policy says, else with what is suggested", () => {
  const policy = { places: { "jira:PAY": { level: "public" } }, rules: [] };
  assert.equal(beginning(policy, row("PAY"), { level: "restricted", why: "name", word: "x" }), "public");
  assert.equal(beginning(policy, row("HR"), { level: "confidential", why: "name", word: "hr" }), "confidential");
  assert.equal(beginning(policy, row("X"), undefined), "internal");
});

test("choices go into the policy; without an engine the rules stay", () => {
  const policy = { places: {}, rules: [{ id: "R-9", level: "public", use_case: "*", effect: "deny" }] };
  const choices = { rows: new Map([["jira:PAY", row("PAY")], ["jira:HR", row("HR")]]), levels: new Map([["jira:HR", "restricted"]]), suggestions: new Map(), engine: "", step: "done" };
  apply(policy, choices, undefined);
  assert.deepEqual(policy.places, { "jira:PAY": { level: "internal" }, "jira:HR": { level: "restricted" } });
  assert.equal(policy.rules[0].id, "R-9");
  assert.deepEqual(levelsOf(choices), ["internal", "restricted"]);
  apply(policy, choices, { name: "embedded", destination: "in_process" });
  assert.equal(policy.rules.length, 4);
});

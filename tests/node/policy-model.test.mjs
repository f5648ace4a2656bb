// The administrators' page: what the matrix says of the rules, and what an edit changes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cellOf, changesBetween, LEVELS, placeName, ROWS, STARTER_RULES, USE_CASES, withCell } from "../../plugin/web/static/policy-model.js";

const rule = (changes) => ({ id: "R", level: "internal", use_case: "summarise", audience: "*", effect: "allow", ...changes });

test("what no rule speaks of is denied", () => {
  assert.deepEqual(cellOf([], "internal", "summarise", "agent"), { effect: "deny", rule: "", reason: "no_rule", reach: "", approvers: "" });
  assert.equal(cellOf([rule({ audience: "customer" })], "internal", "summarise", "agent").reason, "no_rule");
});

test("the strictest of several rules holds, and only what all of them permit is left", () => {
  const rules = [rule({ id: "A", destinations: ["in_process", "own_network"] }), rule({ id: "B", effect: "mask" })];
  assert.deepEqual(cellOf(rules, "internal", "summarise", "agent"), { effect: "mask", rule: "B", approvers: "", reason: "", reach: "in_process" });
});

test("rules that leave no engine or no destination deny", () => {
  const cell = cellOf([rule({ engines: ["embedded"] }), rule({ engines: ["other"] })], "internal", "summarise", "agent");
  assert.deepEqual([cell.effect, cell.reason], ["deny", "no_engine"]);
});

test("every row that can be asked has a starter rule at each level", () => {
  assert.deepEqual(ROWS.map((row) => row.name), ["summarise", "summarise_customer", "categorise"]);
  for (const level of LEVELS) assert.notEqual(cellOf(STARTER_RULES, level, "categorise", "agent").reason, "no_rule");
});

test("the starter rules allow, mask and deny by level, and send nothing anywhere", () => {
  const effects = LEVELS.map((level) => cellOf(STARTER_RULES, level, "summarise", "agent").effect);
  assert.deepEqual(effects, ["allow", "allow", "mask", "deny"]);
  assert.ok(STARTER_RULES.every((one) => one.destinations.join() === "in_process"));
});

test("a key is taken as people type it, and refused where it cannot be one", () => {
  assert.equal(placeName(" pay "), "jira:PAY");
  assert.equal(placeName("ops", "confluence"), "confluence:OPS");
  assert.equal(placeName("~kim", "confluence"), "confluence:~kim");
  assert.equal(placeName("Eng", "confluence"), "confluence:Eng");
  for (const typed of ["", "-x", "a b", "confluence:OPS", "../x"]) assert.equal(placeName(typed, "confluence"), null, typed);
  for (const typed of ["", "1PAY", "PAY-1", "jira:PAY", "../x", "#10001"]) assert.equal(placeName(typed), null, typed);
});

test("an edit is told change by change", () => {
  const before = { places: { "jira:A": { level: "public" }, "jira:B": { level: "internal" } }, rules: [], contact: "x" };
  const after = { places: { "jira:B": { level: "restricted" }, "jira:C": { level: "public" } }, rules: STARTER_RULES, contact: "y" };
  assert.deepEqual(changesBetween(before, after).map((change) => change.kind), ["level", "added", "removed", "rules", "contact"]);
  assert.deepEqual(changesBetween(before, structuredClone(before)), []);
});

test("a wider level's rule holds at every stricter one that has a rule", () => {
  const rules = [rule({ id: "A", level: "public", effect: "mask" }), rule({ id: "B", level: "internal", effect: "allow" })];
  assert.deepEqual([cellOf(rules, "internal", "summarise", "agent").effect, cellOf(rules, "internal", "summarise", "agent").rule], ["mask", "A"]);
  assert.equal(cellOf(rules, "confidential", "summarise", "agent").reason, "no_rule");
});

test("a cell that is chosen changes itself and no other", () => {
  const before = structuredClone(STARTER_RULES);
  const after = withCell(before, "internal", "summarise", "customer", "deny");
  for (const level of LEVELS) {
    for (const useCase of USE_CASES) {
      for (const audience of ["agent", "customer"]) {
        const [was, now] = [before, after].map((rules) => cellOf(rules, level, useCase, audience).effect);
        const chosen = useCase === "summarise" && audience === "customer" && LEVELS.indexOf(level) >= 1;
        assert.equal(now, chosen ? "deny" : was, `${level} ${useCase} ${audience}`);
      }
    }
  }
  assert.deepEqual(before, STARTER_RULES);
  assert.equal(new Set(after.map(({ id }) => id)).size, after.length);
  const back = withCell(after, "internal", "summarise", "customer", "allow");
  assert.equal(cellOf(back, "internal", "summarise", "customer").effect, "allow");
});

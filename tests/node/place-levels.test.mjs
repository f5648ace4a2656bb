// Levels of places in the policy's draft.
import assert from "node:assert/strict";
import { test } from "node:test";
import { allowedAt, levelOf, setLevel } from "../../plugin/web/static/place-levels.js";
import { STARTER_RULES } from "../../plugin/web/static/policy-model.js";

const row = (key, id = "") => ({ product: "jira", key, id, name: key, kind: "software", level: null, source: "none", listed: true, runs: 0 });
const policy = (places) => ({ places, rules: STARTER_RULES });

test("a place that is named by key and by id has the stricter level", () => {
  const said = policy({ "jira:PAY": { level: "public" }, "jira:#7": { level: "restricted" } });
  assert.equal(levelOf(said, row("PAY", "7")), "restricted");
  assert.equal(levelOf(said, row("OPS", "8")), "");
});

test("setting a level leaves one name, keeps what else was said, and takes places out", () => {
  const said = policy({ "jira:PAY": { level: "public", note: "kept" }, "jira:#7": { level: "restricted" } });
  setLevel(said, [row("PAY", "7"), row("OPS")], "internal");
  assert.deepEqual(said.places, { "jira:PAY": { level: "internal", note: "kept" }, "jira:OPS": { level: "internal" } });
  setLevel(said, [row("PAY", "7")], "");
  assert.deepEqual(said.places, { "jira:OPS": { level: "internal" } });
});

test("what AI may do at a level is what the rules come to; without a level it is nothing", () => {
  assert.deepEqual(allowedAt(policy({}), ""), []);
  assert.deepEqual(allowedAt(policy({}), "restricted"), []);
  assert.deepEqual(allowedAt(policy({}), "confidential").map(({ name, effect }) => [name, effect]), [["summarise", "mask"], ["categorise", "mask"]]);
});

// Levels of places in the policy's draft.
import assert from "node:assert/strict";
import { test } from "node:test";
import { allowedAt, levelOf, narrowedBy, nativeUnknown, setLevel, sourceOf } from "../../plugin/web/static/place-levels.js";
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
  assert.deepEqual(allowedAt(policy({}), "", row("PAY")), []);
  assert.deepEqual(allowedAt(policy({}), "restricted", row("PAY")), []);
  assert.deepEqual(allowedAt(policy({}), "confidential", row("PAY")).map(({ name, effect }) => [name, effect]), [["summarise", "mask"], ["categorise", "mask"]]);
});

test("overlays of a place narrow what stands beside it, whoever made them, and nothing beside other places", () => {
  const said = { ...policy({}), overlays: [
    { id: "O-1", places: ["jira:PAY"], use_case: "categorise", effect: "deny" },
    { id: "D-1", places: ["jira:#7"], effect: "mask", delegated: true },
    { id: "O-2", places: ["jira:HR"], team: "temps", effect: "deny" },
    { id: "O-3", places: ["jira:OPS"], level: "public" },
    { id: "O-4", places: ["jira:SEC"], level: "restricted" },
    { id: "O-5", places: ["jira:LAB"], engines: ["cloud"] },
    { id: "O-6", audience: "customer", effect: "deny" },
  ] };
  const at = (key, id) => allowedAt(said, "internal", row(key, id)).map(({ name, effect }) => `${name} ${effect}`);
  assert.deepEqual(at("PAY", "7"), ["summarise mask"]);
  assert.deepEqual(at("HR", ""), ["summarise allow", "categorise allow"]);
  assert.deepEqual(at("SEC", ""), []);
  assert.deepEqual(at("LAB", ""), []);
  const by = (key, id, level = "internal") => narrowedBy(said, level, row(key, id));
  assert.deepEqual(by("PAY", "7"), ["organisation", "delegated"]);
  assert.deepEqual([by("PAY", "7", ""), by("OPS"), by("PAY2")], [[], [], []]);
  assert.deepEqual([by("HR"), by("SEC"), by("LAB")], [["team"], ["organisation"], ["organisation"]]);
  assert.deepEqual(by("PAY", "7", "confidential"), ["organisation"]);
});

test("a raised level without a rule on the way denies, as the server does", () => {
  const said = { places: {}, rules: STARTER_RULES.filter(({ level }) => level !== "confidential"), overlays: [{ id: "O-1", level: "restricted" }] };
  assert.deepEqual(allowedAt(said, "public", row("PAY")), []);
});

test("where a level comes from, and what counts where Atlassian tells none", () => {
  const asks = (native) => ({ ...policy({}), ...(native ? { native_levels: native } : {}) });
  assert.deepEqual([sourceOf(asks(), "public"), sourceOf(asks({}), "public"), sourceOf(asks({}), "")], ["here", "here_native", "default"]);
  assert.deepEqual([asks(), asks({}), asks({ unknown: "ignored" }), asks({ unknown: "internal" })].map(nativeUnknown), [null, "restricted", "", "internal"]);
});

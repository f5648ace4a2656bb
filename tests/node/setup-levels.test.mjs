// The set-up and Atlassian's own levels.
import assert from "node:assert/strict";
import { test } from "node:test";
import { apply } from "../../plugin/web/static/setup-model.js";

test("the set-up lets Atlassian's own levels count, and leaves a choice that stands", () => {
  const choices = { rows: new Map(), levels: new Map(), suggestions: new Map(), engine: "embedded", step: "engine" };
  const engine = { name: "embedded", destination: "in_process" };
  const policy = { places: {}, rules: [] };
  apply(policy, choices, engine);
  assert.deepEqual(policy.native_levels, { unknown: "ignored" });
  const chosen = { places: {}, rules: [], native_levels: { unknown: "restricted" } };
  apply(chosen, choices, engine);
  assert.equal(chosen.native_levels.unknown, "restricted");
});

// Why something was refused, in words; and what a question that waits for an approver does to the panel.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createWords, LANGUAGES } from "../../plugin/web/static/i18n.js";
import { INITIAL, reduce } from "../../plugin/web/static/state.js";
import { ownReview } from "../../plugin/web/static/view-review.js";
import { traceWords } from "../../plugin/web/static/view-why.js";
import { bootstrap } from "./samples.mjs";

const step = (name, outcome, rule = "", source = "") => ({ step: name, outcome, rule, source });
const EVERY = [
  step("stop", "place", "stop:place:jira:PAY", "stops"), step("place", "known", "", "places/jira:PAY"), step("place", "unknown"),
  step("level", "internal", "", "places/jira:PAY"), step("level", "restricted", "Secret", "item"), step("level", "restricted", "Secret", "container"),
  step("level", "restricted", "Secret", "organisation"), step("level", "restricted", "", "unknown"), step("level", "confidential", "card", "detector"),
  step("level", "confidential", "O-1", "overlays/O-1"), step("level", "confidential", "", "before"), step("rules", "none", "restricted"),
  step("rule", "allow", "R-1", "rules/R-1"), step("rule", "mask", "R-1"), step("rule", "review", "R-1"), step("rule", "deny", "R-1"),
  step("overlay", "deny", "O-2", "overlays/O-2"), step("exception", "mask", "E-1"), step("approval", "mask", "R-9", "approver"),
  step("destinations", "narrowed", "", "requirements"), step("engines", "narrowed", "O-1"), step("engine", "stopped", "gpt", "stop:engine:gpt"),
  step("engine", "region", "gpt", "requirements/confidential"), step("limits", "item_tokens=10", "", "limits"),
  step("decision", "refused", "R-4"), step("decision", "no_engine", "R-4"), step("decision", "held", "R-9"),
];

for (const language of Object.keys(LANGUAGES)) {
  test(`${language}: every step of a decision has a sentence with nothing left to fill in`, () => {
    const said = traceWords(EVERY, createWords(language));
    assert.equal(said.length, EVERY.length);
    for (const sentence of said) assert.doesNotMatch(sentence, /\{|undefined/);
  });
}

test("a step that is not known is left out", () => {
  assert.deepEqual(traceWords([step("tomorrow", "x")], createWords("en")), []);
});

const refusal = { reason: "needs_review", rule: "R-9", level: "internal", contact: "x", instead: "", message: "", reviewable: true };
const held = { outcome: "held", rule: "R-9", refusal };
const review = (changes) => ({ run_id: "r1", mine: true, use_case: "summarise", audience: "agent", state: "waiting", ...changes });

test("asking from a held question keeps it in view until it waits", () => {
  const boot = bootstrap({ verdicts: { summarise: { agent: held, customer: held } } });
  const booted = reduce(INITIAL, { type: "booted", boot });
  const asked = reduce(booted, { type: "asked", wish: { use_case: "summarise", audience: "agent", length: "standard" } });
  assert.equal(asked.view, "blocked");
  assert.equal(asked.refusal.rule, "R-9");
  const ended = reduce(asked, { type: "problem", error: { code: "refused" }, refusal, runId: "r1" });
  assert.equal(ended.refusedRun, "r1");
  const waits = reduce(ended, { type: "reviews", reviews: [review({ audience: "customer" }), review({})] });
  assert.equal(ownReview(waits)?.audience, "agent");
  assert.equal(ownReview(reduce(waits, { type: "reviews", reviews: [review({ mine: false })] })), null);
});

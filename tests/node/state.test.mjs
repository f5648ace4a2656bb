// The panel's reducer: which view follows from what happened.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createWords } from "../../plugin/web/static/i18n.js";
import { busy, INITIAL, progressOf, reduce, staleOf, wishOf } from "../../plugin/web/static/state.js";
import { stepText } from "../../plugin/web/static/view-working.js";
import { bootstrap, run, stage } from "./samples.mjs";

const after = (...actions) => actions.reduce(reduce, INITIAL);
const booted = (changes) => ({ type: "booted", boot: bootstrap(changes) });
const asked = { type: "asked", wish: { use_case: "summarise", audience: "agent", length: "standard" } };
const refusal = { reason: "level_denies", rule: "R-4", level: "restricted", contact: "Security", instead: "", message: "" };
const refused = { outcome: "refused", rule: "R-4", refusal };
const error = (code) => ({ code, message: "", retry_after: null, retryable: true, fallback: false });

const AT_REST = [
  ["ready", {}],
  ["first_use", { first_use: true }],
  ["too_little", { glance: { comments: 1, minutes: 1, too_little: true } }],
  ["ready", { glance: null }],
  ["result", { last_runs: { summarise: run("finished") } }],
  ["blocked", { verdicts: { summarise: { agent: refused, customer: refused } } }],
  ["no_permission", { problem: error("no_permission") }],
  ["no_permission", { problem: error("impersonation_refused") }],
  ["unreachable", { problem: error("host_rate_limited") }],
];

for (const [view, changes] of AT_REST) {
  test(`a bootstrap with ${JSON.stringify(Object.keys(changes))} shows ${view}`, () => {
    assert.equal(after(booted(changes)).view, view);
  });
}

const ENDS = [
  ["result", run("finished")],
  ["blocked", run("refused", { refusal })],
  ["no_permission", run("refused", { error: error("impersonation_refused") })],
  ["failed", run("failed", { error: error("engine_timeout") })],
  ["failed", run("failed", { error: error("a_code_of_tomorrow") })],
  ["unreachable", run("failed", { error: error("host_unreachable") })],
  ["interrupted", run("interrupted", { error: error("interrupted") })],
  ["cancelled", run("cancelled")],
];

for (const [view, end] of ENDS) {
  test(`a run that ends as ${end.state} ${end.error?.code ?? ""} shows ${view} and takes the focus`, () => {
    const state = after(booted(), asked, { type: "slow" }, { type: "ended", run: end });
    assert.equal(state.view, view);
    assert.equal(state.byPerson, true);
    assert.equal(busy(state), false);
  });
}

test("a run that answers at once never shows as work", () => {
  const state = after(booted(), asked);
  assert.equal(state.view, "ready");
  assert.equal(busy(state), true);
  assert.equal(after(booted(), asked, { type: "slow" }).view, "working");
});

test("an answer to an earlier question changes nothing once the run has ended", () => {
  const state = after(booted(), asked, { type: "ended", run: run("finished") }, { type: "slow" });
  assert.equal(state.view, "result");
});

test("the stages are kept in order and once each", () => {
  const state = after(booted(), asked, { type: "accepted", run: run("queued", { stages: [stage(1, "queued")] }) },
    { type: "stage", stage: stage(3, "reading") }, { type: "stage", stage: stage(2, "policy") }, { type: "stage", stage: stage(3, "reading") });
  assert.deepEqual(state.stages.map((one) => one.seq), [1, 2, 3]);
});

test("an audience that is refused is blocked, and going back shows the result again", () => {
  const start = after(booted({ last_runs: { summarise: run("finished") }, verdicts: { summarise: { agent: { outcome: "allowed" }, customer: refused } } }));
  const customer = reduce(start, { type: "audience", audience: "customer" });
  assert.equal(customer.view, "blocked");
  assert.equal(customer.result, null);
  assert.equal(reduce(customer, { type: "audience", audience: "agent" }).view, "result");
});

test("the audience cannot be switched while a run is under way", () => {
  const state = after(booted(), asked, { type: "slow" }, { type: "audience", audience: "customer" });
  assert.equal(state.audience, "agent");
  assert.equal(state.view, "working");
});

test("a result of one audience is never shown for the other", () => {
  const state = after(booted({ last_runs: { summarise: run("finished") } }), { type: "audience", audience: "customer" });
  assert.equal(state.view, "ready");
  assert.equal(state.result, null);
});

test("only the result that the server knows about can be stale", () => {
  const stale = { new_comments: 4, changed: false, page_moved: false, texts: [], since: "2026-11-20T10:42:00Z" };
  const start = after(booted({ last_runs: { summarise: run("finished") }, stale: { summarise: stale } }));
  assert.deepEqual(staleOf(start), stale);
  const next = run("finished", { id: "run_fedcba9876543210" });
  assert.equal(staleOf(reduce(reduce(start, asked), { type: "ended", run: next })), null);
});

test("what was asked stays after a failure, so that it can be asked again", () => {
  const state = after(booted(), asked, { type: "problem", error: error("network") });
  assert.equal(state.view, "unreachable");
  assert.deepEqual(state.asked, asked.wish);
  assert.equal(reduce(state, { type: "back" }).view, "ready");
});

test("a session that is over says so wherever it is noticed", () => {
  assert.equal(after({ type: "problem", error: error("session_expired") }).view, "session_expired");
  assert.equal(after(booted(), asked, { type: "problem", error: error("unauthenticated") }).view, "session_expired");
});

test("an action that nobody knows is a mistake", () => {
  assert.throws(() => after({ type: "nonsense" }), /nonsense/);
});

test("progress names one running step, and what the finished ones found", () => {
  const { steps, done } = progressOf([stage(1, "queued"), stage(2, "policy", { effect: "mask" }), stage(3, "reading"), stage(4, "read", { comments: 16 })]);
  assert.deepEqual(steps.map((step) => step.status), ["done", "done", "running", "pending", "pending"]);
  assert.deepEqual(steps[1].data, { comments: 16 });
  assert.equal(done, 2);
});

const allowed = { outcome: "allowed", effect: "allow", rule: "R-2" };
const TWO = { use_cases: ["summarise", "categorise"], verdicts: { summarise: { agent: allowed, customer: allowed }, categorise: { agent: allowed } } };

test("the newest result that is kept is shown first, and each use case keeps its own", () => {
  const older = run("finished", { length: "brief" });
  const newer = run("finished", { id: "run_fedcba9876543210", use_case: "categorise", created_at: "2026-11-21T17:00:00Z" });
  const state = after(booted({ ...TWO, last_runs: { summarise: older, categorise: newer } }));
  assert.deepEqual([state.useCase, state.result.id], ["categorise", newer.id]);
  const other = reduce(state, { type: "useCase", useCase: "summarise" });
  assert.deepEqual([other.view, other.result.id, other.length], ["result", older.id, "brief"]);
});

test("a use case without the audience that was chosen takes its own", () => {
  const customer = after(booted(TWO), { type: "audience", audience: "customer" });
  const state = reduce(customer, { type: "useCase", useCase: "categorise" });
  assert.deepEqual([state.useCase, state.audience, state.view], ["categorise", "agent", "ready"]);
});

test("the use case cannot be switched while a run is under way", () => {
  assert.equal(after(booted(TWO), asked, { type: "slow" }, { type: "useCase", useCase: "categorise" }).useCase, "summarise");
});

test("while a long item is read in parts, the step says which part of how many", () => {
  const words = createWords("en");
  const { steps } = progressOf([stage(1, "read", { comments: 500 }), stage(2, "policy", {}), stage(3, "masked", { total: 0 }), stage(4, "writing"), stage(5, "writing", { part: 3, parts: 7 })]);
  const writing = steps.find(({ name }) => name === "writing");
  assert.equal(stepText(writing, words), "Reading part 3 of 7");
  assert.equal(stepText({ ...writing, data: {} }, words), "Writing");
});

test("what is new asks from the moment that was chosen, else from the first that is known", () => {
  const news = [{ what: "approved", at: "2026-11-20T10:00:00Z", comments: 1, changed: false }];
  const state = after(booted({ news, use_cases: ["summarise", "whats_new"] }), { type: "useCase", useCase: "whats_new" });
  assert.equal(wishOf(state).since, "approved");
  assert.equal(wishOf(reduce(state, { type: "basis", basis: "visit" })).since, "visit");
  assert.equal(wishOf(after(booted({}))).since, undefined);
});

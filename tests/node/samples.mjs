// What the API answers, as small as the panel's modules need it.

export const RESULT = {
  title: "Checkout fails with 502",
  too_little: false,
  sections: [
    { kind: "problem", sentences: [{ id: "s1", text: "Checkout returns 502.", role: "", visibility: { kind: "public", name: "" }, citations: [1] }] },
    { kind: "state", sentences: [{ id: "s2", text: "In Review", role: "status", visibility: { kind: "public", name: "" }, citations: [2] }] },
  ],
  citations: [
    { n: 1, segment: "comment:7", kind: "comment", role: "", author: "Jonas Weber", at: "2026-11-20T16:02:00Z", visibility: { kind: "internal", name: "" }, quote: "it returns\n502", href: "https://example.test/browse/PAY-1", comment_id: "7" },
    { n: 2, segment: "field:status", kind: "field", role: "status", author: "", at: null, visibility: { kind: "public", name: "" }, quote: "In Review", href: "", comment_id: "" },
  ],
  coverage: {
    comments_read: 14,
    comments_total: 16,
    omissions: [{ what: "attachments", count: 2, names: ["a.log", "b.png"] }, { what: "linked_items", count: 1, names: [] }],
    removed: { no_source: 1 },
  },
  receipt: { total: 3, counts: { email: 1, person: 2 } },
  provenance: { engine: "embedded", engine_version: "1.0", prompt_version: "", policy_version: 14, rule: "R-2", level: "internal", made_at: "2026-11-20T17:00:00Z", record: "4711" },
};

/** A run in a state. */
export function run(state, changes = {}) {
  return {
    id: "run_0123456789abcdef", state, use_case: "summarise", audience: "agent", length: "standard", language: "en",
    created_at: "2026-11-20T17:00:00Z", elapsed_ms: 10, stages: [], result: state === "finished" ? RESULT : null,
    refusal: null, error: null, ...changes,
  };
}

/** A bootstrap in which everything is allowed. */
export function bootstrap(changes = {}) {
  const allowed = { outcome: "allowed", effect: "allow", rule: "R-2" };
  return {
    product: "jira", surface: "context", item: { id: "1", key: "PAY-1" }, place: { id: "2", key: "PAY", name: "Payments" },
    first_use: false, level: "internal", use_cases: ["summarise"],
    verdicts: { summarise: { agent: allowed, customer: allowed } },
    glance: { comments: 16, minutes: 9, too_little: false }, last_runs: {}, stale: {}, problem: null, ticket: "t2",
    ui_languages: ["en", "de", "ja"], ...changes,
  };
}

/** A stage of a run's log. */
export const stage = (seq, name, data = {}) => ({ seq, stage: name, at: "2026-11-20T17:00:00Z", data });

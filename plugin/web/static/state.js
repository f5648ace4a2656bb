/**
 * What the panel shows, as a pure function of what happened. No DOM, no clock, no network.
 *
 * @typedef {import("./api.js").Run} Run
 * @typedef {import("./api.js").Stage} Stage
 * @typedef {import("./api.js").ErrorBody} ErrorBody
 * @typedef {"loading" | "card" | "no_host" | "first_use" | "ready" | "too_little" | "working" | "result" | "blocked"
 *   | "no_permission" | "failed" | "interrupted" | "cancelled" | "session_expired" | "unreachable"} View
 * @typedef {{use_case: string, audience: string, length: string, engine?: string, from_version?: number, since?: string}} Wish
 * @typedef {{versions: {number: number, at: string | null, author: string, message: string}[], seen: number | null}} History
 * @typedef {object} State
 * @property {View} view
 * @property {any} boot the bootstrap, once it is there.
 * @property {string} useCase which of those offered here is in front.
 * @property {"agent" | "customer"} audience
 * @property {"brief" | "standard"} length
 * @property {number} since of changes: the version to compare with; 0 leaves that to the server.
 * @property {string} basis of what is new: since "visit" or since "approved"; empty leaves that to the first that is known.
 * @property {History | null} history the page's versions, once they were asked for.
 * @property {Wish | null} asked what the run under way was asked.
 * @property {string} runId of the run under way; empty until the server has answered.
 * @property {Stage[]} stages of the run under way.
 * @property {boolean} starting asked for, and too young to show as work.
 * @property {boolean} stopping
 * @property {Run | null} result the run that is shown.
 * @property {Record<string, Run>} results finished runs of this page, by use case, audience and length.
 * @property {any} refusal
 * @property {Wish | null} cardWish what is asked once the policy card was read; null where the card was opened by itself.
 * @property {string} refusedRun the run that was refused; empty where none was.
 * @property {ErrorBody | null} error
 * @property {boolean} byPerson whether the view came from what the person just did (then it takes the focus).
 */

/** @type {State} */
export const INITIAL = Object.freeze({
  view: "loading",
  boot: null,
  useCase: "summarise",
  audience: "agent",
  length: "standard",
  since: 0,
  basis: "",
  history: null,
  asked: null,
  runId: "",
  stages: [],
  starting: false,
  stopping: false,
  result: null,
  results: {},
  refusal: null,
  refusedRun: "",
  cardWish: null,
  error: null,
  byPerson: false,
});

const NO_PERMISSION = new Set(["no_permission", "impersonation_refused", "forbidden"]);
const EXPIRED = new Set(["session_expired", "unauthenticated"]);
const UNREACHABLE = new Set([
  "network", "unreadable", "unavailable", "database", "secret_keys", "streams_busy", "too_many",
  "host_unreachable", "host_rate_limited", "host_answer_invalid",
]);

/**
 * The view that an error asks for.
 *
 * @param {ErrorBody} error
 * @returns {View}
 */
export function viewOfError(error) {
  if (EXPIRED.has(error.code)) return "session_expired";
  if (NO_PERMISSION.has(error.code)) return "no_permission";
  if (error.code === "interrupted") return "interrupted";
  return UNREACHABLE.has(error.code) ? "unreachable" : "failed";
}

/** Where a result is kept. @param {Wish} wish */
export const slot = ({ use_case: useCase, audience, length }) => `${useCase}/${audience}/${length}`;

/** What asking now would ask. @param {State} state @returns {Wish} */
export const wishOf = ({ useCase, audience, length, since, basis, boot }) => ({
  use_case: useCase, audience, length,
  ...(useCase === "changes" && since > 0 && { from_version: since }),
  ...(useCase === "whats_new" && { since: basis || boot?.news?.[0]?.what || "visit" }),
});

/** The audiences of a use case; all where nothing is known yet. @param {State} state @returns {string[]} */
export const audiencesOf = ({ boot, useCase }) => Object.keys(boot?.verdicts?.[useCase] ?? { agent: null, customer: null });

/**
 * The state at rest: no run under way and nothing gone wrong.
 *
 * @param {State} state
 * @param {Partial<State>} [changes]
 * @returns {State}
 */
function atRest(state, changes = {}) {
  /** @type {State} */
  const next = {
    ...state, asked: null, runId: "", stages: [], starting: false, stopping: false, error: null, refusal: null, ...changes,
  };
  const audiences = audiencesOf(next);
  if (!audiences.includes(next.audience)) next.audience = /** @type {any} */ (audiences[0]);
  const verdict = next.boot?.verdicts?.[next.useCase]?.[next.audience];
  if (verdict && verdict.outcome !== "allowed") return { ...next, view: "blocked", refusal: verdict.refusal, result: null };
  if (next.boot?.problem) return { ...next, view: viewOfError(next.boot.problem), error: next.boot.problem, result: null };
  const result = next.results[slot(wishOf(next))] ?? null;
  if (result) return { ...next, view: "result", result };
  const little = next.boot?.glance?.too_little && next.useCase === "summarise"; // a few words can be enough to categorise
  const view = little ? "too_little" : next.boot?.first_use ? "first_use" : "ready";
  return { ...next, view, result: null };
}

/** The choices that a run was made by. @param {Run} run @returns {Pick<State, "useCase" | "audience" | "length">} */
const chosenBy = (run) => ({ useCase: run.use_case, audience: /** @type {any} */ (run.audience), length: /** @type {any} */ (run.length) });

/** Show the newest result that is kept, else the first use case. @param {State} state @param {any} boot @returns {State} */
function booted(state, boot) {
  /** @type {Run[]} */
  const kept = Object.values(boot.last_runs).filter((run) => run.result);
  kept.sort((left, right) => (left.created_at < right.created_at ? 1 : -1));
  const chosen = kept.length ? chosenBy(kept[0]) : { useCase: boot.use_cases[0] };
  const results = Object.fromEntries(kept.map((run) => [slot(run), run]));
  return atRest(state, { boot, ...chosen, results: { ...state.results, ...results }, byPerson: false });
}

/** @param {State} state @param {Run} run @returns {State} */
function ended(state, run) {
  if (run.state === "finished" && run.result) {
    const stale = { ...state.boot?.stale, [run.use_case]: null };
    const boot = { ...state.boot, stale, problem: null, first_use: false };
    return atRest(state, { boot, ...chosenBy(run), results: { ...state.results, [slot(run)]: run }, byPerson: true });
  }
  if (run.refusal) return refused(state, run.refusal, run.id);
  if (run.state === "cancelled") return atWay(state, { view: "cancelled" });
  const error = run.error ?? { code: run.state === "interrupted" ? "interrupted" : "internal", message: "", retryable: true };
  return atWay(state, { view: run.state === "interrupted" ? "interrupted" : viewOfError(error), error });
}

/** The end of a run without a result; what was asked stays, so that it can be asked again. */
/** @param {State} state @param {Partial<State>} changes @returns {State} */
function atWay(state, changes) {
  return { ...state, runId: "", starting: false, stopping: false, refusal: null, error: null, byPerson: true, ...changes };
}

/** @param {State} state @param {any} refusal @param {string} refusedRun @returns {State} */
const refused = (state, refusal, refusedRun) => atWay(state, { view: "blocked", refusal, refusedRun });

/**
 * Add a stage in its place; one that is there already changes nothing.
 *
 * @param {Stage[]} stages
 * @param {Stage} stage
 * @returns {Stage[]}
 */
function withStage(stages, stage) {
  if (stages.some((known) => known.seq === stage.seq)) return stages;
  return [...stages, stage].sort((left, right) => left.seq - right.seq);
}

/** A use case as it was last shown: with the choices of its result, where there is one. @param {State} state @param {string} useCase */
function chosenFor(state, useCase) {
  const last = state.boot?.last_runs?.[useCase];
  const same = { ...wishOf(state), use_case: useCase };
  if (state.results[slot(same)] || !last) return { useCase };
  return chosenBy(last);
}

/**
 * @type {Record<string, (state: State, action: any) => State>}
 */
const HANDLERS = {
  no_host: (state) => ({ ...state, view: "no_host" }),
  loading: () => INITIAL,
  booted: (state, { boot }) => booted(state, boot),
  /** The page could not be drawn, or a run not be started or followed. */
  problem: (state, { error, refusal, runId = "", byPerson = true }) =>
    refusal ? refused(state, refusal, runId) : { ...atWay(state, { view: viewOfError(error), error }), byPerson },
  useCase: (state, { useCase }) => (busy(state) ? state : atRest(state, { ...chosenFor(state, useCase), byPerson: false })),
  audience: (state, { audience }) => (state.asked && busy(state) ? state : atRest(state, { audience, byPerson: false })),
  since: (state, { since }) => (busy(state) ? state : { ...state, since }),
  basis: (state, { basis }) => (busy(state) ? state : { ...state, basis }),
  history: (state, { history }) => ({ ...state, history }),
  length: (state, { length }) => (busy(state) ? state : { ...state, length }),
  /** Show a result of this page that is there already. */
  back: (state) => atRest(state, { byPerson: true }),
  show: (state, { length }) => atRest(state, { length, byPerson: true }),
  asked: (state, { wish }) => ({
    ...state, asked: wish, runId: "", stages: [], starting: true, stopping: false, error: null, byPerson: true,
    refusal: state.view === "blocked" ? state.refusal : null, // what is shown stays until it is shown as work
  }),
  /** It takes long enough to be shown as work. */
  slow: (state) => (state.starting ? { ...state, view: "working", starting: false } : state),
  accepted: (state, { run }) => ({
    ...state, view: "working", starting: false, runId: run.id, stages: run.stages.reduce(withStage, state.stages),
  }),
  stage: (state, { stage }) => ({ ...state, stages: withStage(state.stages, stage) }),
  stopping: (state) => ({ ...state, stopping: true }),
  ended: (state, { run }) => ended(state, run),
  /** What waits for this person, or what they handed over, is another list now. */
  waiting: (state, { escalations }) => ({ ...state, boot: { ...state.boot, escalations } }),
  /** The policy card, to be read: by itself, or before what is asked. */
  card: (state, { wish = null }) => ({ ...state, view: "card", cardWish: wish, byPerson: true }),
  cardRead: (state) => atRest({ ...state, boot: { ...state.boot, card: { ...state.boot.card, acknowledged: true } } }, { cardWish: null, byPerson: true }),
  /** What waits for approvers is another list now. */
  reviews: (state, { reviews }) => ({ ...state, boot: { ...state.boot, reviews } }),
  /** A person decided about a result of this page. */
  decided: (state, { runId, decision }) => {
    const results = Object.fromEntries(
      Object.entries(state.results).map(([name, run]) => [name, run.id === runId ? { ...run, decision } : run]),
    );
    const result = state.result?.id === runId ? { ...state.result, decision } : state.result;
    return { ...state, results, result, byPerson: true };
  },
};

/**
 * @param {State} state
 * @param {{type: string} & Record<string, any>} action
 * @returns {State}
 */
export function reduce(state, action) {
  const handler = HANDLERS[action.type];
  if (!handler) throw new Error(`unknown action ${action.type}`);
  return handler(state, action);
}

/**
 * Whether a run is under way.
 *
 * @param {State} state
 * @returns {boolean}
 */
export const busy = (state) => state.starting || state.view === "working";

/**
 * What happened since the result that is shown was made; null where nothing did or something newer is shown.
 *
 * @param {State} state
 * @returns {{new_comments: number, changed: boolean, page_moved: boolean, texts: string[], since: string} | null}
 */
export function staleOf(state) {
  const { boot, result } = state;
  const shown = result && boot?.last_runs?.[result.use_case]?.id === result.id;
  return (shown && boot.stale[result.use_case]) || null;
}

/**
 * How far a run is: one entry a step, in order, with what was found.
 *
 * @param {Stage[]} stages
 * @returns {{steps: {name: string, status: "done" | "running" | "pending", data: Record<string, any>}[], done: number}}
 */
export function progressOf(stages) {
  const data = Object.fromEntries(stages.map((stage) => [stage.stage, stage.data]));
  const ends = { policy: "policy", reading: "read", masking: "masked", writing: "checking", checking: "checking" };
  let running = true;
  const steps = Object.entries(ends).map(([name, end]) => {
    const isDone = end in data;
    /** @type {"done" | "running" | "pending"} */
    const status = isDone ? "done" : running ? "running" : "pending";
    if (!isDone) running = false;
    return { name, status, data: (isDone ? data[end] : data[name]) ?? {} };
  });
  return { steps, done: steps.filter((step) => step.status === "done").length };
}

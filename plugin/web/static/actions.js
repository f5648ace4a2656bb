/**
 * What a person can do in the panel, and what follows from it: calls to the API and to the host, told to the state
 * as actions. Nothing here touches an element, but for the note that copying returns.
 *
 * @typedef {import("./state.js").State} State
 * @typedef {import("./api.js").Run} Run
 * @typedef {object} Needs
 * @property {import("./host.js").Host} host
 * @property {ReturnType<typeof import("./api.js").createApi>} api
 * @property {import("./i18n.js").Words} words
 * @property {(action: {type: string} & Record<string, any>) => void} dispatch
 * @property {() => State} state
 * @property {string} surface
 * @property {(text: string) => void} say into the live region.
 */
import { ApiProblem } from "./api.js";
import { cardActions } from "./card-actions.js";
import { copyText } from "./clipboard.js";
import { h } from "./dom.js";
import { escalateActions } from "./escalate-actions.js";
import { DECIDED } from "./host.js";
import { newsText } from "./news.js";
import { plainText } from "./plain-text.js";
import { reviewActions } from "./review-actions.js";
import { busy, slot, wishOf } from "./state.js";

const SHOW_WORK_AFTER_MS = 250;
const ENDED = new Set(["finished", "refused", "failed", "cancelled", "interrupted"]);

/** @param {Needs} needs */
export function createActions({ host, api, words, dispatch, state, surface, say }) {
  /** Each request to stop following makes the earlier ones void. */
  let turn = 0;
  let asking = false;
  const checked = new Set();
  /** What was ticked and struck, by run; kept while the panel is open. @type {Map<string, Map<string, string>>} */
  const marks = new Map();

  /** @param {unknown} fault @param {boolean} [byPerson] */
  function failed(fault, byPerson = true) {
    const problem = fault instanceof ApiProblem ? fault : null;
    const error = problem?.error ?? { code: "internal", message: "", retryable: true };
    dispatch({ type: "problem", error, refusal: problem?.refusal, runId: problem?.runId, byPerson });
  }

  /** @param {Run} run */
  function ended(run) {
    dispatch({ type: "ended", run });
    if (run.state === "finished") api.signal({ name: "output.viewed", run_id: run.id });
  }

  /** @param {unknown} fault */
  function inWords(fault) {
    const code = fault instanceof ApiProblem ? fault.error.code : "internal";
    const known = words.has(`decide.${code}`) ? `decide.${code}` : words.has(`error.${code}.title`) ? `error.${code}.title` : "decide.failed";
    const news = fault instanceof ApiProblem ? newsText(/** @type {any} */ (fault.details), words) : "";
    return news ? `${words.t(known)} ${news}` : words.t(known);
  }

  /** @param {Run} run @param {() => Promise<any>} call @param {(decision: any) => string} done the words to say. @returns {Promise<string>} */
  async function decide(run, call, done) {
    try {
      const decision = await call();
      dispatch({ type: "decided", runId: run.id, decision });
      host.announce(DECIDED);
      say(words.t(done(decision)));
      return "";
    } catch (fault) {
      const refusal = inWords(fault);
      say(refusal);
      return refusal;
    }
  }

  /** @param {Run} run @param {number} mine */
  async function follow(run, mine) {
    const after = run.stages.at(-1)?.seq ?? 0;
    const end = await api.follow(run.id, after, (stage) => mine === turn && dispatch({ type: "stage", stage }));
    if (mine === turn) ended(end);
  }

  /** @param {import("./state.js").Wish} wish */
  async function run(wish) {
    if (busy(state())) return;
    if (state().boot?.card?.acknowledged === false) return dispatch({ type: "card", wish });
    turn += 1;
    const mine = turn;
    dispatch({ type: "asked", wish });
    const timer = setTimeout(() => mine === turn && dispatch({ type: "slow" }), SHOW_WORK_AFTER_MS);
    try {
      const started = await api.start({ language: words.language, ...wish });
      if (ENDED.has(started.state)) return ended(started);
      dispatch({ type: "accepted", run: started });
      if (state().stopping) await api.stop(started.id).catch(() => null);
      await follow(started, mine);
    } catch (fault) {
      if (mine === turn) failed(fault);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Follow a run that somebody's approval has started. @param {string} id */
  async function watch(id) {
    if (busy(state())) return;
    turn += 1;
    const mine = turn;
    const found = await api.read(id).catch(() => null);
    if (!found || mine !== turn) return;
    dispatch({ type: "asked", wish: { use_case: found.use_case, audience: found.audience, length: found.length } });
    dispatch({ type: "accepted", run: found });
    await (ENDED.has(found.state) ? ended(found) : follow(found, mine).catch(failed));
  }

  const reviews = reviewActions({ api, words, dispatch, state, surface, say, watch, ask: () => run(wishOf(state())) });

  async function load() {
    dispatch({ type: "loading" });
    try {
      dispatch({ type: "booted", boot: await api.bootstrap(surface) });
    } catch (fault) {
      failed(fault, false);
    }
    const { view, result } = state();
    if (view === "session_expired") return;
    api.signal({ name: "panel.viewed", state: view });
    if (view === "result" && result) api.signal({ name: "output.viewed", run_id: result.id });
  }

  return {
    load,
    /** Ask for what is in front. @param {string} [engine] the embedded engine, after another one has failed. */
    ask(engine) {
      return run(engine ? { ...(state().asked ?? wishOf(state())), engine } : wishOf(state()));
    },
    retry() {
      const { asked } = state();
      return asked ? run(asked) : load();
    },
    update() {
      const { result } = state();
      if (!result) return Promise.resolve();
      const since = result.result.since && { since: result.result.since.what };
      return run({ use_case: result.use_case, audience: result.audience, length: result.length, ...since });
    },
    /** Ask what is new, counted from this. @param {string} basis "visit" or "approved" */
    askNews(basis) {
      dispatch({ type: "basis", basis });
      return run(wishOf(state()));
    },
    /** The other length: shown at once where this page has it, else made. @param {"brief" | "standard"} length */
    resize(length) {
      const wish = { ...wishOf(state()), length };
      return state().results[slot(wish)] ? dispatch({ type: "show", length }) : run(wish);
    },
    async stop() {
      const { runId, stopping } = state();
      if (stopping) return;
      dispatch({ type: "stopping" });
      if (runId) await api.stop(runId).catch(() => null); // the run's own end is told by following it
    },
    /** @param {string} useCase */
    useCase: (useCase) => dispatch({ type: "useCase", useCase }),
    /** @param {number} since */
    since: (since) => dispatch({ type: "since", since }),
    /** Ask once for the page's versions; without them there is less to choose from, and nothing else is lost. */
    async history() {
      if (state().history || asking) return;
      asking = true;
      const history = await api.versions().catch(() => null);
      asking = false;
      if (history) dispatch({ type: "history", history });
    },
    close: () => host.closeDialog(),
    ...cardActions({ api, words, dispatch, state, say, run, load }),
    /** @param {string} audience */
    audience: (audience) => dispatch({ type: "audience", audience }),
    /** @param {string} length */
    length: (length) => dispatch({ type: "length", length }),
    back: () => dispatch({ type: "back" }),
    reload: () => host.reload(),
    /** A citation was opened; told once a sentence. @param {string} runId @param {string} sentence */
    checked(runId, sentence) {
      const key = `${runId} ${sentence}`;
      if (!sentence || checked.has(key)) return;
      checked.add(key);
      api.signal({ name: "output.checked", run_id: runId, sentence });
    },
    /** Go to what a citation points at. @param {any} citation */
    open({ kind, segment, comment_id: comment, href }) {
      if (words.product === "confluence") return host.openAddress(href);
      const key = state().boot?.item?.key ?? "";
      if (kind === "comment" && comment && key) host.openComment(key, comment, href);
      else host.openIssue(kind === "link" ? segment.replace(/^link:/, "") : key, href);
    },
    /** @param {string} runId @returns {Map<string, string>} sentence -> "ticked" or "struck". */
    checks(runId) {
      if (!marks.has(runId)) marks.set(runId, new Map());
      return /** @type {Map<string, string>} */ (marks.get(runId));
    },
    /** @param {string} runId @param {string} sentence @param {"ticked" | "struck"} how */
    check(runId, sentence, how) {
      this.checks(runId).set(sentence, how);
      api.signal({ name: "output.checked", run_id: runId, sentence, how });
    },
    /** @param {string} runId @returns {string[]} */
    struck(runId) {
      return [...this.checks(runId)].filter(([, how]) => how === "struck").map(([sentence]) => sentence);
    },
    /** @param {string} comment @param {string} href */
    openComment: (comment, href) => host.openComment(state().boot?.item?.key ?? "", comment, href),
    /** @param {string} href on the host's own site. */
    openAddress: (href) => host.openAddress(href),
    /** What would be written, or `problem` in words. @param {Run} run @param {any} wish */
    async preview(run, wish) {
      try {
        return await api.preview(run.id, { language: words.language, ...wish });
      } catch (fault) {
        return { problem: inWords(fault) };
      }
    },
    /** @param {Run} run @param {any} wish @returns {Promise<string>} why it was not written; empty where it was. */
    apply: (run, wish) => decide(run, () => api.apply(run.id, wish), (decision) => outcomeOf(decision, wish.target)),
    /** Where the text of a run can go: a page shows summaries alone. @param {Run} run @returns {string[]} */
    textTargets: (run) => (state().boot?.targets ?? []).filter((/** @type {string} */ target) =>
      target !== "fields" && (target !== "macro" || run.use_case === "summarise")),
    ...escalateActions({ api, words, dispatch, state, surface, say, decide, inWords }),
    ...reviews,
    /** @param {Run} run @param {string} reason */
    reject: (run, reason) => decide(run, () => api.reject(run.id, reason), () => "decide.done_reject"),
    /** @param {Run} run */
    undo: (run) => decide(run, () => api.undo(run.id), () => "decide.done_undo"),
    /**
     * Record what a person thinks of a summary; returns what to show.
     *
     * @param {string} runId @param {{kind: string, code?: string, sentence?: string}} body @param {() => void} [onFailure]
     * @returns {Promise<string>}
     */
    async feedback(runId, body, onFailure = () => {}) {
      let answer = words.t("feedback.helpful_done");
      if (body.code) answer = words.t("feedback.flag_done", { reason: words.t(`flag.${body.code}`) });
      try {
        await api.feedback(runId, body);
      } catch {
        onFailure();
        answer = words.t("feedback.failed");
      }
      say(answer);
      return answer;
    },
    /** @param {Run} run @returns {Promise<HTMLElement>} a note; where copying is not allowed, the text to copy by hand. */
    async copy(run) {
      const text = plainText(run, words);
      const done = await copyText(text);
      const note = words.t(done ? "copy.done" : "copy.failed");
      say(note);
      if (done) return h("p", { class: "note recorded" }, note);
      const area = h("textarea", { class: "by-hand", readonly: true, rows: "6", "aria-label": note }, text);
      return h("div", { class: "recorded" }, h("p", { class: "note" }, note), area);
    },
  };
}

/** What to say after a write. @param {any} decision @param {string} [target] @returns {string} */
function outcomeOf({ write }, target = "comment") {
  if (write === "not_written") return "decide.done_nothing";
  if (write === "partly") return "decide.done_partly";
  return target === "comment" ? "decide.done" : "decide.done_written";
}

/**
 * What a person can do with questions that wait for an approver; told to the state as actions.
 *
 * @typedef {import("./actions.js").Needs} Needs
 */
import { ApiProblem } from "./api.js";
import { ownReview } from "./view-review.js";

const LOOK_AGAIN_MS = 15_000;

/**
 * @param {Omit<Needs, "host"> & {ask: () => Promise<void>, watch: (id: string) => Promise<void>}} needs `ask` asks for what is
 *   in front, `watch` follows a run that was started elsewhere.
 */
export function reviewActions({ api, words, dispatch, state, surface, say, ask, watch }) {
  let timer = 0;

  /** @param {unknown} fault */
  function inWords(fault) {
    const code = fault instanceof ApiProblem ? fault.error.code : "";
    return words.t(words.has(`review.${code}`) ? `review.${code}` : "review.failed");
  }

  /** Ask again what waits; where that fails, what was known stays. */
  async function refresh() {
    const found = await api.call("/reviews/here").catch(() => null);
    if (found) dispatch({ type: "reviews", reviews: found.reviews });
  }

  /** @param {string} path @param {object | undefined} body @param {string} done @returns {Promise<string>} */
  async function post(path, body, done) {
    try {
      await api.call(`/reviews/${path}`, "POST", body);
    } catch (fault) {
      return inWords(fault);
    }
    say(words.t(done));
    await refresh();
    return "";
  }

  /** A question was answered while the panel is open: what may be done now is another thing. */
  async function look() {
    const before = ownReview(state());
    await refresh();
    const after = ownReview(state());
    if (before?.state !== "waiting" || after?.state !== "approved") return;
    const boot = await api.bootstrap(surface).catch(() => null);
    if (boot) dispatch({ type: "booted", boot });
    if (after.new_run_id) await watch(after.new_run_id);
  }

  return {
    /** Ask an approver for what is in front. @param {string} reason */
    async askApproval(reason) {
      await ask();
      const { refusal, refusedRun } = state();
      if (!refusal?.reviewable) return;
      if (reason && refusedRun) await api.call(`/reviews/${encodeURIComponent(refusedRun)}/reason`, "POST", { reason }).catch(() => null);
      await refresh();
      say(words.t("review.asked"));
    },
    /** @param {string} id @returns {Promise<string>} why it did not work; empty where it did. */
    withdrawReview: (id) => post(`${encodeURIComponent(id)}/withdraw`, undefined, "review.withdrawn_said"),
    /** @param {string} id @param {boolean} approve @param {string} answer @returns {Promise<string>} */
    decideReview: (id, approve, answer) => post(`${encodeURIComponent(id)}/decide`, { approve, answer }, "review.decided"),
    /** Look now and then whether the question that is in front was answered; only while it waits. */
    watchReviews() {
      const waits = ownReview(state())?.state === "waiting";
      if (waits === timer > 0) return;
      clearInterval(timer);
      timer = waits ? window.setInterval(() => document.visibilityState === "visible" && look(), LOOK_AGAIN_MS) : 0;
    },
  };
}

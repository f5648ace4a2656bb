/**
 * What a person can do to hand an output to somebody else; told to the state as actions.
 *
 * @typedef {import("./actions.js").Needs} Needs
 * @typedef {import("./api.js").Run} Run
 */

/**
 * @param {Omit<Needs, "host"> & {decide: (run: Run, call: () => Promise<any>, done: (decision: any) => string) => Promise<string>,
 *   inWords: (fault: unknown) => string}} needs
 */
export function escalateActions({ api, words, dispatch, state, surface, say, decide, inWords }) {
  /** Ask again what waits here; where that fails, what was known stays. */
  async function refreshWaiting() {
    const found = await api.bootstrap(surface).catch(() => null);
    if (found) dispatch({ type: "waiting", escalations: found.escalations });
  }

  return {
    /** Whom a person can ask about an output: people, and the queues whose names begin so. @param {Run} run @param {string} query */
    async askable(run, query) {
      const begins = query.trim().toLowerCase();
      const queues = (state().boot?.queues ?? []).filter((/** @type {string} */ name) => name.toLowerCase().includes(begins));
      const asked = queues.map((/** @type {string} */ name) => ({ kind: "queue", name }));
      try {
        const { people } = await api.people(run.id, query);
        return { found: [...people.map((person) => ({ kind: "person", ...person })), ...asked], problem: "" };
      } catch (fault) {
        return { found: asked, problem: inWords(fault) };
      }
    },
    /** @param {Run} run @param {any} to @param {string} note @returns {Promise<string>} why it was not; empty where it was. */
    async escalate(run, to, note) {
      const wanted = to.kind === "queue" ? { kind: "queue", name: to.name } : { kind: "person", account_id: to.account_id };
      const refusal = await decide(run, () => api.escalate(run.id, { to: wanted, note }), () => "escalate.done");
      if (!refusal) await refreshWaiting();
      return refusal;
    },
    /** @param {string} id @returns {Promise<string>} */
    async closeEscalation(id) {
      try {
        await api.closeEscalation(id);
        say(words.t("waiting.closed"));
      } catch (fault) {
        return inWords(fault);
      }
      await refreshWaiting();
      return "";
    },
  };
}

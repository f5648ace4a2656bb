/**
 * Vouch's API as the panels call it (openapi.yaml). One object per page; it keeps the token, renews it once when
 * it is refused, and turns every failure into an `ApiProblem` with a stable code.
 *
 * @typedef {import("./host.js").Host} Host
 * @typedef {{code: string, message: string, retry_after?: number | null, retryable?: boolean, fallback?: boolean,
 *   ref?: string}} ErrorBody
 * @typedef {{seq: number, stage: string, at: string, data: Record<string, any>}} Stage
 * @typedef {{id: string, state: string, use_case: string, audience: string, length: string, language: string, created_at: string,
 *   elapsed_ms: number, stages: Stage[], result: any, refusal: any, error: ErrorBody | null}} Run
 */
import { readEvents } from "./event-stream.js";

const POLL_MS = 500;
const MOST_POLL_FAILURES = 8;
const ENDED = new Set(["finished", "refused", "failed", "cancelled", "interrupted"]);

/** A request that did not succeed; `code` is stable, see docs/panel.md. */
export class ApiProblem extends Error {
  /**
   * @param {number} status HTTP status; 0 where there was no answer.
   * @param {any} problem the body, a `Problem` of openapi.yaml.
   */
  constructor(status, problem) {
    const error = problem?.error ?? { code: "unreadable", message: "" };
    super(`${status} ${error.code}`);
    this.name = "ApiProblem";
    this.status = status;
    /** @type {ErrorBody} */
    this.error = error;
    this.refusal = problem?.refusal ?? null;
    this.runId = problem?.run_id ?? "";
    /** @type {{path: string, message: string}[]} */
    this.details = problem?.details ?? [];
  }
}

/** The token was refused twice: the page has to be opened anew. */
export class SessionExpired extends ApiProblem {
  /** @param {any} [problem] */
  constructor(problem) {
    super(401, problem ?? { error: { code: "session_expired", message: "" } });
    this.name = "SessionExpired";
  }
}

/**
 * @param {object} options
 * @param {Pick<Host, "token" | "base" | "fetch" | "pollMs">} options.host gives tokens, and its own way to the API where it has one.
 * @param {string} [options.ticket] from the page; renewed by `bootstrap`.
 * @param {string} [options.base] where the API is, relative to the page.
 * @param {typeof fetch} [options.fetch]
 * @param {(ms: number) => Promise<void>} [options.sleep]
 */
export function createApi({ host, ticket = "", base = host.base ?? "../api/v1", fetch: call = host.fetch ?? ((...a) => fetch(...a)), sleep = pause }) {
  let token = "";

  /** @param {string} path @param {RequestInit & {accept?: string}} init @param {boolean} again */
  async function send(path, init, again) {
    if (!token || again) token = await host.token();
    const { accept = "application/json", ...rest } = init;
    /** @type {Record<string, string>} */
    const headers = { Accept: accept };
    if (token) headers.Authorization = `JWT ${token}`;
    if (ticket) headers["X-Vouch-Ticket"] = ticket;
    if (rest.body) headers["Content-Type"] = "application/json";
    return call(`${base}${path}`, { ...rest, headers, credentials: "omit", cache: "no-store" });
  }

  /** @param {string} path @param {RequestInit & {accept?: string}} [init] @returns {Promise<Response>} */
  async function request(path, init = {}) {
    let response;
    try {
      response = await send(path, init, false);
      if (response.status === 401) response = await send(path, init, true);
    } catch (fault) {
      if (fault instanceof Error && fault.name === "AbortError") throw fault;
      throw new ApiProblem(0, { error: { code: "network", message: "", retryable: true } });
    }
    if (response.ok) return response;
    const problem = await response.json().catch(() => null);
    if (response.status === 401) throw new SessionExpired(problem);
    throw new ApiProblem(response.status, problem);
  }

  /** @param {string} path @param {string} method @param {object} [body] */
  async function json(path, method = "GET", body = undefined) {
    const response = await request(path, { method, body: body ? JSON.stringify(body) : undefined });
    return response.status === 204 ? null : response.json().catch(() => Promise.reject(new ApiProblem(response.status, null)));
  }

  /** @param {string} id */
  const run = (id) => `/runs/${encodeURIComponent(id)}`;

  /** @param {string} id @param {number} after @returns {Promise<Run>} */
  const read = (id, after = 0) => json(`${run(id)}?after=${after}`);

  /**
   * Read the stream to its end; the run, or null where the stream broke off before it.
   *
   * @param {string} id @param {{seq: number}} seen @param {(stage: Stage) => void} onStage @param {AbortSignal} [signal]
   * @returns {Promise<Run | null>}
   */
  async function stream(id, seen, onStage, signal) {
    const response = await request(`${run(id)}/events?after=${seen.seq}`, { accept: "text/event-stream", signal });
    if (!response.body) return null;
    for await (const { event, data } of readEvents(response.body)) {
      if (event === "end") return JSON.parse(data);
      if (event === "stage") tell(JSON.parse(data), seen, onStage);
    }
    return null;
  }

  /** The same by asking again and again; gives up after several failures in a row. */
  /** @type {typeof stream} */
  async function poll(id, seen, onStage, signal) {
    for (let failures = 0; ; ) {
      signal?.throwIfAborted();
      try {
        const found = await read(id, seen.seq);
        failures = 0;
        for (const stage of found.stages) tell(stage, seen, onStage);
        if (ENDED.has(found.state)) return found;
      } catch (fault) {
        failures += 1;
        if (!passing(fault) || failures >= MOST_POLL_FAILURES) throw fault;
      }
      await sleep(host.pollMs ?? POLL_MS);
    }
  }

  return {
    /** @param {string} surface */
    async bootstrap(surface) {
      const found = await json(`/bootstrap?surface=${encodeURIComponent(surface)}`);
      if (found.ticket) ticket = found.ticket;
      return found;
    },
    /** The page's newest versions. @returns {Promise<import("./state.js").History>} */
    versions: () => json("/versions"),
    /** @param {{use_case: string, audience?: string, length?: string, language?: string, engine?: string}} body @returns {Promise<Run>} */
    start: (body) => json("/runs", "POST", body),
    read,
    /**
     * Follow a run to its end: by stream, and where that is not to be had, by polling.
     *
     * @param {string} id @param {number} after @param {(stage: Stage) => void} onStage @param {AbortSignal} [signal]
     * @returns {Promise<Run>}
     */
    async follow(id, after, onStage, signal) {
      const seen = { seq: after };
      // A host with a way of its own hands over whole answers only.
      if (host.fetch) return /** @type {Promise<Run>} */ (poll(id, seen, onStage, signal));
      try {
        const end = await stream(id, seen, onStage, signal);
        if (end) return end;
      } catch (fault) {
        if (signal?.aborted || fault instanceof SessionExpired) throw fault;
        if (fault instanceof ApiProblem && !passing(fault)) throw fault;
      }
      return /** @type {Promise<Run>} */ (poll(id, seen, onStage, signal));
    },
    /** @param {string} id @returns {Promise<Run>} */
    stop: (id) => json(`${run(id)}/stop`, "POST"),
    /** @param {string} id @param {{kind: string, code?: string, sentence?: string}} body */
    feedback: (id, body) => json(`${run(id)}/feedback`, "POST", body),
    /** What the person saw; never stands in the way of anything. @param {object} body */
    preview: (id, body) => json(`${run(id)}/preview`, "POST", body),
    apply: (id, body) => json(`${run(id)}/apply`, "POST", body),
    reject: (id, reason) => json(`${run(id)}/reject`, "POST", { reason }),
    undo: (id) => json(`${run(id)}/undo`, "POST"),
    /** @param {string} id @param {string} query @returns {Promise<{people: {account_id: string, name: string}[]}>} */
    people: (id, query) => json(`${run(id)}/people?query=${encodeURIComponent(query)}`),
    /** @param {string} id @param {{to: object, note: string}} body */
    escalate: (id, body) => json(`${run(id)}/escalate`, "POST", body),
    /** @param {string} id */
    closeEscalation: (id) => json(`/escalations/${encodeURIComponent(id)}/close`, "POST"),
    signal: (body) => json("/signals", "POST", body).catch(() => null),
    /** What the summary macro shows this person. */
    macro: () => json("/macro"),
    /** Anything else of the API, by path: what the sections of the administrators' page ask. */
    call: json,
    /** A part of an export: its lines, the number to go on after, and whether there is more. @param {string} path */
    async lines(path) {
      const response = await request(path, { accept: "*/*" });
      const { headers } = response;
      return { text: await response.text(), cursor: headers.get("X-Vouch-Cursor") ?? "", more: headers.get("X-Vouch-More") === "true" };
    },
    policy: () => json("/policy"),
    /** @param {string} key of a project or space. */
    descriptions: (key) => json(`/categories/descriptions?place=${encodeURIComponent(key)}`),
    /** @param {string} key @param {object} body */
    putDescriptions: (key, body) => json(`/categories/descriptions?place=${encodeURIComponent(key)}`, "PUT", body),
    /** @param {{document: object, based_on: number}} body */
    putPolicy: (body) => json("/policy", "PUT", body),
    stops: () => json("/stops"),
    /** @param {{kind: string, name: string, reason: string}} body */
    stopAi: (body) => json("/stops", "POST", body),
    /** @param {{kind: string, name: string}} body */
    liftStop: (body) => json("/stops/lift", "POST", body),
    /** @param {{text: string, level: string}} body */
    previewMasking: (body) => json("/masking/preview", "POST", body),
  };
}

/** @param {Stage} stage @param {{seq: number}} seen @param {(stage: Stage) => void} onStage */
function tell(stage, seen, onStage) {
  if (stage.seq <= seen.seq) return;
  seen.seq = stage.seq;
  onStage(stage);
}

/** Whether asking again may help. @param {unknown} fault */
function passing(fault) {
  return fault instanceof ApiProblem && (fault.status === 0 || fault.status === 429 || fault.status >= 500);
}

/** @param {number} ms @returns {Promise<void>} */
function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

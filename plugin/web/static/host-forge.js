/**
 * The host behind Forge's bridge: the same object as Connect's, over `@forge/bridge` (docs/forge-door.md).
 *
 * The frame's sandbox lets nothing open a window or move the page around it, so every way out is the bridge's router.
 * The API is the app's remote: Forge adds the proof of who calls, waits 25 seconds at most, and hands over whole answers.
 *
 * @typedef {import("./host.js").Host} Host
 * @typedef {{invokeRemote: Function, view: any, router: any, Modal: any, showFlag: Function, events: any}} Bridge
 * @typedef {{siteUrl?: string, locale?: string, extension?: {project?: {key?: string}, space?: {key?: string}}}} Context what the bridge says of the frame; unsigned, so for looks alone.
 */
import { safeAddress } from "./host.js";

/** Forge forwards no larger body of a frame's call. */
export const MOST_BYTES = 500_000;

// The bridge lets 500 calls in 25 seconds through, and each is counted as a use of the app.
const POLL_MS = 1000;

/**
 * @param {Bridge} bridge what `@forge/bridge` exports.
 * @param {Context} context
 * @returns {Host}
 */
export function forgeHost(bridge, context) {
  const site = originOf(context.siteUrl);
  let flags = 0;

  /** @param {() => any} action the host may refuse it; then nothing happens. */
  async function quietly(action) {
    try {
      await action();
    } catch {
      // A convenience of the host that is missing must not stop the panel.
    }
  }

  /** In this window where it is the site's own, else in another one, which the host asks about. @param {string} href */
  function go(href) {
    const url = new URL(href, site || undefined);
    const within = url.origin === site ? url.pathname + url.search + url.hash : "";
    return quietly(() => (within ? bridge.router.navigate(within) : bridge.router.open(url.href)));
  }

  /** @param {string} key */
  const browse = (key) => `/browse/${encodeURIComponent(key)}`;

  return {
    present: true,
    placeKey: context.extension?.project?.key ?? context.extension?.space?.key ?? "",
    base: "/api/v1",
    pollMs: POLL_MS,
    fetch: remoteFetch(bridge.invokeRemote),
    token: async () => "",
    openComment: (key, commentId) => {
      const id = encodeURIComponent(commentId);
      quietly(() => bridge.router.navigate(`${browse(key)}?focusedCommentId=${id}#comment-${id}`));
    },
    openIssue: (key) => void quietly(() => bridge.router.navigate(browse(key))),
    openAddress: (href) => {
      const address = safeAddress(href);
      if (!address) return;
      go(address);
      quietly(() => bridge.view.close()); // what it leads to may be below the dialog
    },
    flag: ({ title, body = "", type = "info" }) => {
      flags += 1;
      quietly(() => bridge.showFlag({ id: `vouch-${flags}`, title, description: body, type, isAutoDismiss: true }));
    },
    openDialog: (key) => void quietly(() => new bridge.Modal({ resource: key, size: "large" }).open()),
    closeDialog: () => void quietly(() => bridge.view.close()),
    announce: (name) => void quietly(() => bridge.events.emit(name)),
    hear: (name, listener) => void quietly(() => bridge.events.on(name, () => listener())),
    resize: () => {}, // the host follows the frame's height by itself
    theme: () => void quietly(() => bridge.view.theme.enable()),
    reload: () => void quietly(() => bridge.router.reload()),
  };
}

/**
 * `fetch` over the bridge. The host forwards no signal, so a call that was given up is only no longer waited for.
 *
 * @param {Function} invokeRemote
 * @returns {(path: string, init?: RequestInit) => Promise<Response>}
 */
export function remoteFetch(invokeRemote) {
  return async (path, { method = "GET", headers = {}, body, signal } = {}) => {
    signal?.throwIfAborted();
    if (typeof body === "string" && new TextEncoder().encode(body).length > MOST_BYTES) {
      return responseOf(413, { error: { code: "body_too_large", message: "" } });
    }
    const call = invokeRemote({
      path,
      method,
      headers: { .../** @type {Record<string, string>} */ (headers), "x-vouch-envelope": "1" },
      body: typeof body === "string" ? JSON.parse(body) : undefined,
    });
    try {
      return answered(await (signal ? Promise.race([call, abandoned(signal)]) : call));
    } catch (fault) {
      if (signal?.aborted) throw fault;
      // Forge keeps 401 for a call that proves nothing; all else that rejects never came to an answer.
      if (/\b401\b/.test(fault instanceof Error ? fault.message : String(fault))) return responseOf(401, null);
      throw new TypeError("the remote does not answer");
    }
  };
}

/** @param {any} answer of the bridge: status, headers, body; the body may be our envelope. @returns {Response} */
function answered(answer) {
  if (!answer || typeof answer !== "object") throw new TypeError("the remote does not answer");
  const { status = 200, headers = {}, body } = inEnvelope(answer.body) ? answer.body : answer;
  return responseOf(status, body, headers);
}

/** @param {any} body */
function inEnvelope(body) {
  return body !== null && typeof body === "object" && Number.isInteger(body.status) && Object.keys(body).sort().join() === "body,headers,status";
}

/**
 * @param {number} status
 * @param {any} body JSON, or text as it came
 * @param {Record<string, string>} [headers] of which ours are kept
 * @returns {Response}
 */
function responseOf(status, body, headers = {}) {
  const known = Number.isInteger(status) && status >= 200 && status <= 599 ? status : 502;
  const empty = body === undefined || body === null || known === 204;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const ours = Object.entries(headers).filter(([name]) => /^x-vouch-/i.test(name));
  return new Response(empty ? null : text, { status: known, headers: { "Content-Type": "application/json", ...Object.fromEntries(ours) } });
}

/** @param {AbortSignal} signal @returns {Promise<never>} */
function abandoned(signal) {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
}

/** @param {string | undefined} address @returns {string} */
function originOf(address) {
  const safe = safeAddress(address);
  return safe ? new URL(safe).origin : "";
}

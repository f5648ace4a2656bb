/**
 * What an app finds as `./forge-bridge.js` where it was packed without Atlassian's `@forge/bridge`: the same names over
 * the same `window.__bridge`, written for this site. A packed app for a real site brings Atlassian's own.
 */
const call = globalThis.__bridge?.callBridge;
if (!call) throw new Error("this page stands outside a site");

/** @param {any} input */
export async function invokeRemote(input) {
  const { success, payload, error } = await call("invoke", { ...input, invokeType: "ui-remote-fetch" });
  return { ...(success ? payload : error) };
}

/** @param {string} name @param {any} [payload] */
async function orFail(name, payload) {
  if ((await call(name, payload)) === false) throw new Error(`${name} is not possible here`);
}

export const view = {
  getContext: () => call("getContext"),
  close: (/** @type {any} */ payload) => orFail("close", payload),
  onClose: (/** @type {Function} */ callback) => orFail("onClose", callback),
  submit: (/** @type {any} */ payload) => orFail("submit", payload),
  refresh: () => orFail("refresh"),
  theme: { enable: () => call("enableTheming") },
};

/** @param {any} location @param {string} type */
const go = (location, type) => call("navigate", typeof location === "string" ? { url: location, type } : { ...location, type });

export const router = {
  navigate: (/** @type {any} */ location) => go(location, "same-tab"),
  open: (/** @type {any} */ location) => go(location, "new-tab"),
  getUrl: async (/** @type {any} */ location) => new URL(await call("getUrl", location)),
  reload: () => call("reload"),
};

export class Modal {
  /** @param {any} [options] */
  constructor(options = {}) {
    this.options = { resource: null, size: "medium", context: {}, onClose: () => {}, ...options };
  }

  open() {
    return orFail("openModal", this.options);
  }
}

/** @param {any} options */
export function showFlag(options) {
  if (!options.id) throw new Error("a flag needs an id");
  const shown = call("showFlag", { type: "info", ...options });
  return { close: () => shown.then(() => call("closeFlag", { id: options.id })) };
}

export const events = {
  emit: (/** @type {string} */ event, /** @type {any} */ payload) => call("emit", { event, payload }),
  on: (/** @type {string} */ event, /** @type {Function} */ callback) => call("on", { event, callback }),
};

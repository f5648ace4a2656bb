/**
 * The app's side of the bridge: what an app's page loads where a real site has Atlassian's `all.js`. It offers
 * `window.AP` and talks by messages with the page of the site that frames it.
 *
 * A message is taken only from the parent window, from the origin in `xdm_e` and for the channel in `xdm_c`: both
 * stand in the page's address, which the token in the same address signs.
 */
(() => {
  "use strict";
  const query = new URLSearchParams(window.location.search);
  const site = query.get("xdm_e") ?? "";
  const channel = query.get("xdm_c") ?? "";
  if (window.parent === window || !site || !channel) return; // opened outside a site: there is no AP

  const options = readOptions(document.currentScript?.dataset.options ?? "");
  /** @type {Map<number, {resolve: (value: any) => void, reject: (error: Error) => void}>} */
  const waiting = new Map();
  /** @type {Map<string, Set<Function>>} */
  const listeners = new Map();
  let calls = 0;

  /** @param {string} text `margin:false;resize:true` */
  function readOptions(text) {
    const pairs = text.split(";").map((part) => part.split(":").map((word) => word.trim()));
    return Object.fromEntries(pairs.filter(([name]) => name));
  }

  window.addEventListener("message", ({ source, origin, data }) => {
    if (source !== window.parent || origin !== site || data?.channel !== channel) return;
    if (data.kind === "answer") {
      const call = waiting.get(data.id);
      waiting.delete(data.id);
      if (data.error) call?.reject(new Error(data.error));
      else call?.resolve(data.value);
    } else if (data.kind === "event") {
      for (const listener of [...(listeners.get(data.name) ?? [])]) listener(...data.args);
    }
  });

  /**
   * Ask the site's page.
   *
   * @param {string} name
   * @param {object} [args]
   * @returns {Promise<any>}
   */
  function ask(name, args = {}) {
    const id = ++calls;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      window.parent.postMessage({ channel, kind: "call", id, name, args }, site);
    });
  }

  /** Tell the site's page; nobody waits for the answer. @param {string} name @param {object} [args] */
  function tell(name, args) {
    ask(name, args).catch((error) => console.warn(`AP.${name}: ${error.message}`));
  }

  /**
   * Atlassian's functions answer by callback, newer ones by promise too; these do both.
   *
   * @param {string} name
   * @returns {(callback?: (value: any) => void) => Promise<any>}
   */
  const question = (name) => (callback) => {
    const answer = ask(name);
    if (typeof callback === "function") answer.then(callback, () => {});
    return answer;
  };

  /** @param {string} name @param {Function} listener */
  function on(name, listener) {
    if (!listeners.has(name)) listeners.set(name, new Set());
    listeners.get(name)?.add(listener);
  }

  /** @param {string} name @param {Function} listener */
  const off = (name, listener) => void listeners.get(name)?.delete(listener);

  /** @param {string} name @param {Function} listener */
  function once(name, listener) {
    const first = (/** @type {any[]} */ ...args) => {
      off(name, first);
      listener(...args);
    };
    on(name, first);
  }

  /** The element whose height the frame takes. */
  const measured = () => document.querySelector(".ac-content") ?? document.body;

  /** @param {string | number} [width] @param {string | number} [height] */
  function resize(width, height) {
    const below = Number.parseFloat(getComputedStyle(document.body).marginBottom) || 0;
    const bottom = measured().getBoundingClientRect().bottom + window.scrollY + below;
    tell("resize", { width: width ?? "100%", height: height ?? Math.ceil(bottom) });
  }

  /** @param {string} mode */
  const paint = (mode) => document.documentElement.setAttribute("data-color-mode", mode);

  /** @param {{title: string, body?: string, type?: string, close?: string, actions?: object}} shown */
  function flag(shown) {
    const id = `flag-${channel}-${++calls}`;
    tell("flag.create", { ...shown, id });
    return {
      close: () => tell("flag.close", { id }),
      on: (/** @type {string} */ name, /** @type {Function} */ listener) =>
        on(`flag.${name}`, (/** @type {any} */ said) => said?.id === id && listener(said)),
    };
  }

  /** @param {object} wanted */
  function dialog(wanted) {
    tell("dialog.create", wanted);
    return {
      on: (/** @type {string} */ name, /** @type {Function} */ listener) => on(`dialog.${name}`, listener),
    };
  }

  window.AP = {
    context: { getToken: question("context.getToken"), getContext: question("context.getContext") },
    navigator: {
      go: (/** @type {string} */ target, context = {}) => tell("navigator.go", { target, context }),
      reload: () => tell("navigator.reload"),
    },
    flag: { create: flag },
    dialog: {
      create: dialog,
      close: (/** @type {any} */ data) => tell("dialog.close", { data }),
      getCustomData: question("dialog.getCustomData"),
    },
    events: {
      on,
      off,
      once,
      emit: (/** @type {string} */ name, /** @type {any[]} */ ...args) => tell("events.emit", { name, args }),
    },
    theming: { initializeTheming: () => ask("theming.initialize").then(paint) },
    user: {
      getCurrentUser: question("user.getCurrentUser"),
      getLocale: question("user.getLocale"),
      getTimeZone: question("user.getTimeZone"),
    },
    jira: { refreshIssuePage: () => tell("jira.refreshIssuePage") },
    getLocation: question("getLocation"),
    resize,
    sizeToParent: () => tell("sizeToParent"),
  };
  on("theme", paint);

  document.addEventListener("DOMContentLoaded", () => {
    if (options.margin !== "false") document.body.style.margin = "10px";
    if (options.sizeToParent === "true") tell("sizeToParent");
    else if (options.resize !== "false") new ResizeObserver(() => resize()).observe(measured());
  });
})();

/**
 * The first script of a frame: `window.__bridge`, as `@forge/bridge` expects it of its host.
 *
 * It talks with the page of the site that frames it, known by its origin; the frame's name is what the site calls it.
 */
(() => {
  "use strict";
  const site = document.currentScript?.dataset.site ?? "";
  const frame = window.name;
  if (window.parent === window || !site || !frame) return; // opened outside a site: there is no bridge

  /** @type {Map<number, {resolve: (value: any) => void, reject: (error: Error) => void}>} */
  const waiting = new Map();
  /** @type {Map<number, Function>} */
  const callbacks = new Map();
  let count = 0;
  let themed = false;

  window.addEventListener("message", ({ source, origin, data }) => {
    if (source !== window.parent || origin !== site || data?.forge !== frame) return;
    if (data.theme && themed) paint(data.theme);
    if (data.callback) callbacks.get(data.callback)?.(data.payload);
    const call = waiting.get(data.answer);
    waiting.delete(data.answer);
    if (data.error) call?.reject(new Error(data.error));
    else call?.resolve(data.value);
  });

  /** Functions stay here; the site gets their numbers. @param {any} value */
  function portable(value) {
    if (typeof value === "function") {
      count += 1;
      callbacks.set(count, value);
      return { callback: count };
    }
    if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, portable(each)]));
  }

  /** @param {string} mode */
  function paint(mode) {
    document.documentElement.setAttribute("data-color-mode", mode);
    document.documentElement.setAttribute("data-theme", `${mode}:${mode}`);
  }

  /** @param {string} name @param {any} [payload] @returns {Promise<any>} */
  function ask(name, payload) {
    count += 1;
    const call = count;
    return new Promise((resolve, reject) => {
      waiting.set(call, { resolve, reject });
      window.parent.postMessage({ forge: frame, call, name, payload }, site);
    });
  }

  /** @param {string} name @param {any} [payload] */
  async function callBridge(name, payload) {
    const sent = portable(payload);
    if (name === "on" || name === "onPublic") {
      const number = sent.callback.callback;
      await ask(name, { event: sent.event, callback: number });
      return { unsubscribe: () => callbacks.delete(number) };
    }
    const answer = await ask(name, sent);
    if (name === "enableTheming") {
      themed = true;
      paint(answer.colorMode);
    }
    return answer;
  }

  window.__bridge = { callBridge };

  document.addEventListener("DOMContentLoaded", () => {
    const tell = () => {
      const below = Number.parseFloat(getComputedStyle(document.body).marginBottom) || 0;
      const height = Math.ceil(document.body.getBoundingClientRect().bottom + window.scrollY + below);
      window.parent.postMessage({ forge: frame, height }, site);
    };
    new ResizeObserver(tell).observe(document.body);
    tell();
  });
})();

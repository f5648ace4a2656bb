// The one script that a product puts in front of a Forge page: `window.__bridge`, as @forge/bridge expects it.
// Calls go to the page around the frame as {call, name, payload}, answers come as {answer, value | error}; functions
// stay here and are called by {callback, payload}.
(() => {
  const [page] = location.ancestorOrigins;
  const waiting = new Map();
  const functions = new Map();
  let number = 0;

  const kept = (value) => {
    if (typeof value === "function") {
      functions.set((number += 1), value);
      return { function: number };
    }
    if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, kept(one)]));
    return value;
  };

  addEventListener("message", ({ origin, source, data }) => {
    if (origin !== page || source !== parent) return;
    if ("callback" in data) functions.get(data.callback)?.(data.payload);
    else if ("mode" in data) document.documentElement.dataset.colorMode = data.mode;
    else {
      const [resolve, reject] = waiting.get(data.answer) ?? [];
      waiting.delete(data.answer);
      if ("error" in data) reject?.(new Error(data.error));
      else resolve?.(data.value);
    }
  });

  window.__bridge = {
    callBridge: (name, payload) => new Promise((resolve, reject) => {
      waiting.set((number += 1), [resolve, reject]);
      // The bridge hands an answer's body over as an object, and sends one as it is: objects keep their shape here.
      const sent = name === "invoke" ? payload : kept(payload);
      parent.postMessage({ call: number, name, payload: sent }, page);
    }),
  };
})();

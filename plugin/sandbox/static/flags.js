/** The site's messages at the lower left; an app's texts are shown as text, never as markup. */

const AUTO_CLOSE_MS = 8000;
const LABELS = { info: "Information", success: "Done", warning: "Warning", error: "Error" };

/**
 * Show a message.
 *
 * @param {{id?: string, title: string, body?: string, type?: string, close?: string, actions?: Record<string, string>}} flag
 * @param {(name: string, said: object) => void} [tell] hears `action` and `close`.
 */
export function showFlag({ id = "", title, body = "", type = "info", close = "manual", actions = {} }, tell = () => {}) {
  const kind = Object.hasOwn(LABELS, type) ? /** @type {keyof typeof LABELS} */ (type) : "info";
  const box = document.createElement("div");
  box.className = `flag ${kind}`;
  box.dataset.flag = id;
  const words = document.createElement("div");
  words.append(text("span", LABELS[kind], "label"), text("strong", title), text("p", body));
  for (const [key, label] of Object.entries(actions ?? {})) {
    words.append(button(String(label), () => tell("action", { id, key, flagIdentifier: id, actionIdentifier: key })));
  }
  const gone = () => {
    box.remove();
    tell("close", { id, flagIdentifier: id });
  };
  const cross = button("×", gone);
  cross.setAttribute("aria-label", "Close the message");
  box.append(words, cross);
  document.getElementById("flags")?.append(box);
  if (close === "auto") setTimeout(() => box.isConnected && gone(), AUTO_CLOSE_MS);
}

/** Take a message away. @param {string} id */
export function closeFlag(id) {
  for (const box of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".flag"))) {
    if (box.dataset.flag === id) box.remove();
  }
}

/** @param {string} tag @param {string} words @param {string} [css] */
function text(tag, words, css = "") {
  const element = document.createElement(tag);
  element.className = css;
  element.textContent = String(words);
  return element;
}

/** @param {string} label @param {() => void} action */
function button(label, action) {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = label;
  element.addEventListener("click", action);
  return element;
}

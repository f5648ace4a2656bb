/**
 * Tabs by the pattern of WAI-ARIA: one stop for Tab, arrows, Home and End move and choose.
 */
import { button, freshId, h } from "./dom.js";

/** Where each key leads from a place among so many. @type {Record<string, (at: number, count: number) => number>} */
const KEYS = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/**
 * @param {string} label
 * @param {[string, string][]} choices value and word.
 * @param {(value: string) => void} choose
 * @param {HTMLElement} panel what they switch.
 * @returns {{node: HTMLElement, set: (value: string, disabled: boolean) => void}}
 */
export function tabs(label, choices, choose, panel) {
  const made = choices.map(([value, word]) =>
    button(word, () => pick(value), { class: "tab", role: "tab", id: freshId("tab"), dataset: { value } }));
  /** @param {HTMLElement} one */
  const off = (one) => one.getAttribute("aria-disabled") === "true";

  /** @param {string} value */
  function pick(value) {
    const one = made.find((tab) => tab.dataset.value === value);
    if (one && !off(one) && one.getAttribute("aria-selected") !== "true") choose(value);
  }

  /** @param {KeyboardEvent} event */
  function moved(event) {
    const at = made.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    if (!(event.key in KEYS) || at < 0 || off(made[at])) return;
    event.preventDefault();
    const next = made[KEYS[event.key](at, made.length)];
    next.focus();
    pick(next.dataset.value ?? "");
  }

  panel.id ||= freshId("tabpanel");
  panel.setAttribute("role", "tabpanel");
  for (const one of made) one.setAttribute("aria-controls", panel.id);
  return {
    node: h("div", { class: "tabs", role: "tablist", "aria-label": label, on: { keydown: moved } }, made),
    set(value, disabled) {
      for (const one of made) {
        const chosen = one.dataset.value === value;
        one.setAttribute("aria-selected", String(chosen));
        one.setAttribute("aria-disabled", String(disabled));
        one.tabIndex = chosen ? 0 : -1;
        if (chosen) panel.setAttribute("aria-labelledby", one.id);
      }
    },
  };
}

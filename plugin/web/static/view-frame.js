/**
 * The first row of the panel: its name, the level of the place, and for whom the summary is. It is made once and
 * kept, so that a switch keeps the focus.
 *
 * @typedef {import("./panel.js").Context} Context
 * @typedef {import("./state.js").State} State
 */
import { button, h } from "./dom.js";
import { busy } from "./state.js";

const LEVELS = new Set(["public", "internal", "confidential", "restricted"]);
const WITHOUT_SWITCH = new Set(["loading", "no_host", "session_expired", "no_permission", "unreachable"]);

/**
 * The level as a dot and a word.
 *
 * @param {string | null | undefined} level
 * @param {Context["words"]} words
 * @returns {HTMLElement}
 */
export function levelBadge(level, words) {
  const known = level && LEVELS.has(level) ? level : "none";
  const name = words.t(`level.${known}`);
  return h(
    "span",
    { class: `level level-${known}`, title: words.t("level.label", { level: name }) },
    h("span", { class: "dot", "aria-hidden": "true" }),
    name,
  );
}

/**
 * Two or more choices of which one holds.
 *
 * @param {string} label
 * @param {[string, string][]} choices value and word.
 * @param {(value: string) => void} choose
 * @returns {{node: HTMLElement, set: (value: string, disabled?: boolean) => void}}
 */
export function segmented(label, choices, choose) {
  const buttons = choices.map(([value, word]) =>
    button(word, () => buttonOf(value).getAttribute("aria-disabled") !== "true" && choose(value), {
      class: "segment", "aria-pressed": "false", dataset: { value },
    }),
  );
  /** @param {string} value */
  const buttonOf = (value) => /** @type {HTMLButtonElement} */ (buttons.find((one) => one.dataset.value === value));
  return {
    node: h("div", { class: "segmented", role: "group", "aria-label": label }, buttons),
    set(value, disabled = false) {
      for (const one of buttons) {
        one.setAttribute("aria-pressed", String(one.dataset.value === value));
        one.setAttribute("aria-disabled", String(disabled));
      }
    },
  };
}

/**
 * @param {Context} context
 * @returns {{node: HTMLElement, heading: HTMLElement, update: (state: State) => void}}
 */
export function frameView({ words, actions }) {
  const heading = h("h2", { tabindex: "-1" }, words.t("panel.title"));
  const badge = h("span", { class: "badge-slot" });
  const audiences = segmented(
    words.t("audience.label"),
    [["agent", words.t("audience.agent")], ["customer", words.t("audience.customer")]],
    (value) => actions.audience(value),
  );
  const node = h("header", { class: "head" }, heading, badge, h("span", { class: "grow" }), audiences.node);
  /** @type {string | null | undefined} */
  let shown;
  return {
    node,
    heading,
    update(state) {
      const level = state.boot ? state.boot.level : undefined;
      if (level !== shown) {
        badge.replaceChildren(levelBadge(level, words));
        shown = level;
      }
      audiences.set(state.audience, busy(state));
      audiences.node.hidden = WITHOUT_SWITCH.has(state.view);
    },
  };
}

/**
 * The first row of the panel: what it makes, the level of the place, and for whom. It is made once and kept, so that a
 * switch keeps the focus. Where several use cases are offered, the switch stands in the place of the name.
 *
 * @typedef {import("./panel.js").Context} Context
 * @typedef {import("./state.js").State} State
 */
import { button, h, iconButton } from "./dom.js";
import { audiencesOf, busy } from "./state.js";
import { tabs } from "./view-tabs.js";

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
 * @param {HTMLElement} panel what the switch between use cases switches.
 * @returns {{node: HTMLElement, heading: HTMLElement, update: (state: State) => void}}
 */
export function frameView({ words, actions }, panel) {
  const heading = h("h2", { tabindex: "-1" }, words.t("panel.title"));
  const badge = h("span", { class: "badge-slot" });
  const audiences = segmented(
    words.t("audience.label"),
    [["agent", words.t("audience.agent")], ["customer", words.t("audience.customer")]],
    (value) => actions.audience(value),
  );
  const place = h("span", { hidden: true });
  const close = words.product === "confluence" && iconButton("close", words.t("action.close"), () => actions.close());
  const node = h("header", { class: "head" }, heading, place, badge, h("span", { class: "grow" }), audiences.node, close);
  /** @type {ReturnType<typeof tabs> | null} */
  let useCases = null;
  /** @type {string | null | undefined} */
  let shown;

  /** @param {string[]} offered */
  function offer(offered) {
    const choices = /** @type {[string, string][]} */ (offered.map((name) => [name, words.t(`use_case.${name}`)]));
    useCases = tabs(words.t("use_case.label"), choices, (value) => actions.useCase(value), panel);
    useCases.node.classList.add("use-cases");
    place.replaceWith(useCases.node);
    heading.classList.add("hidden-text");
  }

  return {
    node,
    heading,
    update(state) {
      const level = state.boot ? state.boot.level : undefined;
      if (level !== shown) {
        badge.replaceChildren(levelBadge(level, words));
        shown = level;
      }
      if (!useCases && (state.boot?.use_cases?.length ?? 0) > 1) offer(state.boot.use_cases);
      useCases?.set(state.useCase, busy(state));
      heading.textContent = words.t(`use_case.${state.useCase}`);
      audiences.set(state.audience, busy(state));
      audiences.node.hidden = WITHOUT_SWITCH.has(state.view) || audiencesOf(state).length < 2;
    },
  };
}

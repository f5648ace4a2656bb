/**
 * A refusal in words: why, who can change it, and what works instead.
 *
 * @typedef {import("./panel.js").Context} Context
 * @typedef {import("./panel.js").ViewNode} ViewNode
 * @typedef {import("./state.js").State} State
 */
import { button, h } from "./dom.js";
import { cardLink } from "./view-card.js";
import { askerView } from "./view-review.js";
import { whyView } from "./view-why.js";

const REASONS = new Set(["stopped", "place_not_allowed", "level_denies", "no_engine", "audience", "self_check", "too_often", "needs_review"]);

/**
 * The reason as this person meets it: a level that denies one audience and allows the other is about the audience.
 *
 * @param {State} state
 * @returns {string}
 */
export function reasonOf(state) {
  const { reason } = state.refusal;
  if (!REASONS.has(reason)) return "";
  if (reason !== "level_denies" || !otherAllowed(state)) return reason;
  return state.audience === "customer" ? "audience" : "audience_agent";
}

/** @param {State} state @returns {"agent" | "customer"} */
const otherAudience = (state) => (state.audience === "agent" ? "customer" : "agent");

/** @param {State} state @returns {boolean} */
const otherAllowed = (state) => state.boot?.verdicts?.[state.useCase]?.[otherAudience(state)]?.outcome === "allowed";

/**
 * @param {Context} context
 * @param {State} state
 * @returns {ViewNode}
 */
export function blockedView(context, state) {
  const { words } = context;
  const { refusal } = state;
  const { rule, level, contact, message, instead } = refusal;
  const reason = reasonOf(state);
  const byDefault = reason === "level_denies" && rule === "default";
  const levelKey = `level.${level}`;
  const values = { rule, contact, level: words.has(levelKey) ? words.t(levelKey) : level };
  const title = h("h3", { class: "state-title", tabindex: "-1" }, reason ? words.t(`blocked.${reason}`) : message);
  const why = reason && words.t(`blocked.${reason}.why${byDefault ? "_default" : refusal.reviewable ? "_named" : ""}`, values);
  const ways = waysOut(context, state);
  const node = h(
    "div",
    { class: "body" },
    title,
    why && h("p", { class: "subtle" }, why),
    reason === "stopped" && instead && h("p", { class: "subtle" }, words.t("blocked.stopped.said", { reason: instead })),
    refusal.reviewable && askerView(context, state),
    ways.length > 0 && [h("h3", null, words.t("blocked.do")), h("ul", { class: "sentences", role: "list" }, ways.map((way) => h("li", null, way)))],
    whyView(context, refusal),
    h("p", { class: "note gap" }, cardLink(context, state)),
    h("div", { class: "foot note" }, h("div", { class: "foot-row" },
      h("span", null, words.t(state.asked || otherAllowed(state) ? "blocked.nothing_sent" : "blocked.nothing")))),
  );
  return { node, focus: title, update() {} };
}

/** @param {Context} context @param {State} state @returns {(string | HTMLElement)[]} */
function waysOut({ words, actions }, state) {
  const { contact, instead, reason, reviewable } = state.refusal;
  /** @type {(string | HTMLElement)[]} */
  const ways = [];
  if (contact && !reviewable) ways.push(words.t("blocked.ask", { contact }));
  if (instead && reason !== "stopped") ways.push(instead); // there it is the administrator's reason
  const other = otherAudience(state);
  if (!state.asked && otherAllowed(state)) {
    const text = words.t("blocked.other_audience", { audience: words.t(`audience.${other}`) });
    ways.push(button(text, () => actions.audience(other), { class: "link" }));
  }
  return ways;
}

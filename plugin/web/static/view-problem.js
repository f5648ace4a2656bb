/**
 * What went wrong, in words: one heading, one reason, one next step.
 *
 * @typedef {import("./panel.js").Context} Context
 * @typedef {import("./panel.js").ViewNode} ViewNode
 * @typedef {import("./state.js").State} State
 */
import { button, h } from "./dom.js";

const LONGEST_WAIT_SECONDS = 600;

/**
 * The words of a problem: by its code where we have some, else by the kind of view.
 *
 * @param {State} state
 * @param {Context["words"]} words
 * @returns {{title: string, text: string}}
 */
export function problemWords(state, words) {
  const code = state.error?.code ?? "";
  const wait = (state.error?.retry_after ?? 0) * 1000;
  const date = wait ? words.clock(new Date(Date.now() + wait).toISOString()) : "";
  /** @param {string} part */
  const pick = (part) => words.t(words.has(`error.${code}.${part}`) ? `error.${code}.${part}` : `${state.view}.${part}`, { date });
  return { title: pick("title"), text: pick("text") };
}

/**
 * @param {Context} context
 * @param {State} state
 * @returns {ViewNode}
 */
export function problemView(context, state) {
  const { words, actions } = context;
  const { title, text } = problemWords(state, words);
  const error = state.error;
  const heading = h("h3", { class: "state-title", tabindex: "-1" }, title);
  const fallback = Boolean(error?.fallback && state.asked);
  const next = nextStep(context, state);
  const back = Object.keys(state.results).length > 0 && state.asked !== null;
  const node = h(
    "div",
    { class: "body" },
    heading,
    h("p", { class: "subtle" }, text),
    fallback && h("p", { class: "subtle" }, words.t("fallback.text")),
    h(
      "div",
      { class: "bar" },
      next?.node,
      fallback && button(words.t("action.embedded"), () => actions.ask("embedded")),
      back && button(words.t("action.back"), () => actions.back(), { class: "button quiet" }),
    ),
    error?.ref && h("p", { class: "note gap" }, words.t("error.ref", { ref: error.ref })),
  );
  return { node, focus: heading, update() {}, dispose: next?.dispose };
}

/** @param {Context} context @param {State} state @returns {{node: HTMLElement, dispose?: () => void} | null} */
function nextStep(context, state) {
  const { words, actions } = context;
  const primary = { class: "button primary" };
  if (state.view === "no_host") return null;
  if (state.view === "session_expired") return { node: button(words.t("action.reload"), () => actions.reload(), primary) };
  if (state.view === "cancelled") return { node: button(words.t(`start.${state.useCase}`), () => actions.retry(), primary) };
  if (state.view === "no_permission" || state.error?.retryable === false) {
    return state.asked ? { node: button(words.t("action.retry"), () => actions.retry()) } : null;
  }
  return retryButton(context, state.error?.retry_after ?? 0);
}

/**
 * Try again, once the time has come that the server has named.
 *
 * @param {Context} context
 * @param {number} seconds
 */
function retryButton({ words, actions, clock }, seconds) {
  const until = clock() + Math.min(Math.max(seconds, 0), LONGEST_WAIT_SECONDS) * 1000;
  const left = () => Math.ceil((until - clock()) / 1000);
  const node = button("", () => left() <= 0 && actions.retry(), { class: "button primary" });
  let timer = 0;
  const draw = () => {
    const wait = left();
    node.textContent = wait > 0 ? words.t("action.retry_in", { seconds: wait }) : words.t("action.retry");
    node.setAttribute("aria-disabled", String(wait > 0));
    if (wait <= 0) clearInterval(timer);
  };
  if (seconds > 0) timer = window.setInterval(draw, 1000);
  draw();
  return { node, dispose: () => clearInterval(timer) };
}

/**
 * The policy card: what AI may do here and what not, whom to ask, how to report; read once a version, before the first run.
 *
 * @typedef {import("./panel.js").Context} Context
 * @typedef {import("./panel.js").ViewNode} ViewNode
 * @typedef {import("./state.js").State} State
 * @typedef {import("./i18n.js").Words} Words
 * @typedef {{kind: string, use_case?: string, audience?: string, how?: string, level?: string, text?: string}} Example
 * @typedef {{version: number, place: string, level: string | null, allowed: Example[], refused: Example[], contact: string,
 *   acknowledged: boolean}} Card
 */
import { button, h } from "./dom.js";

/**
 * Everything that a card says, in sentences.
 *
 * @param {Card} card
 * @param {Words} words
 * @returns {{title: string, intro: string, parts: {title: string, lines: string[]}[]}}
 */
export function cardWords(card, words) {
  const level = words.t(`level.${card.level ?? "none"}`);
  return {
    title: words.t("card.title", { place: card.place }),
    intro: words.t("card.intro", { level, version: card.version }),
    parts: [
      { title: words.t("card.allowed"), lines: card.allowed.map((one) => line(one, words)) },
      { title: words.t("card.refused"), lines: card.refused.map((one) => line(one, words)) },
      { title: words.t("card.help"), lines: [words.t(card.contact ? "card.ask" : "card.ask_admin", { contact: card.contact }), words.t("card.report")] },
    ],
  };
}

/** @param {Example} example @param {Words} words @returns {string} */
function line({ kind, use_case: useCase, audience, how, level, text }, words) {
  if (kind === "ask") {
    const what = words.t(`card.ask.${useCase}.${audience}`);
    return how && how !== "allow" ? words.t(`card.how.${how}`, { what }) : what;
  }
  return kind === "instead" ? text ?? "" : words.t(`card.${kind}`, { level: words.t(`level.${level ?? "none"}`) });
}

/**
 * @param {Context} context
 * @param {State} state
 * @returns {ViewNode}
 */
export function cardView({ words, actions }, state) {
  const { card } = state.boot;
  const { title, intro, parts } = cardWords(card, words);
  const heading = h("h3", { class: "state-title", tabindex: "-1" }, title);
  const problem = h("p", { class: "note", role: "alert" });
  const agree = button(words.t(card.acknowledged ? "action.back" : state.cardWish ? "card.agree_run" : "card.agree"), async () => {
    agree.disabled = true;
    problem.textContent = await actions.agree();
    agree.disabled = false;
  }, { class: "button primary" });
  const later = !card.acknowledged && button(words.t("card.later"), () => actions.back(), { class: "button quiet" });
  const node = h("div", { class: "body card" },
    heading,
    h("p", { class: "subtle" }, intro),
    parts.map((part) => h("section", null, h("h4", null, part.title), h("ul", { class: "sentences", role: "list" }, part.lines.map((text) => h("li", { dir: "auto" }, text))))),
    h("div", { class: "bar" }, agree, later), problem);
  return { node, focus: heading, update() {} };
}

/** A way to the card from wherever it helps. @param {Context} context @param {State} state @returns {HTMLElement | false} */
export function cardLink({ words, actions }, state) {
  return Boolean(state.boot?.card) && button(words.t("card.open"), () => actions.openCard(), { class: "link" });
}

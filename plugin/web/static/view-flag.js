/**
 * Saying that a summary helped, or what is wrong with it or with one of its sentences.
 *
 * @typedef {import("./panel.js").Context} Context
 * @typedef {import("./api.js").Run} Run
 */
import { button, freshId, h, iconButton } from "./dom.js";

export const REASONS = ["wrong", "missing", "outdated", "private", "unclear", "biased", "policy", "other"];

/**
 * A flag button and the place where its question opens.
 *
 * @param {Context} context
 * @param {Run} run
 * @param {HTMLElement} slot where the question goes.
 * @param {string} [sentence] id of the sentence; the whole summary without it.
 * @returns {HTMLButtonElement}
 */
export function flagButton(context, run, slot, sentence = "") {
  const { words } = context;
  const label = words.t(sentence ? "action.flag_sentence" : "action.flag");
  const made = iconButton("flag", label, () => (slot.firstChild ? close() : open()), {
    class: sentence ? "flag" : "button quiet icon-only", "aria-expanded": "false",
  });

  function close() {
    slot.replaceChildren();
    made.setAttribute("aria-expanded", "false");
  }

  function open() {
    const form = question(context, sentence, {
      choose: async (code) => {
        const answer = await context.actions.feedback(run.id, { kind: "flag", code, ...(sentence && { sentence }) });
        close();
        slot.append(h("p", { class: "note recorded" }, answer));
        made.focus();
      },
      cancel: () => {
        close();
        made.focus();
      },
    });
    slot.replaceChildren(form);
    made.setAttribute("aria-expanded", "true");
    form.querySelector("button")?.focus();
  }

  return made;
}

/**
 * @param {Context} context
 * @param {string} sentence
 * @param {{choose: (code: string) => void, cancel: () => void}} on
 * @returns {HTMLElement}
 */
function question({ words }, sentence, on) {
  const id = freshId("question");
  const reasons = REASONS.map((code) => button(words.t(`flag.${code}`), () => on.choose(code), { class: "chip" }));
  return h(
    "div",
    {
      class: "question", role: "group", "aria-labelledby": id,
      on: {
        keydown: (/** @type {KeyboardEvent} */ event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          on.cancel();
        },
      },
    },
    h("p", { id, class: "about" }, h("b", null, words.t(sentence ? "feedback.question_sentence" : "feedback.question"))),
    h("div", { class: "chips" }, reasons, button(words.t("action.cancel"), on.cancel, { class: "link" })),
  );
}

/**
 * @param {Context} context
 * @param {Run} run
 * @param {HTMLElement} slot
 * @returns {HTMLButtonElement}
 */
export function helpfulButton(context, run, slot) {
  const made = iconButton("thumb", context.words.t("action.helpful"), async () => {
    if (made.getAttribute("aria-pressed") === "true") return;
    made.setAttribute("aria-pressed", "true");
    const answer = await context.actions.feedback(run.id, { kind: "helpful" }, () => made.setAttribute("aria-pressed", "false"));
    slot.replaceChildren(h("p", { class: "note recorded" }, answer));
  }, { "aria-pressed": "false" });
  return made;
}

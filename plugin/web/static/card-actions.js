/**
 * What a person can do with the policy card; told to the state as actions.
 *
 * @typedef {import("./actions.js").Needs} Needs
 */
import { ApiProblem } from "./api.js";

/**
 * @param {Pick<Needs, "api" | "words" | "dispatch" | "state" | "say"> & {run: (wish: import("./state.js").Wish) => Promise<void>,
 *   load: () => Promise<void>}} needs
 */
export function cardActions({ api, words, dispatch, state, say, run, load }) {
  return {
    openCard: () => dispatch({ type: "card" }),
    /** The card was read: go on with what was asked. @returns {Promise<string>} why it was not noted; empty where it was. */
    async agree() {
      const { boot, cardWish } = state();
      if (!boot.card.acknowledged) {
        try {
          await api.call("/card/acknowledge", "POST", { version: boot.card.version });
        } catch (fault) {
          const changed = fault instanceof ApiProblem && fault.error.code === "card_changed";
          if (changed) await load();
          return words.t(changed ? "error.card_changed.title" : "review.failed");
        }
        say(words.t("card.agreed"));
      }
      dispatch({ type: "cardRead" });
      if (cardWish) await run(cardWish);
      return "";
    },
  };
}

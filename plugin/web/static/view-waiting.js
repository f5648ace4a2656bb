/**
 * What was handed to this person or to a queue, and what they handed over: above whatever the panel shows.
 *
 * @typedef {import("./panel.js").Context} Context
 * @typedef {import("./state.js").State} State
 */
import { button, h, svg } from "./dom.js";

/**
 * @param {Context} context
 * @returns {{node: HTMLElement, update: (state: State) => void}}
 */
export function waitingView(context) {
  const node = h("div", { class: "waiting" });
  let shown = "";
  return {
    node,
    update(state) {
      const waiting = state.boot?.escalations ?? [];
      const key = waiting.map((/** @type {any} */ { id }) => id).join(" ");
      if (key === shown) return;
      shown = key;
      node.replaceChildren(...waiting.map((/** @type {any} */ one) => strip(context, one)));
    },
  };
}

/** @param {Context} context @param {any} one an `Escalation`. @returns {HTMLElement} */
function strip({ words, actions }, one) {
  const problem = h("span", { class: "note", role: "alert" });
  const done = button(words.t(one.mine ? "waiting.take_back" : "waiting.done"), async () => {
    done.disabled = true;
    problem.textContent = await actions.closeEscalation(one.id);
    done.disabled = false;
  }, { class: "link strong" });
  const about = words.t(`use_case.${one.use_case}`);
  const when = h("span", { title: words.exact(one.at) }, words.relative(one.at));
  return h(
    "div",
    { class: "strip neutral", role: "group", "aria-label": said(one, words) },
    svg("people"),
    h("div", { class: "asks" },
      h("p", null, h("b", null, said(one, words)), " ", when),
      h("blockquote", { dir: "auto" }, one.note),
      h("p", null, words.t("waiting.about", { what: about }))),
    done,
    problem,
  );
}

/** @param {any} one @param {Context["words"]} words @returns {string} */
function said({ mine, kind, to, from }, words) {
  const somebody = words.t("waiting.somebody");
  if (mine) return words.t("waiting.you_asked", { to: to || somebody });
  return kind === "queue" ? words.t("waiting.asks_queue", { from: from || somebody, to }) : words.t("waiting.asks_you", { from: from || somebody });
}

/**
 * Before anybody has asked: the first use, the usual rest, and an item with little to say.
 *
 * @typedef {import("./panel.js").Context} Context
 * @typedef {import("./panel.js").ViewNode} ViewNode
 * @typedef {import("./state.js").State} State
 */
import { button, h } from "./dom.js";
import { cardLink } from "./view-card.js";
import { sincePicker } from "./view-changes.js";
import { segmented } from "./view-frame.js";
import { newsStartView } from "./view-news.js";

/**
 * How much there is to read, in words.
 *
 * @param {State} state
 * @param {Context["words"]} words
 * @returns {string}
 */
export function sizeOf(state, words) {
  const glance = state.boot?.glance;
  if (!glance) return words.t("ready.unknown");
  return words.t("ready.size", {
    comments: words.t("ready.comments", { count: glance.comments }),
    minutes: words.t("ready.minutes", { count: glance.minutes }),
  });
}

/**
 * @param {Context} context
 * @param {State} state
 * @returns {ViewNode}
 */
export function startView(context, state) {
  if (state.useCase === "whats_new") return newsStartView(context, state);
  const { words, actions } = context;
  const changes = state.useCase === "changes";
  const apart = changes || state.useCase === "comment_digest"; // how long the page is says nothing about these
  const little = state.view === "too_little" && !apart;
  const summarise = state.useCase === "summarise";
  const start = button(words.t(little ? "action.summarise_anyway" : `start.${state.useCase}`), () => actions.ask(), {
    class: little ? "button" : "button primary",
  });
  const label = start.textContent ?? "";
  const since = changes ? sincePicker(context) : null;
  const lengths = segmented(
    words.t("length.label"),
    [["brief", words.t("length.brief")], ["standard", words.t("length.standard")]],
    (value) => actions.length(value),
  );
  const node = h(
    "div",
    { class: "body" },
    ...(apart ? [h("p", { class: "gap" }, words.t(`first.${state.useCase}`))] : texts(state, words)),
    apart && !changes && state.boot?.glance && h("p", { class: "subtle" }, words.t("ready.comments", { count: state.boot.glance.comments })),
    since?.node,
    h("div", { class: "bar" }, start, summarise && lengths.node),
    h("p", { class: "note gap" }, cardLink(context, state)),
  );
  return {
    node,
    update(next) {
      lengths.set(next.length, next.starting);
      since?.update(next);
      start.setAttribute("aria-disabled", String(next.starting));
      start.textContent = next.starting ? words.t("action.starting") : label;
    },
  };
}

/** @param {State} state @param {Context["words"]} words @returns {HTMLElement[]} */
function texts(state, words) {
  const forCustomers = state.audience === "customer" ? [h("p", { class: "note gap-small" }, words.t("ready.customer"))] : [];
  if (state.view === "too_little") {
    const count = state.boot?.glance?.comments ?? 0;
    const text = count ? words.t("too_little.text", { count }) : words.t("too_little.none");
    return [h("h3", { class: "state-title" }, words.t("too_little.title")), h("p", { class: "subtle" }, text), ...forCustomers];
  }
  const own = `ready.${state.useCase}`;
  if (words.has(own)) return [h("p", { class: "subtle gap" }, words.t(own)), ...forCustomers];
  const size = h("p", { class: "subtle gap" }, sizeOf(state, words));
  if (state.view !== "first_use") return [size, ...forCustomers];
  return [h("p", { class: "gap" }, words.t(`first.${state.useCase}`)), size, ...forCustomers];
}

/**
 * The panel: joins host, API, state and views.
 *
 * @typedef {import("./state.js").State} State
 * @typedef {import("./i18n.js").Words} Words
 * @typedef {{node: HTMLElement, focus?: HTMLElement, update: (state: State) => void, dispose?: () => void}} ViewNode
 * @typedef {{words: Words, actions: ReturnType<typeof import("./actions.js").createActions>, clock: () => number}} Context
 */
import { createActions } from "./actions.js";
import { createApi } from "./api.js";
import { createHost } from "./host.js";
import { createWords } from "./i18n.js";
import { INITIAL, reduce } from "./state.js";
import { blockedView, reasonOf } from "./view-blocked.js";
import { cardView } from "./view-card.js";
import { frameView } from "./view-frame.js";
import { loadingView } from "./view-loading.js";
import { problemView, problemWords } from "./view-problem.js";
import { resultView } from "./view-result.js";
import { startView } from "./view-start.js";
import { ownReview, reviewsView } from "./view-review.js";
import { waitingView } from "./view-waiting.js";
import { suggestionsView } from "./view-suggestions.js";
import { workingView } from "./view-working.js";

/** @type {Record<string, (context: Context, state: State) => ViewNode>} */
const VIEWS = {
  loading: loadingView,
  first_use: startView,
  ready: startView,
  too_little: startView,
  working: workingView,
  result: (context, state) => (state.result?.use_case === "categorise" ? suggestionsView : resultView)(context, state),
  blocked: blockedView,
  card: cardView,
};

/**
 * What the live region says of a state; empty where nothing needs saying.
 *
 * @param {State} state
 * @param {Words} words
 * @returns {string}
 */
export function spoken(state, words) {
  if (state.view === "working") return words.t("stage.reading");
  if (state.view === "card") return words.t("card.title", { place: state.boot.card.place });
  if (state.view === "blocked") return words.t(`blocked.${reasonOf(state) || "level_denies"}`);
  if (state.view === "result" && state.result) {
    const { sections, citations, suggestions } = state.result.result;
    if (suggestions) return words.t("suggest.ready", { count: suggestions.length });
    const count = sections.reduce((/** @type {number} */ sum, /** @type {any} */ one) => sum + one.sentences.length, 0);
    const sentences = words.t("result.sentences", { count });
    return words.t(`done.${state.result.use_case}`, { sentences, sources: words.t("result.sources", { count: citations.length }) });
  }
  return VIEWS[state.view] ? "" : problemWords(state, words).title;
}

/** @param {HTMLElement} main @param {HTMLElement} status */
function start(main, status) {
  const words = createWords(document.documentElement.lang, main.dataset.product);
  const surface = main.dataset.surface ?? "context";
  const ticket = document.querySelector("meta[name=vouch-ticket]")?.getAttribute("content") ?? "";
  const host = createHost();
  const api = createApi({ host, ticket });
  let state = INITIAL;
  /** @type {{key: string, view: ViewNode} | null} */
  let shown = null;
  /** @param {{type: string} & Record<string, any>} action */
  const dispatch = (action) => {
    state = reduce(state, action);
    draw();
  };
  const actions = createActions({
    host, api, words, dispatch, state: () => state,
    surface, say: (text) => { status.textContent = text; },
  });
  /** @type {Context} */
  const context = { words, actions, clock: () => performance.now() };
  const slot = document.createElement("div");
  const frame = frameView(context, slot);
  const waiting = waitingView(context);
  const reviews = reviewsView(context);
  main.replaceChildren(frame.node, reviews.node, waiting.node, slot);

  function draw() {
    frame.update(state);
    waiting.update(state);
    reviews.update(state);
    actions.watchReviews();
    const key = [state.view, state.useCase, state.result?.id, state.result?.decision?.at, state.result?.decision?.write, state.audience, state.error?.code, state.refusal?.rule, ownReview(state)?.state].join(" ");
    if (shown?.key !== key) {
      const hadFocus = slot.contains(document.activeElement);
      shown?.view.dispose?.();
      shown = { key, view: (VIEWS[state.view] ?? problemView)(context, state) };
      slot.replaceChildren(shown.view.node);
      if (state.byPerson && (hadFocus || document.activeElement === document.body || document.activeElement === frame.heading)) {
        (shown.view.focus ?? frame.heading).focus({ preventScroll: true });
      }
      status.textContent = state.view === "result" && !state.byPerson ? "" : spoken(state, words);
      host.resize();
    }
    shown.view.update(state);
  }

  window.addEventListener("keydown", (event) => {
    // What is open inside takes the key for itself; where nothing is, it closes the dialog.
    if (event.key === "Escape" && !event.defaultPrevented && main.dataset.product === "confluence") host.closeDialog();
  });
  draw();
  if (!host.present) {
    dispatch({ type: "no_host" });
    return;
  }
  host.theme();
  actions.load();
}

const main = typeof document === "undefined" ? null : document.getElementById("vouch");
const status = main && document.getElementById("vouch-status");
if (main && status) start(main, status);

/**
 * The set-up: six steps from nothing to a policy in force. What is chosen is kept while the page is open, so that a look
 * into another section loses nothing; only the last step saves.
 *
 * @typedef {import("./admin-sections.js").Admin} Admin
 * @typedef {import("./setup-model.js").Choices} Choices
 * @typedef {{the: Admin, choices: Choices, engines: any[], fail: (text: string) => void, next: () => void}} Step
 */
import { button, h } from "./dom.js";
import { apply, STEPS } from "./setup-model.js";
import { cardStep, doneStep, sampleStep } from "./view-setup-end.js";
import { engineStep, levelsStep, placesStep } from "./view-setup-start.js";

/** @type {Record<string, (step: Step) => HTMLElement | Promise<HTMLElement>>} */
const VIEWS = { places: placesStep, levels: levelsStep, engine: engineStep, sample: sampleStep, card: cardStep, done: doneStep };

/** @type {WeakMap<object, Choices>} */
const kept = new WeakMap();

/** @type {import("./admin-sections.js").Section} */
export async function setupSection(the) {
  const { words, api, draft, say, resize } = the;
  await draft.ready();
  const choices = kept.get(the.draft) ?? { rows: new Map(), levels: new Map(), suggestions: new Map(), engine: "", step: STEPS[0] };
  kept.set(the.draft, choices);
  const { engines } = await api.call("/operations/engines");
  if (!choices.engine && !draft.document().rules.length) choices.engine = "embedded";
  const marks = STEPS.map((id) => h("li", null, words.t(`setup.step_${id}`)));
  const body = h("div");
  const fault = h("p", { class: "fault", role: "alert" });
  const back = button(words.t("setup.back"), () => go(STEPS.indexOf(choices.step) - 1), { class: "button quiet" });
  const next = button(words.t("setup.next"), forward, { class: "button primary" });
  const bar = h("div", { class: "bar" }, next, back);

  /** @param {string} text */
  function fail(text) {
    fault.textContent = text;
    resize();
  }

  function forward() {
    if (choices.step === "places" && !choices.rows.size) return fail(words.t("setup.none_chosen"));
    if (choices.step === "engine" && !choices.engine && !draft.document().rules.length) return fail(words.t("setup.no_engine"));
    if (choices.step === "engine") {
      apply(draft.document(), choices, engines.find((/** @type {any} */ { name }) => name === choices.engine));
      draft.changed();
    }
    return go(STEPS.indexOf(choices.step) + 1);
  }

  /** @param {number} index @param {boolean} [moved] */
  async function go(index, moved = true) {
    choices.step = STEPS[index];
    fail("");
    marks.forEach((mark, at) => {
      mark.className = at < index ? "past" : at === index ? "now" : "";
      mark[at === index ? "setAttribute" : "removeAttribute"]("aria-current", "step");
    });
    back.hidden = index === 0;
    next.hidden = index === STEPS.length - 1;
    const heading = h("h3", { tabindex: "-1" }, words.t(`setup.title_${choices.step}`));
    const note = h("p", { class: "note" }, words.t(`setup.note_${choices.step}`));
    body.replaceChildren(heading, note, h("p", { class: "subtle gap" }, words.t("panel.loading")));
    if (moved) {
      heading.focus();
      say(words.t("setup.at", { step: index + 1, of: STEPS.length }));
    }
    resize();
    const made = await Promise.resolve(VIEWS[choices.step]({ the, choices, engines, fail, next: forward })).catch((found) => {
      console.error(found);
      return h("p", { class: "fault" }, words.t("section.failed"));
    });
    if (heading.isConnected || !body.isConnected) body.replaceChildren(heading, note, made);
    resize();
  }

  await go(STEPS.indexOf(choices.step), false);
  return h("div", { class: "setup" }, h("ol", { class: "steps-bar", "aria-label": words.t("setup.steps") }, marks), body, fault, bar);
}

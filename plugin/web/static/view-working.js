/**
 * A run under way: what has been found so far, how long it has taken, and Stop.
 *
 * @typedef {import("./panel.js").Context} Context
 * @typedef {import("./panel.js").ViewNode} ViewNode
 * @typedef {import("./state.js").State} State
 */
import { button, h, svg } from "./dom.js";
import { progressOf } from "./state.js";

const ICONS = { done: "done", running: "running", pending: "pending" };

/**
 * What a step says: what it does, or what it found.
 *
 * @param {{name: string, status: string, data: Record<string, any>}} step
 * @param {Context["words"]} words
 * @returns {string}
 */
export function stepText({ name, status, data }, words) {
  if (status === "running" && data.parts > 1) return words.t("stage.writing.part", { part: data.part, parts: data.parts });
  if (status !== "done") return words.t(`stage.${name}`);
  switch (name) {
    case "policy":
      return words.t(data.effect === "mask" ? "stage.policy.mask" : "stage.policy.allow");
    case "reading": {
      const read = words.t("stage.reading.done", { count: data.comments ?? 0 });
      return data.skipped ? `${read}, ${words.t("stage.reading.skipped", { count: data.skipped })}` : read;
    }
    case "masking":
      return data.total ? words.t("stage.masking.done", { count: data.total }) : words.t("stage.masking.none");
    case "checking":
      if ("suggestions" in data) return words.t("stage.checking.suggestions", { count: data.suggestions });
      return words.t("stage.checking.done", { count: data.sentences ?? 0 });
    default:
      return words.t(`stage.${name}.done`);
  }
}

/**
 * @param {Context} context
 * @returns {ViewNode}
 */
export function workingView({ words, actions, clock }) {
  const started = clock();
  const meter = h("progress", { class: "meter", max: "5", value: "0", "aria-label": words.t("panel.title") });
  const list = h("ol", { class: "stages" });
  const seconds = h("span", { class: "note" });
  const stop = button(words.t("action.stop"), () => actions.stop());
  const node = h("div", { class: "body" }, meter, list, h("div", { class: "bar" }, stop, seconds));
  const tick = () => {
    const elapsed = Math.max(0, Math.floor((clock() - started) / 1000));
    seconds.textContent = words.t("stage.seconds", { seconds: elapsed });
  };
  const timer = setInterval(tick, 1000);
  tick();
  return {
    node,
    update(state) {
      const { steps, done } = progressOf(state.stages);
      meter.setAttribute("value", String(done));
      const current = steps.find((step) => step.status === "running") ?? steps[steps.length - 1];
      const step = words.t("stage.progress", { step: Math.min(done + 1, steps.length), total: steps.length });
      meter.setAttribute("aria-valuetext", `${step}: ${stepText(current, words)}`);
      list.replaceChildren(
        ...steps.map((one) =>
          h("li", { class: `stage ${one.status}`, "aria-current": one.status === "running" ? "step" : null },
            svg(ICONS[one.status], one.status), h("span", null, stepText(one, words))),
        ),
      );
      stop.setAttribute("aria-disabled", String(state.stopping));
      stop.textContent = words.t(state.stopping ? "action.stopping" : "action.stop");
    },
    dispose: () => clearInterval(timer),
  };
}

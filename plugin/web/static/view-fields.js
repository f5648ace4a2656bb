/**
 * What became of suggestions: field by field what was there and what is there now, and the way back.
 *
 * @typedef {import("./panel.js").Context} Context
 * @typedef {import("./api.js").Run} Run
 */
import { button, h, svg } from "./dom.js";
import { decidedStrip } from "./view-decide.js";

/**
 * @param {Context} context @param {Run} run @param {HTMLElement} slot where a refusal goes.
 * @returns {HTMLElement | null}
 */
export function decidedFields(context, run, slot) {
  const { words, actions } = context;
  const { decision } = run;
  if (!decision || decision.outcome === "rejected" || !decision.fields.length) return decidedStrip(context, run, slot);
  if (!["written", "partly"].includes(decision.write)) return null;
  const written = decision.fields.filter((/** @type {any} */ change) => change.state === "written");
  const undo = button(words.t("decide.undo"), async () => {
    undo.disabled = true;
    const refusal = await actions.undo(run);
    if (refusal) slot.replaceChildren(h("p", { class: "note recorded", role: "alert" }, refusal));
    undo.disabled = false;
  }, { class: "link strong" });
  const when = h("span", { title: words.exact(decision.at) }, words.relative(decision.at));
  const partly = decision.write === "partly";
  return h(
    "div",
    { class: `strip ${partly ? "warning" : "success"}` },
    svg(partly ? "clock" : "done"),
    h("span", null, words.t("suggest.changed", { count: written.length }), " ", when),
    written.length > 0 && undo,
    h("ul", { class: "changed", role: "list" }, decision.fields.map((/** @type {any} */ change) => h("li", null, changeText(change, words)))),
  );
}

/** @param {any} change @param {Context["words"]} words @returns {string} */
export function changeText({ field, before, after, state, reason }, words) {
  const names = (/** @type {{name: string}[]} */ values) => (values.length ? words.list(values.map(({ name }) => name)) : words.t("suggest.nothing"));
  const line = words.t("suggest.change", { field: words.t(`field.${field}`), before: names(before), after: names(after) });
  if (state === "written") return line;
  const why = words.has(`suggest.why.${reason}`) ? words.t(`suggest.why.${reason}`) : words.t("suggest.why.other");
  return `${line} ${words.t("suggest.not_written", { why })}`;
}

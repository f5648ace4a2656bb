/**
 * What became of suggestions: field by field what was there and what is there now, the way back, and the rest.
 *
 * @typedef {import("./panel.js").Context} Context
 * @typedef {import("./api.js").Run} Run
 */
import { h, svg } from "./dom.js";
import { names } from "./news.js";
import { restButton } from "./view-apply.js";
import { decidedStrip, undoButton } from "./view-decided.js";

const SHOWN = new Set(["written", "partly", "not_written"]);

/**
 * @param {Context} context @param {Run} run @param {HTMLElement} slot where a refusal goes.
 * @returns {HTMLElement | null}
 */
export function decidedFields(context, run, slot) {
  const { words } = context;
  const { decision } = run;
  if (!decision || decision.outcome === "rejected" || !decision.fields.length) return decidedStrip(context, run, slot);
  const rest = restButton(context, run, slot);
  if (!SHOWN.has(decision.write)) {
    const uncertain = decidedStrip(context, run, slot);
    if (uncertain && rest) uncertain.append(rest);
    return uncertain;
  }
  const written = decision.fields.filter((/** @type {any} */ change) => change.state === "written");
  const when = h("span", { title: words.exact(decision.at) }, words.relative(decision.at));
  const whole = decision.write === "written";
  const said = written.length ? words.t("suggest.changed", { count: written.length }) : words.t("suggest.nothing_written");
  return h(
    "div",
    { class: `strip ${whole ? "success" : "warning"}` },
    svg(whole ? "done" : "warning"),
    h("span", null, said, " ", when),
    rest,
    written.length > 0 && undoButton(context, run, slot),
    h("ul", { class: "changed", role: "list" }, decision.fields.map((/** @type {any} */ change) => h("li", null, changeText(change, words)))),
  );
}

/** @param {any} change @param {Context["words"]} words @returns {string} */
export function changeText({ field, before, after, state, reason }, words) {
  const label = words.t(`field.${field}`);
  if (reason === "already_so") return words.t("suggest.already", { field: label, value: names(after, words) });
  const line = words.t("suggest.change", { field: label, before: names(before, words), after: names(after, words) });
  if (state === "written") return line;
  const why = words.t(words.has(`suggest.why.${reason}`) ? `suggest.why.${reason}` : "suggest.why.other");
  return `${line} ${words.t("suggest.not_written", { why })}`;
}

/**
 * The kill switch, for administrators: stop everything, a use case, a place or an engine; see what is stopped; lift it.
 *
 * @typedef {import("./i18n.js").Words} Words
 * @typedef {{kind: string, name: string, reason: string, since: string}} Stop
 */
import { ApiProblem } from "./api.js";
import { button, freshId, h } from "./dom.js";
import { timeOf } from "./view-time.js";

const KINDS = ["organisation", "use_case", "place", "engine"];
const USE_CASES = ["summarise", "categorise", "changes", "comment_digest", "whats_new"];

/** @type {import("./admin-sections.js").Section} */
export const stopsSection = (the) => stopsView(the);

/**
 * @param {object} the
 * @param {Words} the.words
 * @param {{stops: () => Promise<{stops: Stop[]}>, stopAi: (body: object) => Promise<{stops: Stop[]}>, liftStop: (body: object) => Promise<{stops: Stop[]}>}} the.api
 * @param {string} the.product
 * @param {(text: string) => void} the.say
 * @param {() => void} the.resize
 * @returns {HTMLElement}
 */
export function stopsView({ words, api, product, say, resize }) {
  const [kindId, nameId, useId, reasonId, hintId, whichHint] = ["kind", "name", "use", "reason", "hint", "which"].map(freshId);
  const kind = /** @type {HTMLSelectElement} */ (h("select", { id: kindId },
    KINDS.map((code) => h("option", { value: code }, words.t(`stops.kind.${code}`)))));
  const useCase = /** @type {HTMLSelectElement} */ (h("select", { id: useId },
    USE_CASES.map((code) => h("option", { value: code }, words.t(`use_case.${code}`)))));
  const name = /** @type {HTMLInputElement} */ (h("input", { id: nameId, maxlength: 255, "aria-describedby": whichHint }));
  const reason = /** @type {HTMLInputElement} */ (h("input", { id: reasonId, maxlength: 200, "aria-describedby": hintId }));
  const hint = h("p", { id: whichHint, class: "note" });
  const useField = h("div", { class: "field" }, h("label", { for: useId }, words.t("stops.which")), useCase);
  const nameField = h("div", { class: "field" }, h("label", { for: nameId }, words.t("stops.which")), name, hint);
  const list = h("ul", { class: "stops", role: "list" });
  const outcome = h("div", { class: "outcome" });
  const go = button(words.t("stops.stop"), () => ask(api.stopAi, chosen(), "stops.done"), { class: "button" });

  function arrange() {
    useField.hidden = kind.value !== "use_case";
    nameField.hidden = !["place", "engine"].includes(kind.value);
    hint.textContent = nameField.hidden ? "" : words.t(`stops.${kind.value}_hint`);
    resize();
  }

  function chosen() {
    const said = name.value.trim();
    const place = said.includes(":") ? said : `${product}:${said}`;
    const names = { organisation: "", use_case: useCase.value, place, engine: said };
    return { kind: kind.value, name: names[/** @type {"place"} */ (kind.value)], reason: reason.value.trim() };
  }

  /** @param {{kind: string, name: string}} stop */
  function label({ kind: code, name: which }) {
    if (code === "organisation") return words.t("stops.kind.organisation");
    return code === "use_case" ? words.t(`use_case.${which}`) : which.replace(/^(jira|confluence):/, "");
  }

  /** @param {(body: any) => Promise<{stops: Stop[]}>} call @param {any} body @param {string} done */
  async function ask(call, body, done) {
    if (go.getAttribute("aria-disabled") === "true") return;
    go.setAttribute("aria-disabled", "true");
    try {
      draw((await call(body)).stops);
      const said = words.t(done, { what: label(body) });
      outcome.replaceChildren(h("p", { class: "strip success" }, said));
      say(said);
      reason.value = "";
    } catch (fault) {
      const code = fault instanceof ApiProblem ? fault.error.code : "";
      const key = { no_such_stop: "stops.unknown", too_many_stops: "stops.too_many", not_admin: "admin.not_admin" }[code] ?? "stops.failed";
      outcome.replaceChildren(h("p", { class: "strip danger" }, words.t(key)));
      say(words.t(key));
    }
    go.setAttribute("aria-disabled", "false");
    resize();
  }

  /** @param {Stop[]} stops */
  function draw(stops) {
    if (!stops.length) {
      list.replaceChildren(h("li", { class: "note" }, words.t("stops.none")));
      return;
    }
    list.replaceChildren(...stops.map((stop) => {
      const [before, after] = words.t("stops.since", { when: "\u0000" }).split("\u0000");
      const lift = button(words.t("stops.lift"), () => ask(api.liftStop, { kind: stop.kind, name: stop.name }, "stops.lifted"), { class: "link strong" });
      lift.setAttribute("aria-label", words.t("stops.lift_of", { what: label(stop) }));
      return h("li", { class: "strip warning" },
        h("span", null, h("b", null, label(stop)), " ", before, timeOf(stop.since, words), after, stop.reason && `: ${stop.reason}`), lift);
    }));
  }

  kind.addEventListener("change", arrange);
  arrange();
  api.stops().then(({ stops }) => { draw(stops); resize(); }, () => {});
  return h("div", null,
    h("p", { class: "note" }, words.t("stops.note")),
    list,
    h("div", { class: "field" }, h("label", { for: kindId }, words.t("stops.what")), kind),
    useField,
    nameField,
    h("div", { class: "field wide" }, h("label", { for: reasonId }, words.t("stops.reason")), reason,
      h("p", { id: hintId, class: "note" }, words.t("stops.reason_hint"))),
    h("div", { class: "bar" }, go), outcome);
}

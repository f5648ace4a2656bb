/**
 * The record, for administrators: how it stands, searching it, one run put together, taking it away, legal holds, and
 * erasing a person. Whatever shows people or text asks for a case first, which the record keeps with the look.
 *
 * @typedef {import("./admin-sections.js").Admin} Admin
 * @typedef {{records: number, not_yet_anchored: number, checkpoint: {record: number, at: string, key: string, line: string} | null,
 *   push: {record: number, failures: number, last_at: string | null, last_error: string} | null, formats: string[],
 *   reports: any[], events: {number: number, name: string}[]}} State
 */
import { freshId, h } from "./dom.js";
import { eraseView } from "./view-audit-erase.js";
import { exportView } from "./view-audit-export.js";
import { holdsView } from "./view-audit-holds.js";
import { runView } from "./view-audit-run.js";
import { searchView } from "./view-audit-search.js";
import { stateView } from "./view-audit-state.js";

/** @type {import("./admin-sections.js").Section} */
export async function auditSection(the) {
  const { words } = the;
  const state = /** @type {State} */ (await the.api.call("/audit/state"));
  const look = caseField(the);
  const stage = h("div");
  const search = searchView({ ...the, look, state, onRun: openRun });
  const top = stateView({ ...the, state });
  const rest = h("div", null,
    part(words.t("audit.export_title"), exportView({ ...the, look, state })),
    part(words.t("audit.holds"), holdsView({ ...the, look })),
    part(words.t("audit.erase"), eraseView({ ...the, look })));

  /** @param {string} run */
  async function openRun(run) {
    const asked = look.value();
    if (!asked) return;
    const report = await the.api.call(`/audit/runs/${encodeURIComponent(run)}?case=${encodeURIComponent(asked)}`);
    const view = runView(report, { words, onBack: back });
    rest.hidden = top.hidden = true;
    stage.replaceChildren(view.node);
    the.resize();
    view.focus();
  }

  function back() {
    rest.hidden = top.hidden = false;
    stage.replaceChildren(search.node);
    the.resize();
    search.focus();
  }

  stage.append(search.node);
  return h("div", { class: "audit" }, top, look.node, stage, rest);
}

/** @param {string} title @param {HTMLElement} body */
function part(title, body) {
  const id = freshId("part");
  return h("section", { "aria-labelledby": id }, h("h3", { id }, title), body);
}

/**
 * The case of a look; `value()` is empty, and the field says so, where none is named.
 *
 * @typedef {{node: HTMLElement, value: () => string}} Look
 * @param {Admin} the
 * @returns {Look}
 */
function caseField({ words, say, resize }) {
  const [id, hint, fault] = [freshId("case"), freshId("hint"), freshId("fault")];
  const field = /** @type {HTMLInputElement} */ (h("input", { id, maxlength: 64, autocomplete: "off", "aria-describedby": `${hint} ${fault}` }));
  const wrong = h("p", { id: fault, class: "fault" });
  field.addEventListener("input", () => { wrong.textContent = ""; field.removeAttribute("aria-invalid"); });
  return {
    node: h("div", { class: "field" }, h("label", { for: id }, words.t("audit.case")), field,
      h("p", { id: hint, class: "note" }, words.t("audit.case_hint")), wrong),
    value() {
      const said = field.value.trim();
      if (said) return said;
      wrong.textContent = words.t("audit.case_missing");
      field.setAttribute("aria-invalid", "true");
      field.focus();
      say(wrong.textContent);
      resize();
      return "";
    },
  };
}

/**
 * The policy: what AI may do by level, and what people read when it may not.
 *
 * @typedef {import("./admin-sections.js").Admin} Admin
 */
import { button, freshId, h } from "./dom.js";
import { STARTER_NATIVE_LEVELS, STARTER_RULES } from "./policy-model.js";
import { exceptionsView, overlaysView } from "./view-exceptions.js";
import { limitsView } from "./view-limits.js";
import { matrixView } from "./view-matrix.js";
import { budgetsView, placeApproversView, requirementsView } from "./view-requirements.js";

/** @type {import("./admin-sections.js").Section} */
export async function policySection(the) {
  const { words, draft, resize } = the;
  await draft.ready();
  const matrix = h("div");

  function drawRules(focus = "") {
    const { rules } = draft.document();
    const change = (/** @type {import("./policy-model.js").Rule[]} */ next, /** @type {string} */ cell) => {
      draft.document().rules = next;
      draft.changed();
      drawRules(cell);
    };
    matrix.replaceChildren(matrixView(rules, words, change, focus), ...(rules.length ? [] : [starter()]));
    /** @type {HTMLElement | null} */ (matrix.querySelector("[data-focus]"))?.focus();
    resize();
  }

  function starter() {
    return h("div", { class: "strip warning" }, h("span", null, words.t("admin.starter"), " ", words.t("admin.starter_text")),
      button(words.t("admin.starter_button"), () => {
        draft.document().rules = structuredClone(STARTER_RULES);
        draft.document().native_levels ??= { ...STARTER_NATIVE_LEVELS };
        draft.changed();
        drawRules();
      }, { class: "link strong" }));
  }

  drawRules();
  return h("div", null,
    h("h3", null, words.t("admin.matrix")), h("p", { class: "note" }, words.t("admin.matrix_note")), matrix,
    exceptionsView(the), overlaysView(the), requirementsView(the),
    h("h3", null, words.t("limits.title")), limitsView(the), placeApproversView(the), budgetsView(the),
    h("h3", null, words.t("admin.words")), wordsField("contact", the, 200), wordsField("instead", the, 500));
}

/** @param {"contact" | "instead"} name @param {Admin} the @param {number} most */
function wordsField(name, { words, draft }, most) {
  const [id, hint] = [freshId(name), freshId("hint")];
  const value = draft.document()[name] ?? "";
  const field = /** @type {HTMLInputElement} */ (h("input", { id, maxlength: most, "aria-describedby": hint, value }));
  field.addEventListener("input", () => {
    draft.document()[name] = field.value;
    draft.changed();
  });
  return h("div", { class: "field" }, h("label", { for: id }, words.t(`admin.${name}`)), field,
    h("p", { id: hint, class: "note" }, words.t(`admin.${name}_hint`)));
}

/**
 * Add a place by its key: for what the host's list does not have, or not yet.
 *
 * @typedef {import("./admin-sections.js").Admin} Admin
 */
import { button, freshId, h } from "./dom.js";
import { LEVELS, placeName, placeParts } from "./policy-model.js";

/**
 * A place as people know it.
 *
 * @param {string} name
 * @returns {string}
 */
export const placeLabel = (name) => placeParts(name).key;

/**
 * @param {string} level the chosen one; "" where none is.
 * @param {Record<string, any>} props
 * @param {import("./i18n.js").Words} words
 * @param {string} [none] what stands for no level; none can be chosen where it is left out.
 * @returns {HTMLSelectElement}
 */
export function levelSelect(level, props, words, none = "") {
  const options = LEVELS.map((one) => h("option", { value: one, selected: one === level }, words.t(`level.${one}`)));
  const first = none ? [h("option", { value: "", selected: !level }, none)] : [];
  return /** @type {HTMLSelectElement} */ (h("select", props, first, options));
}

/**
 * @param {Admin} the
 * @param {() => void} added
 * @returns {HTMLElement}
 */
export function placeAdder({ words, draft, say, resize }, added) {
  const [key, levelId, hint, fault] = ["key", "level", "hint", "fault"].map(freshId);
  const field = /** @type {HTMLInputElement} */ (h("input", {
    id: key, autocomplete: "off", autocapitalize: "off", spellcheck: "false", size: "12", "aria-describedby": `${hint} ${fault}`,
  }));
  const chosen = levelSelect("internal", { id: levelId }, words);
  const problem = h("p", { id: fault, class: "fault" });

  function add() {
    const { places } = draft.document();
    const name = placeName(field.value, words.product);
    const known = name !== null && name in places;
    problem.textContent = name === null ? words.t("admin.key_invalid") : known ? words.t("admin.key_known", { place: placeLabel(name) }) : "";
    field.setAttribute("aria-invalid", String(problem.textContent !== ""));
    field.focus();
    resize();
    if (name === null || known) return;
    places[name] = { level: chosen.value };
    field.value = "";
    draft.changed();
    say(words.t("admin.added", { place: placeLabel(name) }));
    added();
  }

  field.addEventListener("keydown", (event) => event.key === "Enter" && add());
  const node = h("details", { class: "described" }, h("summary", null, words.t("places.by_key")),
    h("div", { class: "adder" },
      h("div", { class: "field" }, h("label", { for: key }, words.t("admin.add_key")), field),
      h("div", { class: "field" }, h("label", { for: levelId }, words.t("admin.level")), chosen),
      button(words.t("admin.add"), add)),
    h("p", { id: hint, class: "note gap-small" }, words.t("admin.add_hint")), problem);
  node.addEventListener("toggle", resize);
  return node;
}

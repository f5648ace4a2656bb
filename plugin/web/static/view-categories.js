/**
 * What administrators say of the values that can be suggested: a project, its fields, a sentence a value, a limit a field.
 *
 * @typedef {import("./i18n.js").Words} Words
 * @typedef {{id: string, name: string, description: string, sentence: string}} Value
 * @typedef {{field: string, limit: number | null, usual_limit: number, values: Value[]}} FieldOf
 * @typedef {{place: {key: string, name: string}, fields: FieldOf[]}} Place
 */
import { ApiProblem } from "./api.js";
import { button, freshId, h } from "./dom.js";
import { placeParts } from "./policy-model.js";

const MOST_SENTENCE = 300;
const MOST_LIMIT = 10;

/**
 * What an edited place comes to, as the API takes it.
 *
 * @param {Place} place
 * @returns {{fields: {field: string, limit: number | null, sentences: Record<string, string>}[]}}
 */
export function descriptionsOf({ fields }) {
  return {
    fields: fields.map(({ field, limit, values }) => ({
      field,
      limit,
      sentences: Object.fromEntries(values.filter(({ sentence }) => sentence.trim()).map(({ id, sentence }) => [id, sentence.trim()])),
    })),
  };
}

/** @type {import("./admin-sections.js").Section} */
export async function valuesSection({ words, api, product, draft, say, resize }) {
  await draft.ready();
  const mine = Object.keys(draft.version().document.places).map(placeParts).filter((place) => place.product === product);
  const keys = mine.map(({ key }) => key).filter((key) => !key.startsWith("#")).sort();
  return h("section", { "aria-labelledby": "values-title" }, h("h3", { id: "values-title" }, words.t("categories.title")),
    h("p", { class: "note" }, words.t("categories.note")), categoriesView({ words, api, keys, say, resize }));
}

/**
 * @param {object} needs
 * @param {Words} needs.words
 * @param {{descriptions: (key: string) => Promise<Place>, putDescriptions: (key: string, body: object) => Promise<Place>}} needs.api
 * @param {string[]} needs.keys of the projects that can be chosen.
 * @param {(text: string) => void} needs.say
 * @param {() => void} needs.resize
 * @returns {HTMLElement}
 */
export function categoriesView({ words, api, keys, say, resize }) {
  const slot = h("div");
  const id = freshId("place");
  const options = ["", ...keys].map((key) => h("option", { value: key }, key || words.t("categories.choose")));
  const chosen = /** @type {HTMLSelectElement} */ (h("select", { id }, options));
  chosen.addEventListener("change", () => load(chosen.value));

  /** @param {...Node} parts */
  function show(...parts) {
    slot.replaceChildren(...parts);
    resize();
  }

  /** @param {unknown} fault */
  function problem(fault) {
    const code = fault instanceof ApiProblem ? fault.error.code : "";
    const text = words.t({ refused_now: "categories.refused", no_permission: "categories.no_permission", no_such_value: "categories.moved" }[code] ?? "categories.failed");
    say(text);
    return h("p", { class: "fault", role: "alert" }, text);
  }

  /** @param {string} key */
  async function load(key) {
    if (!key) return show();
    show(h("p", { class: "subtle gap" }, words.t("panel.loading")));
    try {
      edit(await api.descriptions(key));
    } catch (fault) {
      show(problem(fault));
    }
  }

  /** @param {Place} place @param {string} [said] */
  function edit(place, said = "") {
    const draft = structuredClone(place);
    const outcome = h("div", { class: "outcome" }, said && h("p", { class: "strip success" }, said));
    const save = button(words.t("admin.save"), async () => {
      if (save.getAttribute("aria-disabled") === "true") return;
      save.setAttribute("aria-disabled", "true");
      try {
        const next = await api.putDescriptions(draft.place.key, descriptionsOf(draft));
        edit(next, words.t("categories.saved"));
        say(words.t("categories.saved"));
      } catch (fault) {
        outcome.replaceChildren(problem(fault));
        save.setAttribute("aria-disabled", "false");
        resize();
      }
    }, { class: "button primary" });
    show(...draft.fields.filter(({ values }) => values.length).map((field) => fieldView(field, words)), outcome, h("div", { class: "bar" }, save));
  }

  return h("div", null,
    h("div", { class: "field" }, h("label", { for: id }, words.t("admin.place")), chosen), slot);
}

/** @param {FieldOf} field @param {Words} words @returns {HTMLElement} */
function fieldView(field, words) {
  const [title, limit] = [freshId("field"), freshId("limit")];
  const most = /** @type {HTMLInputElement} */ (h("input", {
    id: limit, type: "number", min: "0", max: String(MOST_LIMIT), inputmode: "numeric", value: field.limit ?? "", placeholder: String(field.usual_limit),
  }));
  most.addEventListener("input", () => {
    const number = Number.parseInt(most.value, 10);
    field.limit = Number.isNaN(number) ? null : Math.min(Math.max(number, 0), MOST_LIMIT);
  });
  const rows = field.values.map((value) => {
    const name = freshId("value");
    const sentence = /** @type {HTMLInputElement} */ (h("input", {
      maxlength: MOST_SENTENCE, value: value.sentence, placeholder: value.description, "aria-labelledby": name, class: "sentence-of",
    }));
    sentence.addEventListener("input", () => { value.sentence = sentence.value; });
    return h("tr", null, h("th", { scope: "row", id: name, dir: "auto" }, value.name), h("td", null, sentence));
  });
  return h("details", { class: "described" },
    h("summary", { id: title }, words.t(`field.${field.field}`), " ", h("span", { class: "note" }, words.t("categories.count", { count: field.values.length }))),
    h("div", { class: "field" }, h("label", { for: limit }, words.t("categories.limit")), most),
    h("table", { class: "places", "aria-labelledby": title },
      h("thead", null, h("tr", null, h("th", { scope: "col" }, words.t("categories.value")), h("th", { scope: "col" }, words.t("categories.sentence")))),
      h("tbody", null, rows)));
}

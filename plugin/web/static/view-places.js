/**
 * The places that AI may read, each with its level: change, remove, add.
 *
 * @typedef {import("./i18n.js").Words} Words
 * @typedef {import("./policy-model.js").Policy} Policy
 */
import { button, freshId, h, iconButton } from "./dom.js";
import { LEVELS, placeName, placeParts } from "./policy-model.js";

/**
 * A place as people know it.
 *
 * @param {string} name
 * @returns {string}
 */
export const placeLabel = (name) => placeParts(name).key;

/** @type {import("./admin-sections.js").Section} */
export async function placesSection({ words, draft, say }) {
  await draft.ready();
  const places = placesView({ words, draft: draft.document, changed: draft.changed, say });
  return h("div", null, h("p", { class: "note" }, words.t("admin.places_note")), places.node);
}

/**
 * @param {object} needs
 * @param {Words} needs.words
 * @param {() => Policy} needs.draft
 * @param {() => void} needs.changed to be called after each change of the draft.
 * @param {(text: string) => void} needs.say
 * @returns {{node: HTMLElement, draw: () => void}}
 */
export function placesView({ words, draft, changed, say }) {
  const body = h("tbody");
  const none = h("p", { class: "subtle gap" }, words.t("admin.places_none"));
  const heads = [words.t("admin.place"), words.t("admin.level")].map((text) => h("th", { scope: "col" }, text));
  const table = h("table", { class: "places" },
    h("thead", null, h("tr", null, heads, h("td", null))), body);
  const adder = adderView({ words, draft, added });

  function draw() {
    const names = Object.keys(draft().places).sort((left, right) => left.localeCompare(right));
    body.replaceChildren(...names.map((name) => rowView(name)));
    table.hidden = names.length === 0;
    none.hidden = names.length > 0;
  }

  /** @param {string} name @returns {HTMLElement} */
  function rowView(name) {
    const { product, key } = placeParts(name);
    const chosen = levelSelect(draft().places[name].level, words.t("admin.level_of", { place: key }), words);
    chosen.addEventListener("change", () => {
      draft().places[name] = { ...draft().places[name], level: chosen.value };
      changed();
    });
    const remove = iconButton("close", words.t("admin.remove_place", { place: key }), () => removed(name));
    const kind = words.t(product === "confluence" ? "admin.place_confluence" : "admin.place_jira");
    return h("tr", null,
      h("th", { scope: "row" }, h("b", null, key), h("span", { class: "note" }, " ", kind)),
      h("td", null, chosen), h("td", { class: "end" }, remove));
  }

  /** @param {string} name */
  function removed(name) {
    delete draft().places[name];
    draw();
    changed();
    say(words.t("admin.removed", { place: placeLabel(name) }));
    adder.focus();
  }

  /** @param {string} name */
  function added(name) {
    draw();
    changed();
    say(words.t("admin.added", { place: placeLabel(name) }));
  }

  draw();
  return { node: h("div", null, none, table, adder.node), draw };
}

/** @param {string} level @param {string | null} label @param {Words} words @returns {HTMLSelectElement} */
function levelSelect(level, label, words) {
  const options = LEVELS.map((one) => h("option", { value: one, selected: one === level }, words.t(`level.${one}`)));
  return /** @type {HTMLSelectElement} */ (h("select", { "aria-label": label }, options));
}

/** @param {{words: Words, draft: () => Policy, added: (name: string) => void}} needs */
function adderView({ words, draft, added }) {
  const [key, hint, fault] = ["key", "hint", "fault"].map(freshId);
  const field = /** @type {HTMLInputElement} */ (h("input", {
    id: key, autocomplete: "off", autocapitalize: "characters", spellcheck: "false", size: "12", "aria-describedby": `${hint} ${fault}`,
  }));
  const chosen = levelSelect("internal", null, words);
  chosen.id = freshId("level");
  const problem = h("p", { id: fault, class: "fault" });

  function add() {
    const name = placeName(field.value, words.product);
    const known = name !== null && name in draft().places;
    problem.textContent = name === null ? words.t("admin.key_invalid") : known ? words.t("admin.key_known", { place: placeLabel(name) }) : "";
    field.setAttribute("aria-invalid", String(problem.textContent !== ""));
    field.focus();
    if (name === null || known) return;
    draft().places[name] = { level: chosen.value };
    field.value = "";
    added(name);
  }

  field.addEventListener("keydown", (event) => event.key === "Enter" && add());
  const node = h("div", null,
    h("div", { class: "adder" },
      h("div", { class: "field" }, h("label", { for: key }, words.t("admin.add_key")), field),
      h("div", { class: "field" }, h("label", { for: chosen.id }, words.t("admin.level")), chosen),
      button(words.t("admin.add"), add)),
    h("p", { id: hint, class: "note gap-small" }, words.t("admin.add_hint")), problem);
  return { node, focus: () => field.focus() };
}

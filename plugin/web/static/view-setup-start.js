/**
 * The first steps of the set-up: which places, at which levels, by which engine.
 *
 * @typedef {import("./view-setup.js").Step} Step
 * @typedef {import("./place-levels.js").PlaceRow} PlaceRow
 */
import { freshId, h } from "./dom.js";
import { beginning, nameOf } from "./setup-model.js";
import { levelSelect } from "./view-place-adder.js";
import { levelBadge } from "./view-frame.js";

const SHOWN = 50;
const READING_MS = 1_500;
const TYPING_MS = 250;

/** @param {Step} step */
export async function placesStep({ the, choices, fail }) {
  const { words, api, resize } = the;
  const id = freshId("search");
  const field = /** @type {HTMLInputElement} */ (h("input", { id, type: "search", maxlength: "100", autocomplete: "off" }));
  const list = h("ul", { class: "choices", role: "list" });
  const state = h("p", { class: "note" });
  let typing = 0;
  field.addEventListener("input", () => {
    clearTimeout(typing);
    typing = window.setTimeout(load, TYPING_MS);
  });

  function count() {
    return words.t("setup.chosen", { count: choices.rows.size });
  }

  /** @param {PlaceRow} row */
  function view(row) {
    const name = nameOf(row);
    const box = /** @type {HTMLInputElement} */ (h("input", { id: freshId("place"), type: "checkbox", class: "take", checked: choices.rows.has(name) }));
    box.addEventListener("change", () => {
      if (box.checked) choices.rows.set(name, row);
      else choices.rows.delete(name);
      state.textContent = count();
      fail("");
    });
    const kind = words.has(`place_kind.${row.kind}`) ? words.t(`place_kind.${row.kind}`) : words.t(`admin.place_${row.product}`);
    return h("li", { class: "choice" }, box, h("label", { for: box.id }, h("b", null, row.name || row.key), " ",
      h("span", { class: "note" }, `${row.key} · ${kind}`), " ", row.level && levelBadge(row.level, words)));
  }

  async function load() {
    const query = new URLSearchParams({ limit: String(SHOWN), product: words.product });
    if (field.value.trim()) query.set("text", field.value.trim());
    const { places, total, lists } = await api.call(`/places?${query}`);
    const reading = lists.some((/** @type {any} */ { refreshing }) => refreshing);
    list.replaceChildren(...places.map(view));
    state.textContent = [count(), total > places.length ? words.t("setup.more", { count: total - places.length }) : "", reading ? words.t("places.reading") : ""].filter(Boolean).join(" ");
    resize();
    if (reading) setTimeout(() => list.isConnected && load().catch(() => {}), READING_MS);
  }

  await load();
  return h("div", null, h("div", { class: "field" }, h("label", { for: id }, words.t("places.filter_search")), field), state, list);
}

/** @param {Step} step */
export async function levelsStep({ the, choices }) {
  const { words, api, draft } = the;
  const rows = [...choices.rows.values()];
  const unknown = rows.filter((row) => !choices.suggestions.has(nameOf(row))).slice(0, SHOWN);
  if (unknown.length) {
    const places = unknown.map(({ product, key, id, name, kind }) => ({ product, key, id, name, kind }));
    const { suggestions } = await api.call("/setup/suggestions", "POST", { places });
    unknown.forEach((row, index) => choices.suggestions.set(nameOf(row), suggestions[index]));
  }
  const lines = rows.map((row) => {
    const name = nameOf(row);
    const suggestion = choices.suggestions.get(name);
    const level = choices.levels.get(name) ?? beginning(draft.document(), row, suggestion);
    choices.levels.set(name, level);
    const chosen = levelSelect(level, { "aria-label": words.t("admin.level_of", { place: row.name || row.key }) }, words);
    chosen.addEventListener("change", () => choices.levels.set(name, chosen.value));
    return h("tr", null, h("th", { scope: "row" }, h("b", null, row.name || row.key), " ", h("span", { class: "note" }, row.key)),
      h("td", null, chosen), h("td", { class: "subtle" }, reason(row.level, suggestion, words)));
  });
  const heads = ["places.head_place", "places.head_level", "setup.why"].map((key) => h("th", { scope: "col" }, words.t(key)));
  const meanings = ["public", "internal", "confidential", "restricted"].map((level) =>
    h("li", null, levelBadge(level, words), " ", h("span", { class: "subtle" }, words.t(`setup.means_${level}`))));
  return h("div", null, h("table", { class: "places" }, h("thead", null, h("tr", null, heads)), h("tbody", null, lines)),
    h("ul", { class: "meanings", role: "list" }, meanings));
}

/** @param {string | null} before @param {import("./setup-model.js").Suggestion | undefined} suggestion @param {import("./i18n.js").Words} words */
function reason(before, suggestion, words) {
  if (before) return words.t("setup.why_before");
  if (!suggestion) return words.t("setup.why_usual");
  return words.t(`setup.why_${suggestion.why}`, { word: suggestion.word });
}

/** @param {Step} step */
export function engineStep({ the, choices, engines }) {
  const { words, draft } = the;
  const group = freshId("engine");
  const standing = draft.version().document.rules.length > 0;
  const options = [...(standing ? [""] : []), ...engines.map(({ name }) => name)];
  return h("fieldset", { class: "options" }, h("legend", { class: "hidden-text" }, words.t("setup.title_engine")), options.map((name) => {
    const engine = engines.find((one) => one.name === name);
    const radio = /** @type {HTMLInputElement} */ (h("input", { id: freshId("engine"), type: "radio", name: group, class: "take", checked: choices.engine === name }));
    radio.addEventListener("change", () => { choices.engine = name; });
    const title = !engine ? words.t("setup.keep_rules") : engine.destination === "in_process" ? words.t("catalogue.embedded") : engine.name;
    const text = engine ? `${words.t("catalogue.to")} ${words.t(`catalogue.to_${engine.destination}`, { address: engine.address })}. ${words.t(`setup.engine_${engine.destination}`)}` : words.t("setup.keep_rules_note");
    return h("div", { class: "choice top" }, radio, h("label", { for: radio.id }, h("b", null, title), h("span", { class: "named" }, ` ${text}`)));
  }));
}

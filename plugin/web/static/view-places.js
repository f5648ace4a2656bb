/**
 * Places: what Jira and Confluence list, with the level of each; search, one by one or many at once. Levels are edited
 * in the policy's draft; the list itself is the server's, by pages.
 *
 * @typedef {import("./admin-sections.js").Admin} Admin
 * @typedef {import("./place-levels.js").PlaceRow} PlaceRow
 * @typedef {{product: string, refreshed_at: string | null, refreshing: boolean, fault: string | null}} ListState
 * @typedef {{places: PlaceRow[], total: number, counts: Record<string, number>, lists: ListState[]}} Page
 */
import { button, freshId, h } from "./dom.js";
import { allowedAt, levelOf, narrowedBy, nativeUnknown, setLevel, sourceOf } from "./place-levels.js";
import { LEVELS } from "./policy-model.js";
import { placesBulk } from "./view-places-bulk.js";
import { levelSelect, placeAdder } from "./view-place-adder.js";
import { timed } from "./view-time.js";

const PAGE = 50;
const TYPING_MS = 250;
const READING_MS = 1_500;

/** @type {import("./admin-sections.js").Section} */
export async function placesSection(the) {
  const { words, api, draft, resize, say } = the;
  await draft.ready();
  /** @type {{text: string, product: string, level: string, offset: number}} */
  const wanted = { text: "", product: "", level: "", offset: 0 };
  const body = h("tbody");
  const state = h("p", { class: "note" });
  const native = h("p", { class: "note" });
  const pager = h("div", { class: "bar pager" });
  const none = h("p", { class: "subtle gap" });
  const bulk = placesBulk(the, { matching, changed: draw });
  const table = tableOf(words, bulk.all, body);
  const filters = filtersOf(words, (change) => { Object.assign(wanted, { offset: 0 }, change); bulk.clear(); load(); });
  /** @type {Page} */
  let page = { places: [], total: 0, counts: {}, lists: [] };
  let asked = 0;

  /** @param {{offset?: number, limit?: number}} [part] @returns {Promise<Page>} */
  function ask({ offset = wanted.offset, limit = PAGE } = {}) {
    const query = new URLSearchParams({ offset: String(offset), limit: String(limit) });
    for (const name of /** @type {const} */ (["text", "product", "level"])) if (wanted[name]) query.set(name, wanted[name]);
    return api.call(`/places?${query}`);
  }

  async function load() {
    const turn = ++asked;
    const found = await ask();
    if (turn !== asked) return; // a later question is under way
    page = found;
    draw();
    if (page.lists.some(({ refreshing }) => refreshing)) setTimeout(() => node.isConnected && load().catch(() => {}), READING_MS);
  }

  /** All places that the filters let through. */
  async function matching() {
    /** @type {PlaceRow[]} */
    const rows = [];
    for (let total = 1; rows.length < total; ) {
      const part = await ask({ offset: rows.length, limit: 500 });
      if (!part.places.length) break;
      rows.push(...part.places);
      total = part.total;
    }
    return rows;
  }

  /** @param {number} offset */
  async function turn(offset) {
    wanted.offset = offset;
    await load();
    say(pageText());
  }

  function pageText() {
    return words.t("places.page", { from: wanted.offset + 1, to: wanted.offset + page.places.length, total: page.total });
  }

  function draw() {
    body.replaceChildren(...page.places.map(rowView));
    table.hidden = page.places.length === 0;
    none.hidden = !table.hidden;
    const reading = page.lists.some(({ refreshing }) => refreshing);
    none.textContent = words.t(wanted.text || wanted.level || wanted.product ? "places.none_found" : reading ? "places.reading" : "places.empty");
    filters.counts(page.counts);
    bulk.draw(page.places, page.total);
    native.textContent = nativeText(draft.document(), words);
    native.hidden = !native.textContent;
    drawState(reading);
    pager.replaceChildren(...(page.total > PAGE ? [
      button(words.t("places.previous"), () => turn(wanted.offset - PAGE), { disabled: wanted.offset === 0 }),
      h("span", { class: "note" }, pageText()),
      button(words.t("places.next"), () => turn(wanted.offset + PAGE), { disabled: wanted.offset + PAGE >= page.total }),
    ] : []));
    resize();
  }

  /** @param {boolean} reading */
  function drawState(reading) {
    const mine = page.lists.find(({ product }) => product === words.product);
    const read = mine?.refreshed_at;
    const parts = reading ? [words.t("places.reading")] : read ? timed("places.read_at", read, words) : [];
    const fault = mine?.fault && !reading ? [h("span", { class: "fault" }, words.t("places.fault"))] : [];
    const again = button(words.t("places.refresh"), async () => {
      await api.call("/places/refresh", "POST");
      await load();
    }, { class: "link" });
    state.replaceChildren(words.t("places.total", { count: page.total }), " ", ...parts, " ", ...fault, " ", ...(reading ? [] : [again]));
  }

  /** @param {PlaceRow} row @returns {HTMLElement} */
  function rowView(row) {
    const level = levelOf(draft.document(), row);
    const label = row.name || row.key;
    const chosen = levelSelect(level, { "aria-label": words.t("admin.level_of", { place: label }) }, words, words.t("places.unclassified"));
    chosen.addEventListener("change", () => {
      setLevel(draft.document(), [row], chosen.value);
      draft.changed();
      fill(chosen.value);
    });
    const source = h("span", { class: "note" });
    const may = h("td", { class: "may" });
    const fill = (/** @type {string} */ now) => {
      source.textContent = words.t(`places.source_${sourceOf(draft.document(), now)}`);
      may.replaceChildren(...mayParts(now, row));
    };
    fill(level);
    const kind = words.has(`place_kind.${row.kind}`) ? words.t(`place_kind.${row.kind}`) : words.t(`admin.place_${row.product}`);
    const read = page.lists.some(({ product, refreshed_at: at }) => product === row.product && at);
    const notes = [row.key, kind, ...(row.listed || !read ? [] : [words.t("places.gone")])];
    return h("tr", null, h("td", null, bulk.box(row)),
      h("th", { scope: "row" }, h("b", null, label), h("span", { class: "note" }, notes.join(" · "))),
      h("td", null, chosen, source),
      may, h("td", { class: "end" }, row.runs ? words.number(row.runs) : "–"));
  }

  /** @param {string} level @param {PlaceRow} row */
  function mayParts(level, row) {
    const policy = draft.document();
    const found = allowedAt(policy, level, row).map(({ name, effect }) => words.t(`places.may_${effect}`, { what: words.t(`admin.${name}`) }));
    const narrowed = narrowedBy(policy, level, row).map((kind) => words.t(`places.narrowed_${kind}`));
    return [found.join(", ") || words.t("places.may_nothing"), ...(narrowed.length ? [h("span", { class: "note" }, narrowed.join(" · "))] : [])];
  }

  const node = h("div", { class: "places-list" }, h("p", { class: "note" }, words.t("places.note")), native, filters.node, state, bulk.node,
    none, h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": words.t("section.places") }, table), pager,
    placeAdder(the, draw));
  await load();
  return node;
}

/** What Atlassian's own levels do besides; "" where the policy does not ask for them. @param {import("./policy-model.js").Policy} policy @param {import("./i18n.js").Words} words */
function nativeText(policy, words) {
  const unknown = nativeUnknown(policy);
  if (unknown === null) return "";
  return `${words.t("places.native")} ${unknown ? words.t("places.native_unknown", { level: words.t(`level.${unknown}`) }) : words.t("places.native_stands")}`;
}

/** @param {import("./i18n.js").Words} words @param {HTMLElement} all @param {HTMLElement} body */
function tableOf(words, all, body) {
  const heads = ["place", "level", "may", "runs"].map((name) =>
    h("th", { scope: "col", class: name === "runs" ? "end" : null }, words.t(`places.head_${name}`)));
  return h("table", { class: "places" }, h("thead", null, h("tr", null, h("td", null, all), heads)), body);
}

/**
 * @param {import("./i18n.js").Words} words
 * @param {(change: {text?: string, product?: string, level?: string}) => void} changed
 */
function filtersOf(words, changed) {
  const [textId, productId, levelId] = ["text", "product", "level"].map(freshId);
  const text = /** @type {HTMLInputElement} */ (h("input", { id: textId, type: "search", maxlength: "100", autocomplete: "off" }));
  let typing = 0;
  text.addEventListener("input", () => {
    clearTimeout(typing);
    typing = window.setTimeout(() => changed({ text: text.value.trim() }), TYPING_MS);
  });
  const product = /** @type {HTMLSelectElement} */ (h("select", { id: productId }, ["", "jira", "confluence"].map((code) =>
    h("option", { value: code }, words.t(code ? `places.product_${code}` : "places.any")))));
  product.addEventListener("change", () => changed({ product: product.value }));
  const level = /** @type {HTMLSelectElement} */ (h("select", { id: levelId }));
  const names = /** @type {[string, string][]} */ ([["", "places.any"], ...LEVELS.map((code) => [code, `level.${code}`]), ["none", "places.unclassified"]]);
  level.append(...names.map(([code, key]) => h("option", { value: code }, words.t(key))));
  level.addEventListener("change", () => changed({ level: level.value }));
  const fields = /** @type {[string, string, HTMLElement][]} */ ([["search", textId, text], ["product", productId, product], ["level", levelId, level]]);
  return {
    node: h("div", { class: "adder", role: "search" }, fields.map(([name, id, field]) =>
      h("div", { class: name === "search" ? "field grow" : "field" }, h("label", { for: id }, words.t(`places.filter_${name}`)), field))),
    /** How many places each level has. @param {Record<string, number>} counts */
    counts(counts) {
      names.forEach(([code, key], index) => {
        const said = words.t(key);
        level.options[index].textContent = code ? words.t("places.with_count", { what: said, count: counts[code] ?? 0 }) : said;
      });
    },
  };
}

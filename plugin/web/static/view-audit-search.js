/**
 * Searching the record: filters, a page of what was found, the next page by its cursor.
 *
 * @typedef {{seq: number, at: string, event: string, number: number, person: string, place: string, item: string, run: string,
 *   level: string, payload: Record<string, any> | null}} Found
 */
import { once } from "./ask-once.js";
import { button, freshId, h } from "./dom.js";
import { payloadView } from "./view-audit-payload.js";
import { timeOf } from "./view-time.js";

const LEVELS = ["public", "internal", "confidential", "restricted"];

/** What happened, in words; an event without words of its own by its name. @param {string} event @param {import("./i18n.js").Words} words */
export const eventWords = (event, words) => (words.has(`event.${event}`) ? words.t(`event.${event}`) : event);

/** @param {string} person @param {Record<string, string>} people @param {import("./i18n.js").Words} words */
export function personWords(person, people, words) {
  if (person in people) return people[person];
  return words.has(`audit.by.${person}`) ? words.t(`audit.by.${person}`) : `${person.slice(0, 8)}…`;
}

/**
 * @param {import("./admin-sections.js").Admin & {look: import("./view-audit.js").Look, state: import("./view-audit.js").State,
 *   onRun: (run: string) => Promise<void>}} the
 * @returns {{node: HTMLElement, focus: () => void}}
 */
export function searchView(the) {
  const { words, api, look, state, onRun, product } = the;
  const outcome = h("div", { class: "outcome" });
  const rows = h("tbody");
  const heads = ["when", "what", "who", "where", "level", "run"].map((name) => h("th", { scope: "col" }, words.t(`audit.column.${name}`)));
  const table = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": words.t("audit.found_label") },
    h("table", { class: "found" }, h("thead", null, h("tr", null, heads)), rows));
  const more = button(words.t("audit.more"), () => once(more, outcome, the, () => ask(cursor)), { class: "button quiet" });
  /** @type {number | null} */
  let cursor = null;

  const fields = {
    since: input("date"), until: input("date"), event: eventChoice(),
    person: input("text", 128), place: input("text", 300), run: input("text", 64), level: levelChoice(),
  };

  /** @param {string} type @param {number} [most] */
  function input(type, most) {
    return /** @type {HTMLInputElement} */ (h("input", { type, maxlength: most, autocomplete: "off" }));
  }

  function levelChoice() {
    const options = LEVELS.map((level) => h("option", { value: level }, words.t(`level.${level}`)));
    return /** @type {HTMLSelectElement} */ (h("select", null, h("option", { value: "" }, words.t("audit.any")), options));
  }

  function eventChoice() {
    /** @type {Map<number, {number: number, name: string}[]>} */
    const areas = new Map();
    for (const event of state.events) areas.set(Math.floor(event.number / 100), [...(areas.get(Math.floor(event.number / 100)) ?? []), event]);
    const groups = [...areas].sort(([a], [b]) => a - b).map(([area, events]) => {
      const label = words.has(`audit.area.${area}`) ? words.t(`audit.area.${area}`) : String(area);
      return h("optgroup", { label }, events.map(({ name }) => h("option", { value: name }, eventWords(name, words))));
    });
    return /** @type {HTMLSelectElement} */ (h("select", null, h("option", { value: "" }, words.t("audit.any")), groups));
  }

  function query() {
    const asked = new URLSearchParams({ limit: "25" });
    const place = fields.place.value.trim();
    const said = {
      since: fields.since.value && dayStart(fields.since.value, 0), until: fields.until.value && dayStart(fields.until.value, 1),
      event: fields.event.value, person: fields.person.value.trim(), run: fields.run.value.trim(), level: fields.level.value,
      place: place && !place.includes(":") ? `${product}:${place}` : place,
    };
    for (const [name, value] of Object.entries(said)) if (value) asked.set(name, value);
    return asked;
  }

  /** @param {number | null} before @param {boolean} [moved] whether the person asked for this very page */
  async function ask(before, moved = false) {
    const asked = look.value();
    if (!asked) return;
    const all = query();
    all.set("case", asked);
    if (before) all.set("before", String(before));
    const page = /** @type {{records: Found[], before: number | null, people: Record<string, string>}} */ (await api.call(`/audit/records?${all}`));
    const made = page.records.map((record) => row(record, page.people));
    if (before) rows.append(...made);
    else rows.replaceChildren(...made);
    cursor = page.before;
    table.hidden = rows.childElementCount === 0;
    more.hidden = cursor === null;
    const text = words.t(table.hidden ? "audit.none" : "audit.found", { count: rows.childElementCount });
    the.say(text);
    if (moved) table.focus();
    return h("p", { class: "note" }, text);
  }

  /** @param {Found} record @param {Record<string, string>} people */
  function row(record, people) {
    const { person, place, item, run } = record;
    const name = person && personWords(person, people, words);
    const known = person && !words.has(`audit.by.${person}`);
    const open = run && button(words.t("audit.reconstruct"), () => once(open, outcome, the, () => onRun(run)), { class: "link", "aria-label": words.t("audit.reconstruct_of", { run: run.slice(0, 8) }) });
    return h("tr", null,
      h("th", { scope: "row" }, timeOf(record.at, words), h("span", { class: "note" }, words.t("audit.number", { record: words.number(record.seq) }))),
      h("td", null, h("details", null, h("summary", null, eventWords(record.event, words)), payloadView(record, words))),
      h("td", null, known ? button(name, () => only(person), { class: "link", "aria-label": words.t("audit.only", { name }) }) : name),
      h("td", null, place.replace(/^\w+:/, ""), item && h("span", { class: "note" }, item)),
      h("td", null, record.level && words.t(`level.${record.level}`)),
      h("td", null, open));
  }

  /** @param {string} person */
  function only(person) {
    fields.person.value = person;
    form.requestSubmit();
  }

  /** @param {string} key @param {HTMLInputElement | HTMLSelectElement} control @param {string} [hint] */
  function field(key, control, hint) {
    const [id, hintId] = [freshId(key), freshId("hint")];
    control.id = id;
    if (hint) control.setAttribute("aria-describedby", hintId);
    return h("div", { class: "field" }, h("label", { for: id }, words.t(`audit.filter.${key}`)), control, hint && h("p", { id: hintId, class: "note" }, hint));
  }

  const go = /** @type {HTMLButtonElement} */ (h("button", { type: "submit", class: "button primary" }, words.t("audit.search")));
  const form = /** @type {HTMLFormElement} */ (h("form", { class: "filters", role: "search" },
    field("since", fields.since), field("until", fields.until), field("event", fields.event),
    field("person", fields.person, words.t("audit.filter.person_hint")), field("place", fields.place, words.t("audit.filter.place_hint")),
    field("run", fields.run), field("level", fields.level), h("div", { class: "bar" }, go)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    once(go, outcome, the, () => ask(null, true));
  });
  table.hidden = true;
  more.hidden = true;
  const title = h("h3", { tabindex: "-1" }, words.t("audit.search_title"));
  return {
    node: h("section", null, title, form, outcome, table, h("div", { class: "bar" }, more)),
    focus: () => (table.hidden ? title : table).focus(),
  };
}

/** The beginning of a day here, so many days later. @param {string} day @param {number} later */
function dayStart(day, later) {
  const [year, month, date] = day.split("-").map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}

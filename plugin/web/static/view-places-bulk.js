/**
 * Many places at once: those of a page, or all that match, get one level in the policy's draft.
 *
 * @typedef {import("./admin-sections.js").Admin} Admin
 * @typedef {import("./place-levels.js").PlaceRow} PlaceRow
 */
import { button, freshId, h } from "./dom.js";
import { setLevel } from "./place-levels.js";
import { levelSelect } from "./view-place-adder.js";

/**
 * @param {Admin} the
 * @param {{matching: () => Promise<PlaceRow[]>, changed: () => void}} list
 */
export function placesBulk({ words, draft, say, resize }, { matching, changed }) {
  /** @type {Map<string, PlaceRow>} */
  const selected = new Map();
  /** @type {PlaceRow[]} */
  let shown = [];
  const levelId = freshId("bulk");
  const level = levelSelect("internal", { id: levelId }, words, words.t("places.unclassified"));
  const count = h("b", null);
  const every = button("", async () => {
    for (const row of await matching()) selected.set(nameOf(row), row);
    changed();
  }, { class: "link" });
  const clear = button(words.t("places.clear"), () => { selected.clear(); changed(); }, { class: "link" });
  const set = button(words.t("places.set"), () => {
    setLevel(draft.document(), [...selected.values()], level.value);
    draft.changed();
    const to = level.value ? words.t(`level.${level.value}`) : words.t("places.unclassified");
    say(words.t("places.set_said", { count: selected.size, level: to }));
    selected.clear();
    changed();
  }, { class: "button" });
  const node = h("div", { class: "strip plain", role: "group", "aria-label": words.t("places.many") }, count, every, clear,
    h("label", { for: levelId }, words.t("admin.level")), level, set);
  node.hidden = true;
  const all = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", class: "take", "aria-label": words.t("places.select_page") }));
  all.addEventListener("change", () => {
    for (const row of shown) all.checked ? selected.set(nameOf(row), row) : selected.delete(nameOf(row));
    changed();
  });

  /** @param {PlaceRow} row @returns {string} */
  const nameOf = ({ product, key }) => `${product}:${key}`;

  return {
    node,
    all,
    clear: () => selected.clear(),
    /** @param {PlaceRow} row @returns {HTMLElement} */
    box(row) {
      const box = /** @type {HTMLInputElement} */ (h("input", {
        type: "checkbox", class: "take", "aria-label": words.t("places.select_one", { place: row.name || row.key }), checked: selected.has(nameOf(row)),
      }));
      box.addEventListener("change", () => {
        box.checked ? selected.set(nameOf(row), row) : selected.delete(nameOf(row));
        drawBar();
      });
      return box;
    },
    /** @param {PlaceRow[]} rows of the page. @param {number} total that match. */
    draw(rows, total) {
      shown = rows;
      every.textContent = words.t("places.select_all", { count: total });
      every.hidden = total <= rows.length || selected.size >= total;
      drawBar();
    },
  };

  function drawBar() {
    const here = shown.filter((row) => selected.has(nameOf(row))).length;
    all.checked = here > 0 && here === shown.length;
    all.indeterminate = here > 0 && here < shown.length;
    node.hidden = selected.size === 0;
    count.textContent = words.t("places.selected", { count: selected.size });
    resize();
  }
}

/** Legal holds: what stands, place one, release one. */
import { once } from "./ask-once.js";
import { button, freshId, h } from "./dom.js";
import { timeOf } from "./view-time.js";

const KINDS = ["place", "person", "run"];

/** @typedef {{id: string, kind: string, value: string, case: string, placed_at: string}} Hold */

/**
 * @param {import("./admin-sections.js").Admin & {look: import("./view-audit.js").Look}} the
 * @returns {HTMLElement}
 */
export function holdsView(the) {
  const { words, api, look, product, resize } = the;
  const [kindId, valueId, hintId] = ["kind", "value", "hint"].map(freshId);
  const kind = /** @type {HTMLSelectElement} */ (h("select", { id: kindId }, KINDS.map((code) => h("option", { value: code }, words.t(`audit.hold.${code}`)))));
  const value = /** @type {HTMLInputElement} */ (h("input", { id: valueId, maxlength: 300, autocomplete: "off", "aria-describedby": hintId }));
  const hint = h("p", { id: hintId, class: "note" });
  const list = h("ul", { class: "stops", role: "list" });
  const outcome = h("div", { class: "outcome" });

  /** @param {Hold[]} holds */
  function draw(holds) {
    list.replaceChildren(...(holds.length ? holds.map(line) : [h("li", { class: "note" }, words.t("audit.hold.none"))]));
    resize();
  }

  /** @param {Hold} hold */
  function line(hold) {
    const what = `${words.t(`audit.hold.${hold.kind}`)}: ${hold.value.replace(/^\w+:/, "")}`;
    const release = button(words.t("audit.hold.release"), () => once(release, outcome, the, async () => {
      draw((await api.call(`/audit/holds/${encodeURIComponent(hold.id)}/release`, "POST")).holds);
      return words.t("audit.hold.released", { what });
    }), { class: "link strong", "aria-label": words.t("audit.hold.release_of", { what }) });
    return h("li", { class: "strip neutral" },
      h("span", null, h("b", null, what), ` · ${words.t("audit.hold.case", { case: hold.case })} · `, timeOf(hold.placed_at, words)), release);
  }

  async function place() {
    const asked = look.value();
    const said = value.value.trim();
    if (!asked) return undefined;
    if (!said) {
      value.focus();
      return undefined;
    }
    const held = kind.value === "place" && !said.includes(":") ? `${product}:${said}` : said;
    draw((await api.call("/audit/holds", "POST", { kind: kind.value, value: held, case: asked })).holds);
    value.value = "";
    return words.t("audit.hold.placed");
  }

  const arrange = () => { hint.textContent = words.t(`audit.hold.${kind.value}_hint`); };
  kind.addEventListener("change", arrange);
  arrange();
  const go = button(words.t("audit.hold.place_button"), () => once(go, outcome, the, place));
  api.call("/audit/holds").then(({ holds }) => draw(holds), () => draw([]));
  return h("div", null,
    h("p", { class: "note" }, words.t("audit.hold.note")), list,
    h("div", { class: "adder" },
      h("div", { class: "field" }, h("label", { for: kindId }, words.t("audit.hold.kind")), kind),
      h("div", { class: "field" }, h("label", { for: valueId }, words.t("audit.hold.value")), value), go),
    hint, outcome);
}

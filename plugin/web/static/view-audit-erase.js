/** Erasing a person in two steps: look what would go, then confirm that very look. It cannot be undone. */
import { once } from "./ask-once.js";
import { button, freshId, h } from "./dom.js";
import { timeOf } from "./view-time.js";

/**
 * @param {import("./admin-sections.js").Admin & {look: import("./view-audit.js").Look}} the
 * @returns {HTMLElement}
 */
export function eraseView(the) {
  const { words, api, look, say, resize } = the;
  const [id, hint] = [freshId("person"), freshId("hint")];
  const person = /** @type {HTMLInputElement} */ (h("input", { id, maxlength: 128, autocomplete: "off", "aria-describedby": hint }));
  const outcome = h("div", { class: "outcome" });

  async function first() {
    const asked = look.value();
    const said = person.value.trim();
    if (!asked) return undefined;
    if (!said) {
      person.focus();
      return undefined;
    }
    return second(await api.call("/audit/erasure/look", "POST", { person: said, case: asked }), asked);
  }

  /** @param {any} found @param {string} asked */
  function second(found, asked) {
    const name = found.name || found.account_id;
    const what = [words.t("audit.erase.results", { count: found.results }), words.t("audit.erase.notes", { count: found.notes })];
    const text = words.t("audit.erase.would", { name, what: words.list(what) });
    say(text);
    if (found.held) return h("div", { class: "strip warning" }, h("span", null, words.t("audit.erase.held", { name })));
    const after = h("div", { class: "outcome" });
    const go = button(words.t("audit.erase.confirm", { name }), () => once(go, after, the, async () => {
      await api.call("/audit/erasure", "POST", { person: found.account_id, case: asked, confirmation: found.confirmation });
      person.value = "";
      const done = words.t("audit.erase.done", { name });
      outcome.replaceChildren(h("p", { class: "strip success", tabindex: "-1" }, done));
      /** @type {HTMLElement} */ (outcome.firstElementChild).focus();
      say(done);
    }), { class: "button primary" });
    const stay = button(words.t("audit.erase.cancel"), () => {
      outcome.replaceChildren();
      person.focus();
      resize();
    }, { class: "button quiet" });
    return h("div", { class: "strip danger erase" },
      h("span", null, text, " ", words.t("audit.erase.since"), " ", timeOf(found.since, words), ". ", words.t("audit.erase.stays")),
      h("div", { class: "bar" }, go, stay), after);
  }

  const go = button(words.t("audit.erase.look"), () => once(go, outcome, the, first));
  return h("div", null,
    h("p", { class: "note" }, words.t("audit.erase.note")),
    h("div", { class: "adder" }, h("div", { class: "field" }, h("label", { for: id }, words.t("audit.erase.person")), person), go),
    h("p", { id: hint, class: "note" }, words.t("audit.erase.person_hint")), outcome);
}

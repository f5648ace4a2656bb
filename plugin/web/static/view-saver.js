/**
 * What the draft of the policy would change, Save, and what went wrong with it; under every section while there is
 * something to save.
 *
 * @typedef {import("./i18n.js").Words} Words
 * @typedef {import("./policy-draft.js").Draft} Draft
 */
import { ApiProblem } from "./api.js";
import { button, freshId, h } from "./dom.js";
import { changesBetween } from "./policy-model.js";
import { changeText } from "./policy-words.js";
import { previewView } from "./view-impact.js";
import { placeLabel } from "./view-place-adder.js";

const MOST_LISTED = 20;
const PREVIEW_AFTER_MS = 400;
const PROBLEMS = { policy_moved: "admin.conflict", policy_invalid: "admin.invalid", not_admin: "admin.not_admin", session_expired: "session_expired.text" };

/**
 * @param {object} the
 * @param {Words} the.words
 * @param {Draft} the.draft
 * @param {{call: (path: string, method?: string, body?: object) => Promise<any>}} the.api
 * @param {(text: string) => void} the.say
 * @param {() => void} the.resize
 * @param {(said: string) => void} the.saved with what to say above the section.
 * @param {() => void} the.redraw the section anew, after the draft went back.
 * @returns {HTMLElement}
 */
export function saverView({ words, draft, api, say, resize, saved, redraw }) {
  const list = h("ul", { class: "bullets", role: "list" });
  const outcome = h("div", { class: "outcome" }), preview = h("div");
  const note = /** @type {HTMLInputElement} */ (h("input", { id: freshId("note"), maxlength: 500 }));
  const noteField = h("div", { class: "field wide" }, h("label", { for: note.id }, words.t("policy.note")), note);
  let waits = false, asked = 0;
  const go = button(words.t("admin.save"), save, { class: "button primary" });
  const undo = button(words.t("admin.undo"), () => { draft.undo(); redraw(); }, { class: "button quiet" });
  const node = h("section", { class: "changes", "aria-label": words.t("admin.changes") },
    h("h2", null, words.t("admin.changes")), list, preview, noteField, outcome, h("div", { class: "bar" }, go, undo));
  node.hidden = noteField.hidden = true;

  /** What the change would do, once nothing was edited for a moment; the answer to an older draft is dropped. */
  function look() {
    const mine = ++asked;
    setTimeout(async () => {
      if (mine !== asked || node.hidden) return;
      const body = { document: draft.document(), based_on: draft.version().version };
      const found = await api.call("/policy/preview", "POST", body).catch(() => null);
      if (mine !== asked) return;
      waits = Boolean(found?.waits);
      preview.replaceChildren(...(found ? [previewView(found, words)] : []));
      noteField.hidden = !waits;
      go.textContent = words.t(waits ? "policy.save_proposal" : "admin.save");
      resize();
    }, PREVIEW_AFTER_MS);
  }

  async function save() {
    if (go.getAttribute("aria-disabled") === "true") return;
    go.setAttribute("aria-disabled", "true");
    go.textContent = words.t("admin.saving");
    try {
      const next = await draft.save(waits ? note.value.trim() : "");
      note.value = "";
      saved(next.proposal ? words.t("policy.proposed") : words.t("admin.saved", { version: next.version }));
    } catch (fault) {
      outcome.replaceChildren(problem(fault));
    }
    go.setAttribute("aria-disabled", "false");
    go.textContent = words.t(waits ? "policy.save_proposal" : "admin.save");
    resize();
  }

  /** @param {unknown} fault @returns {HTMLElement} */
  function problem(fault) {
    const { code = "" } = fault instanceof ApiProblem ? fault.error : {};
    const text = words.t(PROBLEMS[/** @type {keyof typeof PROBLEMS} */ (code)] ?? "admin.failed");
    const details = fault instanceof ApiProblem ? fault.details : [];
    say(text);
    if (code === "policy_moved") return moved(text, /** @type {any[]} */ (details));
    return h("div", { class: "strip danger" }, h("span", null, text,
      details.length > 0 && h("ul", null, details.map(({ path, message: why = "" }) => h("li", null, h("code", null, path), ` ${why}`)))));
  }

  /** Somebody else was faster: what they changed, and a way to load it. @param {string} text @param {import("./policy-words.js").Change[]} theirs */
  function moved(text, theirs) {
    return h("div", { class: "strip danger" }, h("span", null, text, " ", words.t("policy.theirs"),
      h("ul", null, theirs.map((change) => h("li", null, changeText(change, words))))),
      button(words.t("action.reload"), () => draft.reload().then(redraw), { class: "link strong" }));
  }

  /** @param {ReturnType<typeof changesBetween>[number]} change */
  function text({ kind, place = "", level, before }) {
    const values = { place: placeLabel(place), level: level && words.t(`level.${level}`), before: before && words.t(`level.${before}`) };
    return words.t(`admin.change_${kind}`, values);
  }

  draft.listen(() => {
    const changes = changesBetween(draft.version().document, draft.document());
    node.hidden = changes.length === 0;
    outcome.replaceChildren();
    if (!node.hidden) look();
    else preview.replaceChildren();
    const more = changes.length - MOST_LISTED;
    list.replaceChildren(...changes.slice(0, MOST_LISTED).map((change) => h("li", null, text(change))),
      ...(more > 0 ? [h("li", null, words.t("section.more_changes", { count: more }))] : []));
    resize();
  });
  return node;
}

/**
 * One part of the policy as a list of what stands, in words, each to be removed, and a form to add one; edited in the draft.
 *
 * @typedef {import("./admin-sections.js").Admin} Admin
 * @typedef {{text: string, note?: string, remove: () => void}} Entry
 * @typedef {HTMLInputElement | HTMLSelectElement} Control
 * @typedef {{control: Control, fault: string}} Fault
 * @typedef {() => string[][]} Options value and label of each.
 */
import { button, freshId, h } from "./dom.js";

/**
 * @param {string} name of the part, as its words have it.
 * @param {Admin} the
 * @param {object} part
 * @param {() => Entry[]} part.entries
 * @param {Field[]} part.fields
 * @param {() => Fault | null} part.add put what the fields say into the draft, or say what is wrong with it.
 * @returns {HTMLElement}
 */
export function partView(name, { words, draft, say, resize }, { entries, fields, add }) {
  const title = h("h3", { id: freshId(name), tabindex: "-1" }, words.t(`extras.${name}`));
  const list = h("ul", { class: "choices", role: "list" });
  const problem = h("p", { id: freshId("fault"), class: "fault" });

  function draw() {
    const listed = entries();
    list.replaceChildren(...(listed.length ? listed.map(entryView) : [h("li", { class: "choice subtle" }, words.t(`extras.${name}_none`))]));
    fields.forEach((field) => field.refresh());
    resize();
  }

  /** @param {Entry} entry */
  function entryView({ text, note, remove }) {
    const end = button(words.t("limits.remove"), () => {
      remove();
      draft.changed();
      say(words.t("extras.removed", { what: text }));
      title.focus();
    }, { class: "link", "aria-label": words.t("extras.remove_of", { what: text }) });
    return h("li", { class: "choice" }, h("span", { class: "grow" }, text, note && h("span", { class: "note" }, note)), end);
  }

  function put() {
    const wrong = add();
    problem.textContent = wrong?.fault ?? "";
    for (const { control } of fields) control.setAttribute("aria-invalid", String(control === wrong?.control));
    if (wrong) wrong.control.focus();
    else {
      fields.forEach((field) => field.clear());
      draft.changed();
      say(words.t("extras.added"));
    }
    resize();
  }

  const form = h("details", { on: { toggle: resize } }, h("summary", null, words.t(`extras.${name}_new`)),
    fields.map(({ node }) => node), problem, h("div", { class: "bar" }, button(words.t(`extras.${name}_add`), put)));
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    put();
  });
  for (const { control } of fields) control.setAttribute("aria-describedby", [control.getAttribute("aria-describedby"), problem.id].filter(Boolean).join(" "));
  draw();
  draft.listen(() => list.isConnected && draw());
  return h("div", { class: "part", role: "group", "aria-labelledby": title.id }, title, h("p", { class: "note" }, words.t(`extras.${name}_note`)), list, form);
}

/** @typedef {{node: HTMLElement, control: Control, value: () => string, clear: () => void, refresh: () => void}} Field */

/**
 * A field with its label, and a hint where there are words for one.
 *
 * @param {string} name
 * @param {Admin} the
 * @param {Record<string, any>} [props]
 * @returns {Field}
 */
export function input(name, { words }, props = {}) {
  const control = /** @type {HTMLInputElement} */ (h("input", { id: freshId(name), autocomplete: "off", ...props }));
  const check = props.type === "checkbox";
  return {
    node: labelled(name, control, words, check), control,
    value: () => (check ? (control.checked ? "yes" : "") : control.value.trim()),
    clear: () => { if (check) control.checked = false; else control.value = props.value ?? ""; },
    refresh: () => {},
  };
}

/**
 * A list to choose from, made anew whenever the draft changes.
 *
 * @param {string} name
 * @param {Admin} the
 * @param {Options} options
 * @returns {Field}
 */
export function choice(name, { words }, options) {
  const control = /** @type {HTMLSelectElement} */ (h("select", { id: freshId(name) }));
  let shown = "";
  function refresh() {
    const now = options();
    if (JSON.stringify(now) === shown) return;
    shown = JSON.stringify(now);
    const { value } = control;
    control.replaceChildren(...now.map(([code, label]) => h("option", { value: code }, label)));
    if (now.some(([code]) => code === value)) control.value = value;
  }
  refresh();
  return { node: labelled(name, control, words, false), control, value: () => control.value, clear: () => { control.selectedIndex = 0; }, refresh };
}

/** @param {string} name @param {Control} control @param {import("./i18n.js").Words} words @param {boolean} check */
function labelled(name, control, words, check) {
  const label = h("label", { for: control.id }, words.t(`extras.${name}`));
  if (check) return h("div", { class: "choice" }, control, label);
  const hint = words.has(`extras.${name}_hint`) ? h("p", { id: freshId("hint"), class: "note" }, words.t(`extras.${name}_hint`)) : null;
  if (hint) control.setAttribute("aria-describedby", hint.id);
  return h("div", { class: "field" }, label, control, hint);
}

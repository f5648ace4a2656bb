/**
 * Asking somebody else: a person who works on the item or a queue, found by typing, and a note.
 *
 * The list follows the combobox pattern of the ARIA authoring practices: the focus stays in the field, the arrows walk
 * through the list, Enter takes, Escape closes the list and then the question.
 *
 * @typedef {import("./panel.js").Context} Context
 * @typedef {import("./api.js").Run} Run
 * @typedef {{kind: "person", account_id: string, name: string} | {kind: "queue", name: string}} To
 */
import { button, freshId, h } from "./dom.js";

const ASK_AFTER_MS = 200;
const LONGEST_NOTE = 500;

/**
 * @param {Context} context @param {Run} run @param {HTMLElement} slot where the question goes.
 * @returns {HTMLButtonElement}
 */
export function escalateButton(context, run, slot) {
  const made = button(context.words.t("escalate.open"), () => {
    if (made.getAttribute("aria-expanded") === "true") return close();
    const form = question(context, run, () => {
      close();
      made.focus();
    });
    slot.replaceChildren(form.node);
    made.setAttribute("aria-expanded", "true");
    form.focus();
  }, { class: "button quiet", "aria-expanded": "false" });
  const close = () => {
    slot.replaceChildren();
    made.setAttribute("aria-expanded", "false");
  };
  return made;
}

/** @param {Context} context @param {Run} run @param {() => void} close */
function question(context, run, close) {
  const { words, actions } = context;
  const id = freshId("ask");
  const problem = h("p", { class: "note recorded", role: "alert" });
  const note = /** @type {HTMLTextAreaElement} */ (h("textarea", {
    id: `${id}-note`, class: "by-hand", rows: "3", maxlength: String(LONGEST_NOTE), dir: "auto",
  }));
  /** @type {To | null} */
  let to = null;
  const picker = combobox(context, run, id, (chosen) => {
    to = chosen;
    ready();
    if (chosen) note.focus();
  });
  const send = button(words.t("escalate.send"), async () => {
    if (!to || !note.value.trim()) return;
    send.disabled = true;
    const refusal = await actions.escalate(run, to, note.value.trim());
    problem.textContent = refusal;
    send.disabled = false;
  }, { class: "button primary", disabled: true });
  const ready = () => { send.disabled = !to || !note.value.trim(); };
  note.addEventListener("input", ready);
  const node = h(
    "div",
    {
      class: "question decide", role: "group", "aria-labelledby": `${id}-title`,
      on: {
        keydown: (/** @type {KeyboardEvent} */ event) => {
          if (event.key !== "Escape" || event.defaultPrevented) return;
          event.preventDefault();
          close();
        },
      },
    },
    h("p", { id: `${id}-title`, class: "about" }, h("b", null, words.t("escalate.title"))),
    h("label", { for: id, class: "note" }, words.t("escalate.who")),
    picker.node,
    h("label", { for: `${id}-note`, class: "note" }, words.t("escalate.note")),
    note,
    h("p", { class: "note" }, words.t("escalate.shown")),
    problem,
    h("div", { class: "bar" }, send, button(words.t("action.cancel"), close)),
  );
  return { node, focus: picker.focus };
}

/**
 * @param {Context} context @param {Run} run @param {string} id @param {(to: To | null) => void} choose
 * @returns {{node: HTMLElement, focus: () => void}}
 */
function combobox({ words, actions }, run, id, choose) {
  const list = h("ul", { id: `${id}-list`, role: "listbox", class: "options", "aria-label": words.t("escalate.who"), hidden: true });
  const field = /** @type {HTMLInputElement} */ (h("input", {
    id, role: "combobox", type: "text", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false",
    "aria-controls": `${id}-list`, maxlength: "100", class: "wide",
  }));
  /** @type {To[]} */
  let found = [];
  let at = -1;
  let asked = 0;
  let timer = 0;

  /** @param {boolean} open */
  function show(open) {
    list.hidden = !open;
    field.setAttribute("aria-expanded", String(open));
    if (!open) mark(-1);
  }

  /** @param {number} next */
  function mark(next) {
    at = next;
    [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
    if (at < 0) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  }

  /** @param {To} to */
  function take(to) {
    field.value = to.name;
    show(false);
    choose(to);
  }

  async function look() {
    asked += 1;
    const mine = asked;
    const answer = await actions.askable(run, field.value);
    if (mine !== asked || !field.isConnected) return;
    found = answer.found;
    const empty = answer.problem || words.t("escalate.nobody");
    const rows = found.map((to, place) => h("li", {
      id: `${id}-${place}`, role: "option", "aria-selected": "false", class: "option", dir: "auto",
      on: { mousedown: (/** @type {Event} */ event) => { event.preventDefault(); take(to); } },
    }, to.kind === "queue" ? words.t("escalate.queue", { name: to.name }) : to.name));
    list.replaceChildren(...(rows.length ? rows : [h("li", { class: "note option", role: "option", "aria-disabled": "true", "aria-selected": "false", id: `${id}-none` }, empty)]));
    show(true);
    mark(rows.length && field.value.trim() ? 0 : -1);
  }

  field.addEventListener("input", () => {
    choose(null);
    clearTimeout(timer);
    timer = setTimeout(look, ASK_AFTER_MS);
  });
  field.addEventListener("blur", () => show(false));
  field.addEventListener("keydown", (event) => {
    const steps = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1 });
    if (event.key in steps) {
      event.preventDefault();
      if (list.hidden) return look();
      if (found.length) mark((at + steps[event.key] + found.length + Number(at < 0 && event.key === "ArrowUp")) % found.length);
    } else if (event.key === "Enter" && !list.hidden && found[at]) {
      event.preventDefault();
      take(found[at]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      show(false);
    }
  });
  return { node: h("div", { class: "picker" }, field, list), focus: () => { field.focus(); look(); } };
}

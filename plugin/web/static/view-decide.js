/**
 * The end of a summary: a person reads it once more, changes what they like, sees exactly what will be written, and
 * adds it as a comment; or says that it is not used. What was written can be taken back.
 *
 * @typedef {import("./panel.js").Context} Context
 * @typedef {import("./api.js").Run} Run
 */
import { button, freshId, h, svg } from "./dom.js";
import { REASONS } from "./view-flag.js";

const PREVIEW_AFTER_MS = 400;
const OPEN = new Set(["none", "pending", "not_written", "undone"]);

/** Whether a person can still decide about a run. @param {Run} run @returns {boolean} */
export function undecided({ decision }) {
  return !decision || decision.outcome === "ignored" || ["undone", "pending", "not_written"].includes(decision.write);
}

/**
 * What was decided, in a line; null where nothing was.
 *
 * @param {Context} context @param {Run} run @param {HTMLElement} slot where a refusal goes.
 * @returns {HTMLElement | null}
 */
export function decidedStrip({ words, actions }, run, slot) {
  const { decision } = run;
  if (!decision || (OPEN.has(decision.write) && decision.outcome !== "rejected")) return null;
  const when = h("span", { title: words.exact(decision.at) }, words.relative(decision.at));
  if (decision.outcome === "rejected") {
    const reason = words.t(`flag.${decision.reason}`);
    return h("div", { class: "strip warning" }, svg("flag"), h("span", null, words.t("decide.rejected", { reason }), " ", when));
  }
  const said = words.t(decision.internal ? "decide.added_note" : "decide.added");
  const go = button(words.t("source.goto_comment"), () => actions.openComment(decision.written_id, decision.href), { class: "link strong" });
  const undo = button(words.t("decide.undo"), async () => {
    undo.disabled = true;
    const refusal = await actions.undo(run);
    if (refusal) {
      slot.replaceChildren(h("p", { class: "note recorded" }, refusal));
      undo.disabled = false;
    }
  }, { class: "link strong" });
  return h("div", { class: "strip success" }, svg("done"), h("span", null, said, " ", when), go, undo);
}

/**
 * The button that opens the editor, and the editor's place.
 *
 * @param {Context} context @param {Run} run @param {HTMLElement} slot
 * @returns {HTMLButtonElement}
 */
export function decideButton(context, run, slot) {
  const made = button(context.words.t("decide.open"), async () => {
    if (slot.firstChild) {
      slot.replaceChildren();
      made.setAttribute("aria-expanded", "false");
      return;
    }
    made.disabled = true;
    const editor = await openEditor(context, run, () => {
      slot.replaceChildren();
      made.setAttribute("aria-expanded", "false");
      made.focus();
    });
    made.disabled = false;
    slot.replaceChildren(editor.node);
    made.setAttribute("aria-expanded", "true");
    editor.focus();
  }, { class: "button primary", "aria-expanded": "false" });
  return made;
}

/** @param {Context} context @param {Run} run @param {() => void} close */
async function openEditor({ words, actions }, run, close) {
  const struck = actions.struck(run.id);
  const first = await actions.preview(run, struck.length > 0 ? { struck } : {});
  if (first.problem) {
    const note = h("p", { class: "note recorded" }, first.problem);
    return { node: note, focus() {} };
  }
  const id = freshId("text");
  const area = /** @type {HTMLTextAreaElement} */ (h("textarea", { id, class: "by-hand", rows: "12", dir: "auto" }));
  area.value = first.text;
  const box = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", id: `${id}-public` }));
  const changed = h("div", { class: "diff", role: "group", "aria-label": words.t("decide.changes") });
  const readers = h("p", { class: "note" });
  const below = h("p", { class: "note below" }); // the visible line that goes with it
  const problem = h("p", { class: "note recorded", role: "alert" });
  let asked = 0;
  let timer = 0;
  let confirmed = false;

  const wish = () => ({
    language: words.language,
    ...(struck.length > 0 && { struck }),
    ...(area.value.trim() !== first.ai_text.trim() && { text: area.value }),
    ...(box.checked && { public: true, confirmed: true }),
  });

  /** @param {any} shown */
  function show(shown) {
    problem.textContent = shown.problem ?? (shown.refusal ? words.t(`decide.${shown.refusal}`) : "");
    add.disabled = Boolean(shown.problem || shown.refusal);
    if (shown.problem) return;
    changed.replaceChildren(...diffNodes(shown.changes, words));
    readers.textContent = words.t(`decide.readers.${shown.readers}`);
    below.textContent = shown.footer;
  }

  async function look() {
    asked += 1;
    const mine = asked;
    add.disabled = true;
    confirmed = false;
    add.textContent = words.t("decide.add");
    const shown = await actions.preview(run, wish());
    if (mine === asked) show(shown);
  }

  const add = button(words.t("decide.add"), async () => {
    if (box.checked && !confirmed) {
      confirmed = true; // the second confirmation says who will read it
      add.textContent = words.t("decide.confirm_public");
      return;
    }
    add.disabled = true;
    const refusal = await actions.apply(run, wish());
    if (refusal) {
      problem.textContent = refusal;
      add.disabled = false;
    }
  }, { class: "button primary" });
  area.addEventListener("input", () => {
    clearTimeout(timer);
    add.disabled = true; // nothing is written that was not shown
    timer = setTimeout(look, PREVIEW_AFTER_MS);
  });
  box.addEventListener("change", look);
  show(first);
  const asReply = first.service_project && run.audience === "customer";
  const node = h(
    "div",
    { class: "question decide", on: { keydown: (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && close() } },
    h("label", { for: id, class: "about" }, h("b", null, words.t("decide.label"))),
    area,
    asReply && h("label", { class: "choice" }, box, words.t("decide.public")),
    changed,
    below,
    readers,
    problem,
    h("div", { class: "bar" }, add, button(words.t("action.cancel"), close)),
  );
  return { node, focus: () => area.focus() };
}

/** @param {{op: string, text: string}[]} changes @param {Context["words"]} words @returns {Node[]} */
function diffNodes(changes, words) {
  if (changes.every((change) => change.op === "same")) return [h("p", { class: "note" }, words.t("decide.unchanged"))];
  const tags = { added: "ins", removed: "del", same: "span" };
  const shown = changes.map(({ op, text }) => h(tags[/** @type {"same"} */ (op)], null, op === "same" ? shortened(text) : text));
  return [h("p", { class: "note" }, words.t("decide.changes")), h("p", { class: "words" }, shown)];
}

/** Only the surroundings of a change are shown. @param {string} text */
function shortened(text) {
  return text.length > 160 ? `${text.slice(0, 70)} … ${text.slice(-70)}` : text;
}

/**
 * Saying that a summary is not used, and why.
 *
 * @param {Context} context @param {Run} run @param {HTMLElement} slot
 * @returns {HTMLButtonElement}
 */
export function rejectButton({ words, actions }, run, slot) {
  const made = button(words.t("decide.reject"), () => {
    if (slot.firstChild) {
      slot.replaceChildren();
      return;
    }
    const id = freshId("reject");
    const chips = REASONS.map((reason) => button(words.t(`flag.${reason}`), async () => {
      const refusal = await actions.reject(run, reason);
      if (refusal) slot.replaceChildren(h("p", { class: "note recorded" }, refusal));
    }, { class: "chip" }));
    slot.replaceChildren(
      h("div", { class: "question", role: "group", "aria-labelledby": id },
        h("p", { id, class: "about" }, h("b", null, words.t("decide.why"))),
        h("div", { class: "chips" }, chips)),
    );
    slot.querySelector("button")?.focus();
  });
  made.classList.add("quiet");
  return made;
}

/**
 * The end of a summary: a person says where it goes, reads it once more, changes what they like, sees exactly what will
 * be written, and writes it; or says that it is not used.
 *
 * @typedef {import("./panel.js").Context} Context
 * @typedef {import("./api.js").Run} Run
 */
import { button, freshId, h } from "./dom.js";
import { REASONS } from "./view-flag.js";
import { segmented } from "./view-frame.js";

const PREVIEW_AFTER_MS = 400;

/**
 * The button that opens the editor, and the editor's place.
 *
 * @param {Context} context @param {Run} run @param {HTMLElement} slot @param {string[]} targets where a text can go here.
 * @returns {HTMLButtonElement}
 */
export function decideButton(context, run, slot, targets) {
  const { words } = context;
  const label = words.t(targets.length > 1 ? "decide.use" : `decide.open.${targets[0]}`);
  const made = button(label, async () => {
    if (made.getAttribute("aria-expanded") === "true") return close();
    made.disabled = true;
    const editor = await openEditor(context, run, targets, () => {
      close();
      made.focus();
    });
    made.disabled = false;
    slot.replaceChildren(editor.node);
    made.setAttribute("aria-expanded", "true");
    editor.focus();
  }, { class: "button primary", "aria-expanded": "false" });
  const close = () => {
    slot.replaceChildren();
    made.setAttribute("aria-expanded", "false");
  };
  return made;
}

/** @param {Context} context @param {Run} run @param {string[]} targets @param {() => void} close */
async function openEditor({ words, actions }, run, targets, close) {
  const struck = actions.struck(run.id);
  const first = await actions.preview(run, { target: targets[0], ...(struck.length > 0 && { struck }) });
  if (first.problem) {
    const note = h("p", { class: "note recorded", role: "alert" }, first.problem);
    return { node: note, focus() {} };
  }
  const forCustomers = run.audience === "customer";
  // A description of a service project is read by customers, so only their text can go there.
  const open = targets.filter((target) => target !== "description" || !first.service_project || forCustomers);
  const id = freshId("text");
  const area = /** @type {HTMLTextAreaElement} */ (h("textarea", { id, class: "by-hand", rows: "12", dir: "auto" }));
  area.value = first.text;
  const box = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", id: `${id}-public` }));
  const asReply = h("label", { class: "choice" }, box, words.t("decide.public"));
  const changed = h("div", { class: "diff", role: "group", "aria-label": words.t("decide.changes") });
  const replaced = h("div", { class: "diff" });
  const readers = h("p", { class: "note" });
  const below = h("p", { class: "note below" }); // the visible line that goes with it
  const problem = h("p", { class: "note recorded", role: "alert" });
  const wayOut = h("p", { class: "note" });
  let target = targets[0];
  let base = first.ai_text;
  let looked = false; // whether the person was told to look for an earlier draft, and goes on
  let asked = 0;
  let timer = 0;
  let customers = false;
  let confirmed = false;

  const wish = () => ({
    target,
    language: words.language,
    ...(struck.length > 0 && { struck }),
    ...(area.value.trim() !== base.trim() && { text: area.value }),
    ...(target === "comment" && box.checked && { public: true }),
    // The server asks for it; the second click is what confirms.
    ...({ comment: box.checked, description: true, draft: looked }[target] && { confirmed: true }),
  });

  /** @param {any} shown */
  function show(shown) {
    problem.textContent = shown.problem ?? (shown.refusal ? words.t(`decide.${shown.refusal}`) : "");
    add.disabled = Boolean(shown.problem || shown.refusal);
    wayOut.replaceChildren(...(shown.because?.length ? [leaveOut(shown.because)] : []));
    if (shown.problem) return;
    base = shown.ai_text;
    customers = shown.readers === "customers";
    changed.replaceChildren(...diffNodes(shown.changes, words));
    replaced.replaceChildren(...shown.fields.flatMap((/** @type {any} */ change) => fieldNodes(change, words)));
    const who = customers && target !== "comment" ? "anybody" : shown.readers;
    readers.textContent = words.t(`decide.readers.${who}`);
    below.textContent = shown.footer;
  }

  /** Strike what stands in the way of this target. @param {string[]} sentences */
  function leaveOut(sentences) {
    return button(words.t("decide.leave_out", { count: sentences.length }), async () => {
      const untouched = area.value.trim() === base.trim();
      for (const sentence of sentences) actions.check(run.id, sentence, "struck");
      struck.push(...sentences);
      if (untouched) area.value = (await actions.preview(run, { target, language: words.language, struck })).ai_text ?? area.value;
      base = untouched ? area.value : base;
      await look();
      area.focus();
    }, { class: "link" });
  }

  async function look() {
    asked += 1;
    const mine = asked;
    add.disabled = true;
    confirmed = false;
    asReply.hidden = !(first.service_project && forCustomers && target === "comment");
    add.textContent = words.t(`decide.add.${target}`);
    const shown = await actions.preview(run, wish());
    if (mine !== asked) return;
    show(shown);
    if (problem.textContent) wayOut.scrollIntoView({ block: "nearest" });
  }

  const add = button(words.t(`decide.add.${target}`), async () => {
    if (customers && !confirmed) {
      confirmed = true; // the second confirmation says who will read it
      add.textContent = words.t("decide.confirm_public");
      return;
    }
    add.disabled = true;
    const refusal = await actions.apply(run, wish());
    if (refusal) {
      looked = target === "draft" && refusal === words.t("decide.draft_may_exist");
      problem.textContent = refusal;
      add.disabled = false;
    }
  }, { class: "button primary" });
  const choice = segmented(words.t("decide.where"), open.map((one) => [one, words.t(`decide.target.${one}`)]), (value) => {
    target = value;
    choice.set(value);
    look();
  });
  choice.set(target);
  area.addEventListener("input", () => {
    clearTimeout(timer);
    add.disabled = true; // nothing is written that was not shown
    timer = setTimeout(look, PREVIEW_AFTER_MS);
  });
  box.addEventListener("change", look);
  asReply.hidden = !(first.service_project && forCustomers);
  show(first);
  const node = h(
    "div",
    { class: "question decide", on: { keydown: (/** @type {KeyboardEvent} */ event) => closing(event, close) } },
    open.length > 1 && h("div", { class: "where" }, h("span", { class: "note", "aria-hidden": "true" }, words.t("decide.where")), choice.node),
    h("label", { for: id, class: "about" }, h("b", null, words.t("decide.label"))),
    area,
    asReply,
    changed,
    replaced,
    below,
    readers,
    problem,
    wayOut,
    h("div", { class: "bar" }, add, button(words.t("action.cancel"), close)),
  );
  return { node, focus: () => area.focus() };
}

/** @param {KeyboardEvent} event @param {() => void} close */
function closing(event, close) {
  if (event.key !== "Escape") return;
  event.preventDefault(); // a dialog around the panel stays open
  close();
}

/** @param {{op: string, text: string}[]} changes @param {Context["words"]} words @returns {Node[]} */
function diffNodes(changes, words) {
  if (changes.every((change) => change.op === "same")) return [h("p", { class: "note" }, words.t("decide.unchanged"))];
  const tags = { added: "ins", removed: "del", same: "span" };
  const shown = changes.map(({ op, text }) => h(tags[/** @type {"same"} */ (op)], null, op === "same" ? shortened(text) : text));
  return [h("p", { class: "note" }, words.t("decide.changes")), h("p", { class: "words" }, shown)];
}

/** What stands there already and would go, or the title that it would have. */
/** @param {any} change @param {Context["words"]} words @returns {Node[]} */
function fieldNodes({ field, before, after }, words) {
  if (field === "title") return [h("p", { class: "note" }, words.t("decide.title", { title: after[0]?.name ?? "" }))];
  if (!before.length) return [];
  const texts = before.map((/** @type {{name: string}} */ { name }) => h("del", { dir: "auto" }, name));
  return [h("p", { class: "note" }, words.t("decide.replaced")), h("p", { class: "words" }, texts)];
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

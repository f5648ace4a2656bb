/**
 * Writing taken suggestions: first what would change, as the item stands now, then the write; and the rest of what was
 * written by half.
 *
 * @typedef {import("./panel.js").Context} Context
 * @typedef {import("./api.js").Run} Run
 */
import { button, freshId, h } from "./dom.js";
import { names } from "./news.js";

/**
 * The button that shows what would change.
 *
 * @param {Context} context @param {Run} run @param {HTMLElement} slot
 * @param {() => string[]} taken ids of the suggestions that are taken now.
 * @returns {{node: HTMLButtonElement, count: () => void}} `count` is called when what is taken changes.
 */
export function applyButton(context, run, slot, taken) {
  const { words, actions } = context;
  const made = button("", async () => {
    const take = taken();
    if (!take.length || made.getAttribute("aria-disabled") === "true") return;
    if (made.getAttribute("aria-expanded") === "true") return close();
    made.setAttribute("aria-disabled", "true");
    const shown = await actions.preview(run, { target: "fields", take });
    made.setAttribute("aria-disabled", "false");
    const confirm = question(context, run, shown, take, () => {
      close();
      made.focus();
    });
    slot.replaceChildren(confirm.node);
    made.setAttribute("aria-expanded", "true");
    confirm.focus();
  }, { class: "button primary", "aria-expanded": "false" });
  const close = () => {
    slot.replaceChildren();
    made.setAttribute("aria-expanded", "false");
  };
  const count = () => {
    if (made.getAttribute("aria-expanded") === "true") close(); // what was shown is not what would be written any more
    const number = taken().length;
    made.textContent = number ? words.t("suggest.apply", { count: number }) : words.t("suggest.apply_none");
    made.setAttribute("aria-disabled", String(!number));
  };
  count();
  return { node: made, count };
}

/** @param {Context} context @param {Run} run @param {any} shown @param {string[]} take @param {() => void} close */
function question({ words, actions }, run, shown, take, close) {
  const problem = h("p", { class: "note recorded", role: "alert" }, shown.problem ?? "");
  const id = freshId("changes");
  const write = button(words.t("suggest.write", { count: shown.fields?.length ?? 0 }), async () => {
    write.disabled = true;
    const refusal = await actions.apply(run, { target: "fields", take });
    problem.textContent = refusal;
    write.disabled = false;
  }, { class: "button primary" });
  const cancel = button(words.t("action.cancel"), close);
  const node = h(
    "div",
    {
      class: "question decide", role: "group", "aria-labelledby": id,
      on: { keydown: (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && (event.preventDefault(), close()) },
    },
    h("p", { id, class: "about" }, h("b", null, words.t(shown.problem ? "suggest.cannot" : "suggest.will_change"))),
    !shown.problem && h("dl", { class: "fields" }, shown.fields.flatMap((/** @type {any} */ change) => row(change, words))),
    problem,
    h("div", { class: "bar" }, !shown.problem && write, cancel),
  );
  return { node, focus: () => (shown.problem ? cancel : write).focus() };
}

/** Old and new of one field. @param {any} change @param {Context["words"]} words @returns {HTMLElement[]} */
function row({ field, before, after, reason }, words) {
  const label = h("dt", null, words.t(`field.${field}`));
  if (reason === "already_so") return [label, h("dd", null, words.t("suggest.already_so", { value: names(after, words) }))];
  const added = after.filter((/** @type {any} */ value) => !before.some((/** @type {any} */ kept) => kept.id === value.id));
  const grows = before.length > 0 && after.length > added.length; // a list keeps what it has
  const old = h("span", { class: grows ? "kept" : "old", dir: "auto" }, names(before, words));
  const now = h("span", { class: "tag", dir: "auto" }, names(added, words));
  const becomes = [h("span", { class: "hidden-text" }, ` ${words.t("suggest.becomes")} `), h("span", { "aria-hidden": "true" }, " → ")];
  return [label, h("dd", null, old, becomes, grows && h("span", { class: "kept", dir: "auto" }, `${names(before, words)} + `), now)];
}

/**
 * Write what the host did not take the first time; null where nothing is left.
 *
 * @param {Context} context @param {Run} run @param {HTMLElement} slot
 * @returns {HTMLButtonElement | null}
 */
export function restButton({ words, actions }, run, slot) {
  const { decision } = run;
  if (!["partly", "pending"].includes(decision?.write)) return null;
  const made = button(words.t(decision.write === "partly" ? "suggest.write_rest" : "suggest.try_again"), async () => {
    made.disabled = true;
    const refusal = await actions.apply(run, { target: "fields", take: takenBefore(run) });
    if (refusal) slot.replaceChildren(h("p", { class: "note recorded", role: "alert" }, refusal));
    made.disabled = false;
  }, { class: "link strong" });
  return made;
}

/** The suggestions that the earlier write was about: the same wish again. @param {Run} run @returns {string[]} */
export function takenBefore({ result, decision }) {
  const wanted = (/** @type {any} */ said) =>
    decision.fields.some((/** @type {any} */ change) => change.field === said.field && change.after.some((/** @type {any} */ value) => value.id === said.value.id));
  return result.suggestions.filter(wanted).map((/** @type {any} */ said) => said.id);
}

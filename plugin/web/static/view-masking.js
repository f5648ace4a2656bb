/**
 * Try the masking out: an administrator's own text in, the masked text and the counts out. Nothing is kept on either
 * side; the text stays in the field until the page is left.
 *
 * @typedef {import("./i18n.js").Words} Words
 * @typedef {{text: string, receipt: {total: number, counts: Record<string, number>}, recogniser: boolean}} Preview
 */
import { ApiProblem } from "./api.js";
import { maskedKinds } from "./coverage.js";
import { button, freshId, h } from "./dom.js";
import { LEVELS } from "./policy-model.js";

const MOST_CHARACTERS = 20_000;
export const PLACEHOLDER = /(\[(?:SECRET|[A-Z]{2,20}_[0-9A-F]{6,}_\d+)\])/;

/** @type {import("./admin-sections.js").Section} */
export const maskingSection = ({ words, api, say, resize }) =>
  h("section", { "aria-labelledby": "try-masking" }, h("h3", { id: "try-masking" }, words.t("masking.title")),
    maskingView({ words, preview: api.previewMasking, say, resize }));

/**
 * @param {object} the
 * @param {Words} the.words
 * @param {(body: {text: string, level: string}) => Promise<Preview>} the.preview
 * @param {(text: string) => void} the.say
 * @param {() => void} the.resize
 * @returns {HTMLElement}
 */
export function maskingView({ words, preview, say, resize }) {
  const [textId, levelId, noteId] = [freshId("text"), freshId("level"), freshId("note")];
  const text = /** @type {HTMLTextAreaElement} */ (h("textarea", {
    id: textId, class: "by-hand", rows: "5", dir: "auto", maxlength: MOST_CHARACTERS, "aria-describedby": noteId,
    placeholder: words.t("masking.example"),
  }));
  const level = /** @type {HTMLSelectElement} */ (h("select", { id: levelId },
    LEVELS.map((code) => h("option", { value: code, selected: code === "confidential" }, words.t(`level.${code}`)))));
  const outcome = h("div", { class: "outcome" });
  const go = button(words.t("masking.try"), run, { class: "button" });

  async function run() {
    if (!text.value.trim()) {
      text.focus();
      return;
    }
    if (go.getAttribute("aria-disabled") === "true") return;
    go.setAttribute("aria-disabled", "true");
    try {
      outcome.replaceChildren(...found(await preview({ text: text.value, level: level.value })));
    } catch (fault) {
      const code = fault instanceof ApiProblem ? fault.error.code : "";
      const said = words.t(code === "not_admin" ? "admin.not_admin" : "masking.failed");
      outcome.replaceChildren(h("p", { class: "strip danger" }, said));
      say(said);
    }
    go.setAttribute("aria-disabled", "false");
    resize();
  }

  /** @param {Preview} masked @returns {HTMLElement[]} */
  function found({ text: said, receipt, recogniser }) {
    const kinds = maskedKinds(receipt.counts, words);
    const line = kinds.length ? words.t("masking.found", { kinds: words.list(kinds) }) : words.t("masking.nothing");
    say(line);
    return [
      h("p", { class: "note gap" }, line),
      h("p", { class: "words masked", dir: "auto", tabindex: "0", role: "group", "aria-label": words.t("masking.result") },
        said.split(PLACEHOLDER).map((part, index) => (index % 2 ? h("code", { class: "placeholder" }, part) : part))),
      h("p", { class: "note" }, words.t(recogniser ? "masking.names_recogniser" : "masking.names_people")),
    ];
  }

  return h("div", null,
    h("p", { class: "note", id: noteId }, words.t("masking.note")),
    h("div", { class: "field wide" }, h("label", { for: textId }, words.t("masking.text")), text),
    h("div", { class: "adder" }, h("div", { class: "field" }, h("label", { for: levelId }, words.t("admin.level")), level), go),
    outcome);
}

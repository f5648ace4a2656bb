/** Taking the record away: every part by the cursor, one file in the browser. */
import { once } from "./ask-once.js";
import { button, freshId, h } from "./dom.js";

const ENDINGS = /** @type {Record<string, string>} */ ({ ndjson: "ndjson", csv: "csv", ocsf: "ndjson", cef: "log" });

/**
 * @param {import("./admin-sections.js").Admin & {state: import("./view-audit.js").State, look: import("./view-audit.js").Look}} the
 * @returns {HTMLElement}
 */
export function exportView(the) {
  const { words, api, look, state } = the;
  const id = freshId("format");
  const format = /** @type {HTMLSelectElement} */ (h("select", { id },
    state.formats.map((name) => h("option", { value: name }, words.t(`audit.format.${name}`)))));
  const outcome = h("div", { class: "outcome" });

  async function take() {
    const asked = look.value();
    if (!asked) return undefined;
    /** @type {string[]} */
    const parts = [];
    let count = 0;
    for (let after = "0", more = true; more;) {
      const part = await api.lines(`/audit/export?format=${format.value}&after=${after}&case=${encodeURIComponent(asked)}`);
      parts.push(part.text);
      count = Number(part.cursor);
      [after, more] = [part.cursor, part.more];
      the.say(words.t("audit.exporting", { count }));
    }
    save(new Blob(parts, { type: "text/plain;charset=utf-8" }), `vouch-audit-${new Date().toISOString().slice(0, 10)}.${ENDINGS[format.value] ?? "txt"}`);
    return words.t("audit.exported", { count });
  }

  async function pack() {
    const { text } = await api.lines("/audit/pack");
    save(new Blob([text], { type: "text/markdown;charset=utf-8" }), `vouch-governance-${new Date().toISOString().slice(0, 10)}.md`);
    return words.t("audit.pack_done");
  }

  const packButton = button(words.t("audit.pack"), () => once(packButton, outcome, the, pack), { class: "button quiet" });
  const go = button(words.t("audit.export"), () => once(go, outcome, the, take));
  return h("div", null,
    h("div", { class: "adder" }, h("div", { class: "field" }, h("label", { for: id }, words.t("audit.format")), format), go, packButton),
    h("p", { class: "note" }, words.t("audit.pack_note")), outcome);
}

/** @param {Blob} blob @param {string} name */
function save(blob, name) {
  const link = /** @type {HTMLAnchorElement} */ (h("a", { href: URL.createObjectURL(blob), download: name }));
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** What one record says: names and values as they stand in it; what retention or erasure took away is said. */
import { h } from "./dom.js";

const MOST = 6;

/**
 * @param {{payload: Record<string, any> | null}} record
 * @param {import("./i18n.js").Words} words
 * @returns {HTMLElement}
 */
export function payloadView({ payload }, words) {
  if (!payload) return h("p", { class: "note" }, words.t("audit.erased_payload"));
  const names = Object.keys(payload).filter((name) => !isEmpty(payload[name]));
  return h("dl", { class: "payload" }, names.map((name) => [h("dt", null, name), h("dd", null, value(payload[name], words))]).flat());
}

/** @param {any} said @param {import("./i18n.js").Words} words @returns {(Node | string)[]} */
function value(said, words) {
  if (Array.isArray(said) && said.every((each) => typeof each !== "object" || each === null)) return [said.filter((each) => each !== "").map(plain).join(" · ")];
  if (Array.isArray(said)) {
    const shown = said.slice(0, MOST).map((each) => h("li", null, ...value(each, words)));
    const left = said.length - shown.length;
    return [h("ul", { role: "list" }, shown, left > 0 && h("li", { class: "note" }, words.t("section.more_changes", { count: left })))];
  }
  if (said && typeof said === "object") return [Object.entries(said).filter(([, each]) => !isEmpty(each)).map(([name, each]) => `${name}: ${plain(each)}`).join(", ")];
  return [plain(said)];
}

/** @param {any} said */
const plain = (said) => (typeof said === "object" && said !== null ? JSON.stringify(said) : String(said));

/** @param {any} said */
const isEmpty = (said) => said === "" || said === null || (typeof said === "object" && !Object.keys(said).length);

/** Asking for something by a button: what came of it, or what went wrong, stands below in words. */
import { ApiProblem } from "./api.js";
import { h } from "./dom.js";

/**
 * What went wrong, in words.
 *
 * @param {unknown} fault @param {import("./i18n.js").Words} words
 */
export function faultWords(fault, words) {
  const code = fault instanceof ApiProblem ? fault.error.code : "";
  if (code && words.has(`audit.error.${code}`)) return words.t(`audit.error.${code}`);
  if (code === "session_expired") return words.t("session_expired.text");
  return words.t(code === "not_admin" ? "admin.not_admin" : "audit.failed");
}

/**
 * Something asked for by a button: once at a time, and its outcome below.
 *
 * @param {HTMLElement} control @param {HTMLElement} outcome @param {Pick<import("./admin-sections.js").Admin, "words" | "say" | "resize">} the
 * @param {() => Promise<HTMLElement | string | void>} work a text is a success, an element is shown as it is.
 */
export async function once(control, outcome, { words, say, resize }, work) {
  if (control.getAttribute("aria-disabled") === "true") return;
  control.setAttribute("aria-disabled", "true");
  try {
    const said = await work();
    outcome.replaceChildren(...(said ? [typeof said === "string" ? h("p", { class: "strip success" }, said) : said] : []));
    if (typeof said === "string") say(said);
  } catch (fault) {
    const text = faultWords(fault, words);
    outcome.replaceChildren(h("p", { class: "strip danger" }, text));
    say(text);
  }
  control.setAttribute("aria-disabled", "false");
  resize();
}

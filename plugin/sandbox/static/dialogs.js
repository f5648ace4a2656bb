/** Dialogs that an app opens: a module's page in a frame of its own, above the site's page. */
import { openFrame, sendEvent } from "./frames.js";

/** @typedef {import("./frames.js").Frame} Frame */

const SIZES = new Set(["small", "medium", "large", "x-large", "fullscreen"]);

/**
 * Open a module's page in a dialog.
 *
 * @param {Frame | null} opener null where the site's own page opens it.
 * @param {{key?: string, size?: string, width?: string | number, height?: string | number, header?: string, customData?: any}} wanted
 */
export async function openDialog(opener, { key = "", size = "medium", width, height, header = "", customData }) {
  const dialog = document.createElement("dialog");
  dialog.className = SIZES.has(size) ? size : "medium";
  dialog.setAttribute("aria-label", header || "Dialog of the app");
  if (width) dialog.style.width = length(width);
  if (height) dialog.style.height = length(height);
  const place = document.createElement("div");
  place.className = "frame";
  dialog.append(place);
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    if (opener) sendEvent(opener, "dialog.close", dialog.dataset.said ? JSON.parse(dialog.dataset.said) : undefined);
    dialog.remove();
  });
  dialog.showModal();
  await openFrame(place, key, header || "Dialog of the app", { opener: opener ?? undefined, customData });
}

/**
 * Close the dialog that a frame stands in, or the one that it opened last.
 *
 * @param {Frame} frame
 * @param {any} data goes to the opener's `dialog.close` event.
 */
export function closeDialog(frame, data) {
  const dialog = frame.element.closest("dialog") ?? [...document.querySelectorAll("dialog")].at(-1);
  if (!dialog) return;
  if (data !== undefined) dialog.dataset.said = JSON.stringify(data);
  dialog.close();
}

/** @param {string | number} value @returns {string} */
const length = (value) => (/^\d+$/.test(String(value)) ? `${value}px` : String(value));

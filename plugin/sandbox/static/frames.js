/**
 * The app's frames on this page: opened with a fresh address, known by their window, origin and channel.
 *
 * @typedef {object} Frame
 * @property {string} id the server's name for it.
 * @property {HTMLIFrameElement} element
 * @property {string} origin the only origin that may speak for it.
 * @property {string} channel
 * @property {object} context issue and project, or page and space.
 * @property {{accountId: string, locale: string, timeZone: string}} user
 * @property {Frame | null} opener the frame whose dialog this is.
 * @property {any} customData what the opener gave the dialog.
 */
import { openForgeFrame } from "./forge-host.js";

const RIGHTS =
  "allow-downloads allow-forms allow-modals allow-popups allow-popups-to-escape-sandbox allow-same-origin allow-scripts";

/** What a page of the site says of its own place. @returns {Record<string, string | undefined>} */
export function placeOfPage() {
  const { user, product } = document.body.dataset;
  const issue = document.getElementById("issue")?.dataset.issue ?? "";
  const project = document.getElementById("project")?.dataset.project ?? "";
  const { content = "", space = "" } = document.getElementById("page")?.dataset ?? {};
  return { user, product, issue, project, content, space };
}

/** @type {Map<string, Frame>} by channel */
const frames = new Map();

/** @returns {Frame[]} frames that are still on the page. */
export function openFrames() {
  for (const [channel, frame] of frames) if (!frame.element.isConnected) frames.delete(channel);
  return [...frames.values()];
}

/**
 * The frame that sent a message, or null where window, origin and channel do not belong together.
 *
 * @param {MessageEvent} message
 * @returns {Frame | null}
 */
export function senderOf({ source, origin, data }) {
  const frame = frames.get(data?.channel);
  return frame && frame.element.contentWindow === source && frame.origin === origin ? frame : null;
}

/** Send an event to a frame. @param {Frame} frame @param {string} name @param {any[]} args */
export function sendEvent(frame, name, ...args) {
  frame.element.contentWindow?.postMessage({ channel: frame.channel, kind: "event", name, args }, frame.origin);
}

/**
 * Ask the server, as this page.
 *
 * @param {string} path
 * @param {object} body
 * @returns {Promise<any>}
 */
export async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer.json();
}

/** Fill a panel with its frame, once. @param {HTMLElement} panel */
export async function openPanel(panel) {
  const place = panel.querySelector(".frame");
  if (!place || place.childElementCount) return;
  await openFrame(place, panel.dataset.module ?? "", panel.dataset.name ?? "");
}

/**
 * Put an app's page into an element; where that fails, a sentence says so.
 *
 * @param {Element} place
 * @param {string} module
 * @param {string} title
 * @param {{opener?: Frame, customData?: any}} [more]
 */
export async function openFrame(place, module, title, { opener, customData } = {}) {
  if (document.body.dataset.door === "forge") {
    await openForgeFrame(place, { module, title });
    return;
  }
  const element = document.createElement("iframe");
  place.replaceChildren(element); // at once, so that a second click opens no second frame
  try {
    const opened = await post("/sandbox/page-url", { module, ...placeOfPage() });
    element.title = title;
    element.setAttribute("sandbox", RIGHTS);
    frames.set(opened.channel, {
      id: opened.frame,
      element,
      origin: opened.origin,
      channel: opened.channel,
      context: opened.context,
      user: opened.user,
      opener: opener ?? null,
      customData,
    });
    element.src = opened.url;
  } catch (error) {
    sayThatItFailed(place, error);
  }
}

/** Put a sentence where an app's page should be. @param {Element} place @param {unknown} error */
export function sayThatItFailed(place, error) {
  console.warn(error);
  const words = document.createElement("p");
  words.className = "note";
  words.setAttribute("role", "alert");
  words.textContent = "The app's page cannot be opened. Reload this page.";
  place.replaceChildren(words);
}

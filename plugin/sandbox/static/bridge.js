/** Answers the calls of the app's frames (the site's side of `AP`). */
import { closeDialog, openDialog } from "./dialogs.js";
import { closeFlag, showFlag } from "./flags.js";
import { openFrames, post, sendEvent, senderOf } from "./frames.js";
import { colours, withLook } from "./look.js";
import { commentOf, focusComment, showPlace } from "./thread.js";

/** @typedef {import("./frames.js").Frame} Frame */

const LEAST_HEIGHT = 24;
const MOST_HEIGHT = 20_000;

/** @type {Record<string, (frame: Frame, args: any) => any>} */
const CALLS = {
  "context.getToken": async (frame) => (await post("/sandbox/token", { frame: frame.id })).token,
  "context.getContext": (frame) => frame.context,
  "navigator.go": (_, { target, context }) => go(target, context ?? {}),
  "navigator.reload": () => location.reload(),
  "jira.refreshIssuePage": () => location.reload(),
  "flag.create": (frame, args) => showFlag(args, (name, said) => sendEvent(frame, `flag.${name}`, said)),
  "flag.close": (_, { id }) => closeFlag(id),
  "dialog.create": (frame, args) => openDialog(frame, args),
  "dialog.close": (frame, { data }) => closeDialog(frame, data),
  "dialog.getCustomData": (frame) => frame.customData ?? null,
  "events.emit": (frame, { name, args }) => emit(frame, String(name), args),
  "theming.initialize": () => colours(),
  "user.getCurrentUser": (frame) => ({ atlassianAccountId: frame.user.accountId }),
  "user.getLocale": (frame) => frame.user.locale.replace("-", "_"),
  "user.getTimeZone": (frame) => frame.user.timeZone,
  getLocation: () => location.href,
  resize: (frame, { width, height }) => resize(frame, width, height),
  sizeToParent: (frame) => frame.element.classList.add("fills"),
};

/** Listen to the frames, and tell them when the colours change. */
export function startBridge() {
  window.addEventListener("message", async (message) => {
    const frame = senderOf(message);
    if (!frame || message.data.kind !== "call") return;
    const { id, name, args } = message.data;
    const answer = { channel: frame.channel, kind: "answer", id };
    try {
      const call = Object.hasOwn(CALLS, name) ? CALLS[name] : null;
      if (!call) throw new Error(`this site does not offer ${name}`);
      reply(frame, { ...answer, value: (await call(frame, args ?? {})) ?? null });
    } catch (error) {
      reply(frame, { ...answer, error: error instanceof Error ? error.message : String(error) });
    }
  });
  document.addEventListener("colours", () => {
    for (const frame of openFrames()) sendEvent(frame, "theme", colours());
  });
}

/** @param {Frame} frame @param {object} message */
function reply(frame, message) {
  frame.element.contentWindow?.postMessage(message, frame.origin);
}

/** An app's event reaches every frame of that app on this page. @param {Frame} from @param {string} name @param {any} args */
function emit(from, name, args) {
  for (const frame of openFrames()) {
    if (frame.origin === from.origin) sendEvent(frame, name, ...(Array.isArray(args) ? args : []));
  }
}

/**
 * Give a frame the size that it asks for; a dialog keeps its own.
 *
 * @param {Frame} frame
 * @param {string | number} width
 * @param {string | number} height
 */
function resize(frame, width, height) {
  if (frame.element.closest("dialog")) return;
  const wanted = Math.min(Math.max(Number.parseFloat(String(height)) || 0, LEAST_HEIGHT), MOST_HEIGHT);
  frame.element.style.height = String(height).endsWith("%") ? String(height) : `${wanted}px`;
  frame.element.style.width = /^\d+(px)?$/.test(String(width)) ? `${Number.parseFloat(String(width))}px` : "100%";
}

/**
 * Go somewhere on the site; a comment or a heading of the page that is open is shown without leaving it.
 *
 * @param {string} target
 * @param {Record<string, string>} context
 */
function go(target, context) {
  const url = new URL(addressOf(target, context), location.origin);
  if (url.origin !== location.origin) throw new Error("navigator.go stays on this site");
  showUrl(url);
}

/** Show a place of this site. @param {URL} url */
export function showUrl(url) {
  const comment = commentOf(url);
  for (const dialog of document.querySelectorAll("dialog")) dialog.close(); // what is shown would be below it
  // One that was written since the page was loaded is not in it yet.
  const here = comment && url.pathname === location.pathname && document.getElementById(`comment-${comment}`);
  if (here) focusComment(comment);
  else if (url.hash && url.pathname === location.pathname) showPlace(url);
  else location.assign(withLook(url));
}

/** @param {string} target @param {Record<string, string>} context @returns {string} */
function addressOf(target, context) {
  if (target === "issue" && context.issueKey) return `/browse/${encodeURIComponent(context.issueKey)}`;
  if (target === "contentview") return `/wiki/pages/viewpage.action?pageId=${encodeURIComponent(context.contentId)}`;
  if (target === "spaceview") return `/wiki/spaces/${encodeURIComponent(context.spaceKey)}`;
  const wiki = document.body.dataset.product === "confluence" ? "/wiki" : "";
  if (target === "dashboard") return `${wiki}/`;
  if (target === "addonmodule" || target === "addonModule") return `${wiki}/admin/vouch`;
  const relative = String(context.relativeUrl ?? "");
  if (target === "site" && context.absoluteUrl) return context.absoluteUrl;
  if (target === "site" && relative.startsWith("/") && !relative.startsWith("//")) return relative;
  throw new Error(`navigator.go does not know ${target}`);
}

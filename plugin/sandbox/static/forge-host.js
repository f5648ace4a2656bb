/**
 * The site's side of Forge's bridge: answers what the app's frames ask (docs/forge-door.md has the messages).
 *
 * @typedef {object} ForgeFrame
 * @property {string} id the server's name for it.
 * @property {HTMLIFrameElement} element
 * @property {string} origin the only origin that may speak for it.
 * @property {any} context what the bridge's `getContext` answers.
 * @property {ForgeFrame | null} opener the frame whose modal this is.
 * @property {number} onClose the callback of the opener's that hears the end of it; 0 for none.
 */
import { showUrl } from "./bridge.js";
import { closeFlag, showFlag } from "./flags.js";
import { placeOfPage, post, sayThatItFailed } from "./frames.js";
import { colours, withLook } from "./look.js";

const RIGHTS = "allow-downloads allow-forms allow-modals allow-same-origin allow-scripts";
const LEAST_HEIGHT = 24;
const MOST_HEIGHT = 20_000;

/** @type {Map<string, ForgeFrame>} by id */
const frames = new Map();
/** @type {{frame: ForgeFrame, event: string, callback: number}[]} */
const listeners = [];

/** @type {Record<string, (frame: ForgeFrame, payload: any) => any>} */
const CALLS = {
  getContext: (frame) => ({ ...frame.context, theme: { colorMode: colours() } }),
  invoke: (frame, { path, method, headers, body, invokeType }) => {
    if (invokeType !== "ui-remote-fetch") throw new Error("this app has no functions");
    return post("/sandbox/forge/invoke", { frame: frame.id, path, method, headers, body });
  },
  navigate: (_, wanted) => navigate(wanted),
  getUrl: (_, wanted) => addressOf(wanted).href,
  reload: () => location.reload(),
  refresh: () => location.reload(),
  openModal: (frame, wanted) => openModal(frame, wanted),
  close: (frame, said) => close(frame, said),
  onClose: () => true,
  submit: (frame, said) => close(frame, said),
  showFlag: (_, { id, title, description, type, isAutoDismiss }) => {
    showFlag({ id, title, body: description, type, close: isAutoDismiss ? "auto" : "manual" });
    return true;
  },
  closeFlag: (_, { id }) => closeFlag(id) ?? true,
  emit: (_, { event, payload }) => emit(event, payload),
  emitPublic: (_, { event, payload }) => emit(event, payload),
  on: (frame, { event, callback }) => void listeners.push({ frame, event, callback }),
  onPublic: (frame, { event, callback }) => void listeners.push({ frame, event, callback }),
  enableTheming: () => ({ colorMode: colours() }),
};

/** Listen to the frames, and tell them when the colours change. */
export function startForgeHost() {
  window.addEventListener("message", async ({ source, origin, data }) => {
    const frame = frames.get(data?.forge);
    if (!frame || frame.element.contentWindow !== source || frame.origin !== origin) return;
    if (typeof data.height === "number") resize(frame, data.height);
    if (typeof data.call !== "number") return;
    const answer = { forge: frame.id, answer: data.call };
    try {
      const call = Object.hasOwn(CALLS, data.name) ? CALLS[data.name] : null;
      if (!call) throw new Error(`this site does not offer ${data.name}`);
      say(frame, { ...answer, value: (await call(frame, data.payload ?? {})) ?? null });
    } catch (error) {
      say(frame, { ...answer, error: error instanceof Error ? error.message : String(error) });
    }
  });
  document.addEventListener("colours", () => {
    for (const frame of openFrames()) say(frame, { forge: frame.id, theme: colours() });
  });
}

/**
 * Put a page of the app into an element; where that fails, a sentence says so.
 *
 * @param {Element} place
 * @param {{title: string, module?: string, opener?: ForgeFrame, resource?: string, modal?: object, onClose?: number}} wanted
 */
export async function openForgeFrame(place, { title, module, opener, resource, modal, onClose = 0 }) {
  const element = document.createElement("iframe");
  place.replaceChildren(document.createElement("span")); // at once, so that a second click opens no second frame
  try {
    const where = opener ? { opener: opener.id, resource, modal } : { module, ...placeOfPage() };
    const opened = await post("/sandbox/forge/frame", where);
    element.title = title;
    element.name = opened.frame;
    element.setAttribute("sandbox", RIGHTS);
    frames.set(opened.frame, {
      id: opened.frame,
      element,
      origin: opened.origin,
      context: opened.context,
      opener: opener ?? null,
      onClose,
    });
    element.src = opened.url;
    place.replaceChildren(element); // only now: a frame keeps the name that it has when it comes into the page
  } catch (error) {
    sayThatItFailed(place, error);
  }
}

/** @returns {ForgeFrame[]} frames that are still on the page. */
function openFrames() {
  for (const [id, frame] of frames) if (!frame.element.isConnected) frames.delete(id);
  return [...frames.values()];
}

/** @param {ForgeFrame} frame @param {object} message */
function say(frame, message) {
  frame.element.contentWindow?.postMessage(message, frame.origin);
}

/** An event reaches every frame of the app on this page. @param {string} event @param {any} payload */
function emit(event, payload) {
  const here = openFrames();
  for (const one of listeners) {
    if (one.event === event && here.includes(one.frame)) {
      say(one.frame, { forge: one.frame.id, callback: one.callback, payload });
    }
  }
}

/** A frame has the height of its content; one in a dialog fills it. @param {ForgeFrame} frame @param {number} height */
function resize(frame, height) {
  if (frame.element.closest("dialog")) frame.element.classList.add("fills");
  else frame.element.style.height = `${Math.min(Math.max(height, LEAST_HEIGHT), MOST_HEIGHT)}px`;
}

/**
 * @param {ForgeFrame} opener
 * @param {{resource?: string | null, onClose?: {callback: number}, size?: string, context?: object, title?: string}} wanted
 */
async function openModal(opener, { resource, onClose, size = "medium", context = {}, title = "" }) {
  const dialog = document.createElement("dialog");
  dialog.className = size === "xlarge" ? "x-large" : String(size);
  dialog.setAttribute("aria-label", title || "Dialog of the app");
  const place = document.createElement("div");
  place.className = "frame";
  dialog.append(place);
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    const payload = dialog.dataset.said ? JSON.parse(dialog.dataset.said) : undefined;
    if (onClose) say(opener, { forge: opener.id, callback: onClose.callback, payload });
    dialog.remove();
  });
  dialog.showModal();
  await openForgeFrame(place, { title: title || "Dialog of the app", opener, resource: resource ?? "", modal: context });
  return true;
}

/** @param {ForgeFrame} frame @param {any} said goes to the opener. @returns {boolean} whether there was a modal to close. */
function close(frame, said) {
  const dialog = frame.element.closest("dialog");
  if (!dialog) return false;
  if (said !== undefined && said !== null) dialog.dataset.said = JSON.stringify(said);
  dialog.close();
  return true;
}

/** @param {{url?: string, target?: string, type?: string} & Record<string, any>} wanted */
function navigate(wanted) {
  const url = wanted.url === undefined ? addressOf(wanted) : new URL(wanted.url, location.origin);
  if (!/^https?:$/.test(url.protocol)) throw new Error("the address cannot be opened");
  if (wanted.type === "new-tab" || url.origin !== location.origin) window.open(withLookOfSite(url), "_blank", "noopener");
  else showUrl(url);
}

/** @param {URL} url */
const withLookOfSite = (url) => (url.origin === location.origin ? withLook(url) : url.href);

/** @param {Record<string, any>} wanted @returns {URL} */
function addressOf({ target, issueKey, contentId, spaceKey, projectKey }) {
  /** @type {Record<string, string>} */
  const known = {
    issue: `/browse/${encodeURIComponent(issueKey)}`,
    contentView: `/wiki/pages/viewpage.action?pageId=${encodeURIComponent(contentId)}`,
    spaceView: `/wiki/spaces/${encodeURIComponent(spaceKey)}`,
    projectSettingsDetails: `/browse/${encodeURIComponent(projectKey)}`,
  };
  if (!Object.hasOwn(known, target)) throw new Error(`this site does not know ${target}`);
  return new URL(known[target], location.origin);
}

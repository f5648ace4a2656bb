/**
 * The product that frames us. Nothing else in the panel knows how it is reached: this is Connect's door; Forge's is in
 * host-forge.js, and forge.js opens it before the page's own module starts.
 *
 * @typedef {object} Host
 * @property {boolean} present whether a host answers at all.
 * @property {() => Promise<string>} token a fresh context token; empty where the host itself proves who calls.
 * @property {string} [base] where the API is, if not beside the page.
 * @property {(path: string, init?: RequestInit) => Promise<Response>} [fetch] how the API is called, if not by the browser.
 * @property {number} [pollMs] how often a run is asked after where there are no streams.
 * @property {(key: string, commentId: string, href?: string) => void} openComment
 * @property {(key: string, href?: string) => void} openIssue
 * @property {(href: string) => void} openAddress a place on the host's own site, such as a heading of a page; the dialog closes.
 * @property {(flag: {title: string, body?: string, type?: string}) => void} flag a message of the host's own.
 * @property {(key: string) => void} openDialog open another module of ours above the page.
 * @property {() => void} closeDialog
 * @property {(name: string) => void} announce tell our other frames on this page that something happened.
 * @property {(name: string, listener: () => void) => void} hear what another frame of ours announces.
 * @property {string} placeKey key of the project or space whose settings this page stands in; empty elsewhere. Unsigned: a
 *   question to the API, which asks the product who this person is there.
 * @property {() => void} resize ask for the height that the content has now.
 * @property {() => void} theme follow the host's colours.
 * @property {() => void} reload reload the host's page.
 */

/** What a panel announces when something was written or taken back. */
export const DECIDED = "vouch-decided";

const TOKEN_TIMEOUT_MS = 10_000;

/** The host gave no token in time. */
export class HostSilent extends Error {
  constructor() {
    super("the host gives no token");
    this.name = "HostSilent";
  }
}

/** @type {Host | null} */
let opened = null;

/** Go in by another door than Connect's; before anything asks for the host. @param {Host | null} host */
export function openDoor(host) {
  opened = host;
}

/**
 * The host: of the door that was opened, else behind Connect's `AP`.
 *
 * @param {any} [frame] the window; another one in tests.
 * @returns {Host}
 */
export function createHost(frame = window) {
  return opened ?? connectHost(frame);
}

/** @param {any} frame @returns {Host} */
function connectHost(frame) {
  const bridge = frame.AP;

  /** @param {Record<string, string>} target @param {string} [href] */
  function go(target, href) {
    try {
      bridge.navigator.go("site", target);
    } catch {
      const address = safeAddress(href);
      if (address) frame.open(address, "_blank", "noopener");
    }
  }

  /** @param {() => void} action the host may lack it; then nothing happens. */
  function quietly(action) {
    try {
      action();
    } catch {
      // A convenience of the host that is missing must not stop the panel.
    }
  }

  return {
    present: Boolean(bridge?.context?.getToken),
    placeKey: placeKeyOf(frame.location?.search ?? ""),
    token: () => askToken(bridge),
    openComment: (key, commentId, href) =>
      go({ relativeUrl: `/browse/${encodeURIComponent(key)}?focusedCommentId=${encodeURIComponent(commentId)}#comment-${encodeURIComponent(commentId)}` }, href),
    openIssue: (key, href) => go({ relativeUrl: `/browse/${encodeURIComponent(key)}` }, href),
    openAddress: (href) => {
      const absoluteUrl = safeAddress(href);
      if (!absoluteUrl) return;
      go({ absoluteUrl }, href);
      quietly(() => bridge.dialog.close()); // what it leads to may be below the dialog
    },
    flag: ({ title, body = "", type = "info" }) => quietly(() => bridge.flag.create({ title, body, type, close: "auto" })),
    openDialog: (key) => quietly(() => bridge.dialog.create({ key, width: "640px", height: "720px", chrome: false })),
    closeDialog: () => quietly(() => bridge.dialog.close()),
    announce: (name) => quietly(() => bridge.events.emit(name)),
    hear: (name, listener) => quietly(() => bridge.events.on(name, listener)),
    resize: () => quietly(() => bridge.resize()),
    theme: () => quietly(() => Promise.resolve(bridge?.theming?.initializeTheming()).catch(() => {})),
    reload: () => {
      try {
        bridge.navigator.reload();
      } catch {
        frame.location.reload();
      }
    },
  };
}

/**
 * Older bridges answer by callback, newer ones by promise too.
 *
 * @param {any} bridge
 * @returns {Promise<string>}
 */
function askToken(bridge) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new HostSilent()), TOKEN_TIMEOUT_MS);
    /** @param {string} token */
    const answered = (token) => {
      clearTimeout(timer);
      // A bridge whose host gives no token may answer with nothing instead of failing.
      if (typeof token === "string" && token) resolve(token);
      else reject(new HostSilent());
    };
    try {
      const promised = bridge.context.getToken(answered);
      promised?.then?.(answered, () => reject(new HostSilent()));
    } catch {
      clearTimeout(timer);
      reject(new HostSilent());
    }
  });
}

/**
 * A web address that may be opened, else an empty string (no `javascript:` and the like).
 *
 * @param {string | undefined} href
 * @returns {string}
 */
export function safeAddress(href) {
  try {
    const url = new URL(href ?? "");
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : "";
  } catch {
    return "";
  }
}

/** @param {string} search of the page's address, as the descriptor has it. @returns {string} */
function placeKeyOf(search) {
  const said = new URLSearchParams(search);
  return said.get("projectKey") ?? said.get("spaceKey") ?? "";
}

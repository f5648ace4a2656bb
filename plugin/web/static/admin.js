/**
 * The administrators' page: a navigation of sections, one section at a time, and under it what the policy's draft would
 * change. The address's fragment names the section, so that a link leads to it and Back goes back.
 */
import { sectionOf, SECTIONS } from "./admin-sections.js";
import { ApiProblem, createApi, SessionExpired } from "./api.js";
import { button, h } from "./dom.js";
import { createHost } from "./host.js";
import { createWords } from "./i18n.js";
import { createDraft } from "./policy-draft.js";
import { saverView } from "./view-saver.js";
import { timeOf } from "./view-time.js";

/** @param {HTMLElement} main @param {HTMLElement} status */
function start(main, status) {
  const product = main.dataset.product || "jira";
  const words = createWords(document.documentElement.lang, product);
  const ticket = document.querySelector("meta[name=vouch-ticket]")?.getAttribute("content") ?? "";
  const host = createHost();
  const api = createApi({ host, ticket });
  const draft = createDraft(api);
  const resize = () => host.resize();
  /** @param {string} text */
  const say = (text) => { status.textContent = text; };
  const title = h("h1", null, words.t("admin.title"));
  const inForce = h("p", { class: "note" });
  const slot = h("div", { class: "section" });
  const under = h("div");
  const saver = saverView({ words, draft, api, say, resize, saved, redraw: () => open(current) });
  const links = new Map(SECTIONS.map(({ id }) => [id, h("a", { href: `#${id}` }, words.t(`section.${id}`))]));
  const nav = h("nav", { class: "sections", "aria-label": words.t("section.navigation") },
    h("ul", { role: "list" }, [...links.values()].map((link) => h("li", null, link))));
  const the = { words, api, product, draft, say, resize, go: (/** @type {string} */ id) => { location.hash = id; } };
  let current = "";

  /** @param {string} id @param {{said?: string, moved?: boolean}} [how] `moved`: the person went there. */
  async function open(id, { said = "", moved = false } = {}) {
    current = id;
    under.hidden = id === "setup"; // which saves by itself, at its end
    for (const [name, link] of links) link[name === id ? "setAttribute" : "removeAttribute"]("aria-current", "page");
    const heading = h("h2", { id: "section-title", tabindex: "-1" }, words.t(`section.${id}`));
    const body = h("div", null, h("p", { class: "subtle gap" }, words.t("panel.loading")));
    const told = said ? [h("p", { class: "strip success" }, said)] : [];
    slot.replaceChildren(h("section", { "aria-labelledby": "section-title" }, heading, ...told, body));
    if (moved) heading.focus();
    resize();
    const view = SECTIONS.find((section) => section.id === id)?.view;
    const made = await Promise.resolve(view?.(the)).catch((fault) => problem(fault, id));
    if (made && current === id && body.isConnected) body.replaceChildren(made);
    resize();
  }

  /** @param {unknown} fault @param {string} id @returns {HTMLElement} */
  function problem(fault, id) {
    const code = fault instanceof ApiProblem ? fault.error.code : "";
    if (fault instanceof SessionExpired) return message("session_expired.text");
    if (code === "not_admin") return message("admin.not_admin");
    if (!(fault instanceof ApiProblem)) console.error(fault);
    return message("section.failed", button(words.t("action.retry"), () => open(id), { class: "button primary" }));
  }

  /** @param {string} key @param {HTMLElement} [next] */
  function message(key, next) {
    say(words.t(key));
    return h("div", null, h("p", { class: "subtle gap" }, words.t(key)), next && h("div", { class: "bar" }, next));
  }

  /** @param {string} said */
  function saved(said) {
    open(current, { said, moved: true });
    say(said);
  }

  /** A site without a policy begins with the set-up. */
  const usual = () => (draft.version().version ? "places" : "setup");

  function drawVersion() {
    const { version, at } = draft.version();
    const [head, tail] = words.t("admin.version", { version, when: "\u0000" }).split("\u0000");
    inForce.replaceChildren(...(at ? [head, timeOf(at, words), tail] : [words.t("admin.version_none")]));
  }

  async function begin() {
    main.replaceChildren(title, h("p", { class: "subtle gap" }, words.t("panel.loading")));
    resize();
    try {
      await draft.ready(); // the door: whoever is no administrator sees no section
    } catch (fault) {
      const retry = button(words.t("action.retry"), begin, { class: "button primary" });
      const code = fault instanceof ApiProblem ? fault.error.code : "";
      const key = { not_admin: "admin.not_admin", session_expired: "session_expired.text" }[code];
      main.replaceChildren(title, message(key ?? "admin.failed", key ? undefined : retry));
      resize();
      return;
    }
    main.replaceChildren(title, inForce, h("div", { class: "with-sections" }, nav, h("div", null, slot, under)));
    under.replaceChildren(saver);
    open(sectionOf(location, usual()));
  }

  if (!host.present) {
    main.replaceChildren(title, message("no_host.text"));
    return;
  }
  host.theme();
  draft.listen(drawVersion);
  addEventListener("hashchange", () => open(sectionOf(location, usual()), { moved: true }));
  begin();
}

const main = document.getElementById("vouch");
const status = document.getElementById("vouch-status");
if (main && status) start(main, status);

/** The summary macro of a page: asks once what it shows to this person, and draws it. */
import { createApi } from "./api.js";
import { createHost, DECIDED } from "./host.js";
import { createWords } from "./i18n.js";
import { macroView } from "./view-macro.js";

/** The module of ours in which a summary is made, checked and approved. */
const PANEL = "vouch-write";

/** @param {HTMLElement} main @param {HTMLElement} status */
async function start(main, status) {
  const words = createWords(document.documentElement.lang, "confluence");
  const ticket = document.querySelector("meta[name=vouch-ticket]")?.getAttribute("content") ?? "";
  const host = createHost();
  const api = createApi({ host, ticket });
  const open = () => host.openDialog(PANEL);

  async function load() {
    const shown = await api.macro().catch((fault) => ({ state: "failed", code: fault?.error?.code ?? "" }));
    // Who may not open the page is told nothing about it, not even that something stands here.
    const node = shown.code === "no_permission" ? null : macroView(shown, { words, open, again: load });
    main.replaceChildren(...(node ? [node] : []));
    main.hidden = !node;
    status.textContent = shown.state === "failed" && node ? words.t("macro.failed.title") : "";
    host.resize();
  }

  host.theme();
  host.hear(DECIDED, load);
  await load();
}

const main = document.getElementById("vouch");
const status = document.getElementById("vouch-status");
if (main && status) start(main, status);

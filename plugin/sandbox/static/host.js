/** The site's own page: the switchers, the thread, and the app's panels. */
import { addCommentForm, showAskedComment } from "./thread.js";
import { startBridge } from "./bridge.js";
import { openDialog } from "./dialogs.js";
import { startForgeHost } from "./forge-host.js";
import { openPanel } from "./frames.js";
import { startSwitchers } from "./look.js";

startSwitchers();
startBridge();
startForgeHost();
addCommentForm();

for (const panel of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".app"))) {
  if (panel instanceof HTMLDetailsElement) {
    panel.addEventListener("toggle", () => panel.open && openPanel(panel));
  } else if ("forced" in panel.dataset) {
    openPanel(panel);
  }
}

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-opens]"))) {
  button.addEventListener("click", () => {
    const panel = document.getElementById(button.dataset.opens ?? "");
    if (!panel) return;
    panel.hidden = false;
    button.setAttribute("aria-expanded", "true");
    openPanel(panel);
  });
}

// Items of the byline and of a page's menu open in a dialog.
for (const item of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-dialog]"))) {
  const { dialog: key, name: header, width, height } = item.dataset;
  item.addEventListener("click", () => {
    item.closest("details")?.removeAttribute("open");
    openDialog(null, { key, header, width, height });
  });
}

// `?open=context` opens the context panel at once, for demonstrations.
if (new URLSearchParams(location.search).get("open") === "context") {
  const panel = document.querySelector("details.app");
  if (panel instanceof HTMLDetailsElement) panel.open = true;
}

showAskedComment();

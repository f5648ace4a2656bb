/**
 * The first module of a page inside Forge: opens Forge's door, then starts the page's own module, which is the same as
 * behind Connect. `forge-bridge.js` is `@forge/bridge`, put beside the pages when the app is packaged; it refuses to
 * load anywhere else, and then the page says that it stands outside its product.
 */
import { forgeHost } from "./host-forge.js";
import { openDoor } from "./host.js";
import { createWords } from "./i18n.js";

/** @param {HTMLElement | null} main */
async function open(main) {
  try {
    const bridge = await import("./forge-bridge.js");
    const context = await bridge.view.getContext();
    // One file serves every language, so what the server writes into Connect's pages is set here.
    document.documentElement.lang = context.locale?.replace("_", "-") || "en";
    if (main?.hasAttribute("aria-label")) {
      const words = createWords(document.documentElement.lang, main.dataset.product);
      document.title = words.t("panel.title");
      main.setAttribute("aria-label", document.title);
    }
    openDoor(forgeHost(bridge, context));
  } catch {
    openDoor(null);
  }
  const start = document.querySelector("script[data-start]")?.getAttribute("data-start");
  if (start) await import(start);
}

await open(document.getElementById("vouch"));

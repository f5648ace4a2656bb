/** Grey bars in the shape of what comes, while the first answer is on its way. */
import { h } from "./dom.js";

/**
 * @param {import("./panel.js").Context} context
 * @returns {import("./panel.js").ViewNode}
 */
export function loadingView({ words }) {
  const bars = ["wide", "middle", "short"].map((width) => h("div", { class: `bone ${width}` }));
  const node = h("div", { class: "body loading", "aria-busy": "true" }, h("span", { class: "hidden-text" }, words.t("panel.loading")), bars);
  return { node, update() {} };
}

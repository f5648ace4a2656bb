/**
 * Health: each part with a mark, what was found in words, and what to do next where something is to be done.
 *
 * @typedef {{part: string, mark: "ok" | "attention" | "failed" | "unknown", code: string, at: string | null, values: Record<string, any>}} Finding
 */
import { button, h, svg } from "./dom.js";
import { timeOf } from "./view-time.js";

const ICONS = { ok: "done", attention: "warning", failed: "stop", unknown: "clock" };
/** Where a person can do something about it here. */
const SECTION_OF = /** @type {Record<string, string>} */ ({ engines: "engines", audit: "audit", push: "audit", personal_data: "audit" });

/** @type {import("./admin-sections.js").Section} */
export async function healthSection({ words, api, go, say, resize }) {
  const list = h("ul", { class: "findings", role: "list" });
  const summary = h("p", { class: "lead" });
  const again = button(words.t("health.again"), async () => {
    await load();
    say(summary.textContent ?? "");
  });

  async function load() {
    /** @type {{findings: Finding[]}} */
    const { findings } = await api.call("/operations/health");
    const open = findings.filter(({ mark }) => mark === "failed" || mark === "attention").length;
    summary.textContent = open ? words.t("health.open", { count: open }) : words.t("health.well");
    list.replaceChildren(...findings.map(view));
    resize();
  }

  /** @param {Finding} finding @returns {HTMLElement} */
  function view({ part, mark, code, at, values }) {
    const key = `health.${part}_${code}`;
    const names = values.names ? { names: words.list(values.names) } : {};
    const next = `${key}_next`;
    const section = SECTION_OF[part];
    return h("li", { class: `finding mark-${mark}` }, svg(ICONS[mark]),
      h("div", { class: "grow" },
        h("p", null, h("b", null, words.t(`health.part_${part}`)), " ", h("span", { class: "lozenge" }, words.t(`health.mark_${mark}`))),
        h("p", { class: "subtle" }, words.t(key, { ...values, ...names }), ...(at ? [" (", timeOf(at, words), ")"] : [])),
        mark !== "ok" && words.has(next) && h("p", null, words.t(next)),
        mark !== "ok" && section && button(words.t("health.go", { section: words.t(`section.${section}`) }), () => go(section), { class: "link" })));
  }

  await load();
  return h("div", null, summary, list, h("div", { class: "bar" }, again));
}

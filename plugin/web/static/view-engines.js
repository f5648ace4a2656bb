/**
 * Engines: where each sends text, what is known of it, at which levels the policy permits it, who judges, whose key, and whether it answers.
 *
 * @typedef {{as_of: string, currency: string, input: number, output: number, cached: number}} Prices
 * @typedef {{name: string, provider: string | null, model: string | null, destination: string, address: string, region: string,
 *   retention_days: number | null, trains: boolean | null, prices: Prices | null, judge: string | null,
 *   key: "own" | "shared" | "none" | "wanted" | null, own_key_at: string | null, levels: string[], resting: boolean,
 *   faults: number, last_fault: string | null, last_fault_at: string | null}} Engine
 */
import { h } from "./dom.js";
import { timed, timeOf } from "./view-time.js";
import { levelBadge } from "./view-frame.js";

/** @type {import("./admin-sections.js").Section} */
export async function enginesSection({ words, api }) {
  /** @type {{engines: Engine[]}} */
  const { engines } = await api.call("/operations/engines");
  return h("div", null, h("p", { class: "note" }, words.t("catalogue.note")),
    h("p", { class: "note gap-small" }, words.t("catalogue.of_this_process")),
    h("ul", { class: "cards", role: "list" }, engines.map((engine) => card(engine, engines.filter(({ judge }) => judge === engine.name), words))),
    engines.length === 1 && h("p", { class: "subtle gap" }, words.t("catalogue.only_embedded")));
}

/** @param {Engine} engine @param {Engine[]} judged what it judges @param {import("./i18n.js").Words} words @returns {HTMLElement} */
function card(engine, judged, words) {
  const inside = engine.destination === "in_process";
  const facts = /** @type {[string, string | (string | HTMLElement)[]][]} */ ([
    ["to", words.t(`catalogue.to_${engine.destination}`, { address: engine.address })],
    ...(engine.model ? [["model", words.t("catalogue.model_of", { model: engine.model, provider: engine.provider })]] : []),
    ...(inside ? [] : [
      ["region", engine.region || words.t("catalogue.unsaid")],
      ["kept", engine.retention_days === null ? words.t("catalogue.unsaid") : words.t("catalogue.days", { count: engine.retention_days })],
      ["trains", words.t(engine.trains === null ? "catalogue.unsaid" : engine.trains ? "catalogue.trains_yes" : "catalogue.trains_no")],
      ["price", engine.prices ? words.t("catalogue.price_of", priced(engine.prices, words)) : words.t("catalogue.unsaid")],
      ["judge", engine.judge || words.t("catalogue.judge_none")],
    ]),
    ...(judged.length ? [["judges", words.list(judged.map(({ name }) => name))]] : []),
    ...(engine.key ? [["key", keyOf(engine, words)]] : []),
  ]);
  const state = engine.resting ? ["failed", "resting"] : engine.faults ? ["attention", "failing"] : ["ok", inside ? "inside" : "closed"];
  return h("li", { class: "card" },
    h("h3", null, inside ? words.t("catalogue.embedded") : engine.name, " ", h("span", { class: `lozenge mark-${state[0]}` }, words.t(`catalogue.${state[1]}`))),
    h("p", { class: "chips" }, words.t("catalogue.levels"), " ",
      engine.levels.length ? engine.levels.map((level) => levelBadge(level, words)) : h("b", null, words.t("catalogue.no_level"))),
    h("dl", { class: "receipt" }, facts.flatMap(([name, text]) => [h("dt", { class: "role" }, words.t(`catalogue.${name}`)), h("dd", null, text)])),
    engine.last_fault_at && h("p", { class: "note gap-small" }, words.t("catalogue.last_fault"), " ",
      words.t(words.has(`stand_in.${engine.last_fault}`) ? `stand_in.${engine.last_fault}` : "catalogue.fault"), " (", timeOf(engine.last_fault_at, words), ")"));
}

/** @param {Engine} engine @param {import("./i18n.js").Words} words */
function keyOf({ key, own_key_at: at }, words) {
  return key === "own" && at ? timed("catalogue.key_own", at, words) : words.t(`catalogue.key_${key}`);
}

/** @param {Prices} prices @param {import("./i18n.js").Words} words */
function priced({ currency, input, output, as_of: date }, words) {
  return { input: words.number(input), output: words.number(output), currency, date };
}

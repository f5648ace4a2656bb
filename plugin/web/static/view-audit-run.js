/**
 * One run put together from the record: what was asked, decided, read, left out, masked, shown, done and written, and who
 * looked at it before. Text is part of it only while the level's retention keeps it.
 */
import { button, freshId, h } from "./dom.js";
import { payloadView } from "./view-audit-payload.js";
import { eventWords, personWords } from "./view-audit-search.js";
import { timeOf } from "./view-time.js";

/** @typedef {import("./i18n.js").Words} Words */

/**
 * @param {any} report a `RunReport` of openapi.yaml.
 * @param {{words: Words, onBack: () => void}} the
 * @returns {{node: HTMLElement, focus: () => void}}
 */
export function runView(report, { words, onBack }) {
  const title = h("h3", { tabindex: "-1" }, words.t("audit.run.title", { item: report.asked.item || report.run.slice(0, 8) }));
  const people = report.by.name ? { [report.by.reference]: report.by.name } : {};
  const parts = [
    part("asked", asked(report, words)),
    part("policy", policy(report.policy, words)),
    part("sources", sources(report.sources, words)),
    part("versions", facts({ ...report.versions, policy_version: report.policy.version ?? "" }, words)),
    part("masked", counts(report.masked, words) ?? note("audit.run.masked_none")),
    part("output", output(report, words)),
    part("shown", shown(report.shown)),
    part("done", happened(report.done) ?? note("audit.run.done_none")),
    part("looked", happened(report.looked_at) ?? note("audit.run.looked_none")),
    part("records", records(report.records, words)),
  ];

  /** @param {string} key @param {HTMLElement} body */
  function part(key, body) {
    const id = freshId("run");
    return h("section", { "aria-labelledby": id }, h("h4", { id }, words.t(`audit.run.${key}`)), body);
  }

  /** @param {string} key @param {Record<string, any>} [values] */
  function note(key, values) {
    return h("p", { class: "note" }, words.t(key, values));
  }

  /** @param {any} kept */
  function shown({ kept, until, result }) {
    if (!kept) return note("audit.run.shown_gone");
    const sections = result.sections ?? [];
    const suggested = (result.suggestions ?? []).flatMap((/** @type {any} */ each) => each.values ?? each.suggestions ?? [each]);
    return h("div", null,
      until && h("p", { class: "note" }, words.t("audit.run.shown_until", { when: words.exact(until) })),
      sections.map((/** @type {any} */ section) => h("div", null,
        h("p", { class: "said-kind" }, words.has(`section.${section.kind}`) ? words.t(`section.${section.kind}`) : section.kind),
        h("ul", { class: "bullets", role: "list" }, section.sentences.map((/** @type {any} */ each) => h("li", null, each.text))))),
      suggested.length > 0 && h("ul", { class: "bullets", role: "list" }, suggested.map((/** @type {any} */ each) => h("li", null, each.name ?? each.value?.name ?? each.id))));
  }

  /** @param {any[]} events @returns {HTMLElement | null} */
  function happened(events) {
    if (!events.length) return null;
    return h("ul", { class: "happened", role: "list" }, events.map(({ at, event, person, said }) => h("li", null,
      timeOf(at, words), ` · ${eventWords(event, words)}`, person && ` · ${personWords(person, people, words)}`,
      payloadView({ payload: said }, words))));
  }

  return {
    node: h("article", { class: "run-report" },
      h("div", { class: "bar" }, button(words.t("audit.run.back"), onBack, { class: "button quiet" })),
      title, report.erased && h("p", { class: "strip neutral" }, words.t("audit.run.erased")), ...parts),
    focus: () => title.focus(),
  };
}

/** @param {any} report @param {Words} words */
function asked({ asked: said, by, run, case: number, state }, words) {
  const who = by.name || by.account_id || words.t("audit.run.nobody");
  const useCase = words.has(`use_case.${said.use_case}`) ? words.t(`use_case.${said.use_case}`) : said.use_case;
  return facts({
    who, what: useCase, item: said.item, place: said.place, audience: said.audience && words.t(`audience.${said.audience}`),
    length: said.length, language: said.language, state, run, case: number,
  }, words);
}

/** @param {any} said @param {Words} words */
function policy({ level, effect, rule, version, trace, refusal }, words) {
  const head = facts({ level: level && words.t(`level.${level}`), effect, rule, policy_version: version ?? "", reason: refusal?.reason, instead: refusal?.instead, contact: refusal?.contact }, words);
  if (!trace.length) return head;
  const rows = trace.map((/** @type {string[]} */ step) => h("tr", null, h("th", { scope: "row" }, step[0]), step.slice(1).map((cell) => h("td", null, cell))));
  const heads = ["step", "outcome", "rule", "stands"].map((name) => h("th", { scope: "col" }, words.t(`audit.run.${name}`)));
  return h("div", null, head, scroll(words.t("audit.run.trace"), h("table", null, h("caption", { class: "hidden-text" }, words.t("audit.run.trace")), h("thead", null, h("tr", null, heads)), h("tbody", null, rows))));
}

/** @param {any} said @param {Words} words */
function sources({ read, refused }, words) {
  const rows = read.map((/** @type {any} */ source) => h("tr", null, h("th", { scope: "row" }, source.id), h("td", null, visibility(source.visibility, words)), h("td", null, h("code", null, String(source.digest).slice(0, 12)))));
  const heads = ["source", "visibility", "digest"].map((name) => h("th", { scope: "col" }, words.t(`audit.run.${name}`)));
  const left = refused.map((/** @type {any} */ source) => h("li", null, leftOut(source, words), source.visibility && ` (${visibility(source.visibility, words)})`));
  return h("div", null,
    h("p", { class: "note" }, words.t("audit.run.read_count", { count: read.length })),
    read.length > 0 && h("details", null, h("summary", null, words.t("audit.run.read_each")), scroll(words.t("audit.run.sources"), h("table", null, h("thead", null, h("tr", null, heads)), h("tbody", null, rows)))),
    h("p", { class: "note" }, words.t(left.length ? "audit.run.refused" : "audit.run.refused_none")),
    left.length > 0 && h("ul", { class: "bullets", role: "list" }, left));
}

/** @param {{what: string, count: number}} source @param {Words} words */
const leftOut = ({ what, count }, words) =>
  (words.has(`coverage.${what}`) ? words.t(`coverage.${what}`, { count }) : `${what}: ${words.number(count)}`);

/** @param {any} said @param {Words} words */
function output({ output: said }, words) {
  const removed = Object.entries(said.removed).map(([why, count]) => `${why}: ${count}`).join(", ");
  return facts({ sentences: words.number(said.sentences), removed, error: said.error, total_ms: said.durations_ms?.total ?? "", digest: said.digest }, words);
}

/** @param {any[]} all @param {Words} words */
function records(all, words) {
  return h("ul", { class: "happened", role: "list" }, all.map((record) => h("li", null, h("details", null,
    h("summary", null, words.t("audit.number", { record: words.number(record.seq) }), ` · ${eventWords(record.event, words)} · `,
      words.t(record.whole ? "audit.run.whole" : "audit.run.altered")),
    h("p", { class: "note" }, h("code", null, record.hash)), payloadView(record, words)))));
}

/** @param {any} said @param {Words} words */
function visibility(said, words) {
  const { kind, name } = typeof said === "string" ? { kind: said, name: "" } : said;
  if (kind === "restricted") return name ? words.t("visibility.restricted", { name }) : words.t("visibility.restricted_unnamed");
  return words.has(`visibility.${kind}`) ? words.t(`visibility.${kind}`) : kind;
}

/** @param {Record<string, number>} masked @param {Words} words @returns {HTMLElement | null} */
function counts(masked, words) {
  const said = Object.entries(masked).map(([kind, count]) => words.t(words.has(`masked.${kind}`) ? `masked.${kind}` : "masked.other", { count, kind }));
  return said.length ? h("p", null, words.list(said)) : null;
}

/** Names and values; what is empty is left out. @param {Record<string, any>} said @param {Words} words */
function facts(said, words) {
  const known = Object.entries(said).filter(([, value]) => value !== "" && value !== undefined && value !== null);
  return h("dl", { class: "facts" }, known.map(([name, value]) => [h("dt", null, words.has(`audit.fact.${name}`) ? words.t(`audit.fact.${name}`) : name), h("dd", null, String(value))]).flat());
}

/** @param {string} label @param {HTMLElement} table */
function scroll(label, table) {
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label }, table);
}

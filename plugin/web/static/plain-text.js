/**
 * A result as text that can be pasted anywhere, with its sources and what made it.
 *
 * @typedef {import("./i18n.js").Words} Words
 * @typedef {import("./api.js").Run} Run
 */
import { coverageLine, roleName, sourceName, visibilityName } from "./coverage.js";

/**
 * @param {Run} run a finished run.
 * @param {Words} words
 * @returns {string}
 */
export function plainText(run, words) {
  const { title, sections, citations, coverage, provenance } = run.result;
  const parts = [`${words.t(`use_case.${run.use_case}`)}: ${title}`];
  if (run.audience === "customer") parts.push(words.t("result.customer"));
  for (const { kind, sentences } of sections) {
    const lines = sentences.map((sentence) => {
      const label = sentence.role ? `${roleName(sentence.role, words)}: ` : "";
      const named = [sentence.owner, sentence.due].filter((one) => one && !sentence.text.includes(one)).join(", ");
      return `- ${label}${sentence.text}${named && ` (${named})`} ${sentence.citations.map((n) => `[${n}]`).join("")}`;
    });
    parts.push([words.t(`section.${kind}`), ...lines].join("\n"));
  }
  if (citations.length) parts.push([words.t("copy.sources"), ...citations.map((one) => source(one, words))].join("\n"));
  parts.push(coverageLine(coverage, words).join(" "));
  parts.push(
    words.t("copy.provenance", {
      when: words.exact(provenance.made_at),
      engine: provenance.engine,
      version: provenance.engine_version,
      policy: String(provenance.policy_version),
      record: provenance.record,
    }),
  );
  return parts.join("\n\n");
}

/** @param {any} citation @param {Words} words @returns {string} */
function source(citation, words) {
  const about = [sourceName(citation, words)];
  if (citation.at) about.push(words.exact(citation.at));
  if (citation.visibility.kind !== "public") about.push(visibilityName(citation.visibility, words));
  const quote = citation.quote.replace(/\s+/g, " ").trim();
  return `[${citation.n}] ${about.join(", ")}: “${quote}”${citation.href ? ` ${citation.href}` : ""}`;
}

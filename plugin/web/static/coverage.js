/**
 * What was read, what was not and why, and where a source is: the words of it, without any element.
 *
 * @typedef {import("./i18n.js").Words} Words
 */

const PARTLY = new Set(["linked_items", "restricted_comments", "included_pages", "restricted_page"]);
const OMISSIONS = new Set([
  "attachments", "attachments_shortened", "nodes", "comments", "linked_items", "internal_comments", "restricted_comments", "included_pages", "restricted_page", "engine_limit", "engine_shortened"]);
const REASONS = new Set(["no_source", "number", "name", "key", "link", "markup", "placeholder", "leak", "quote", "weak", "length"]);

/**
 * The coverage line, sentence by sentence.
 *
 * @param {any} coverage of a result.
 * @param {Words} words
 * @returns {string[]}
 */
export function coverageLine(coverage, words) {
  const { omissions, removed } = coverage;
  const lines = readLines(coverage, words);
  for (const { what, count } of omissions) {
    if (OMISSIONS.has(what) && count) lines.push(words.t(`coverage.${what}`, { count }));
  }
  const left = removedCount(removed);
  if (left) lines.push(words.t("coverage.removed", { count: left, reasons: words.list(reasonsOf(removed, words)) }));
  return lines;
}

/** @param {any} coverage @param {Words} words @returns {string[]} */
function readLines({ files_read: files = 0, comments_read: read, comments_total: total, sections_read: sections, versions_read: versions }, words) {
  if (versions) return [words.t("coverage.versions", { count: sections }), words.t("coverage.versions_only")];
  const comments = total ? words.t("coverage.read", { read, count: total }) : words.t("coverage.no_comments");
  const attached = files ? [words.t("coverage.files", { count: files })] : [];
  return [...(sections === undefined ? [] : [words.t("coverage.sections", { count: sections })]), comments, ...attached];
}

/**
 * The reasons behind the line: a text each, and what it speaks of by name.
 *
 * @param {any} coverage
 * @param {Words} words
 * @returns {{text: string, names: string[]}[]}
 */
export function coverageReasons(coverage, words) {
  const reasons = coverage.omissions
    .filter(({ what, count }) => OMISSIONS.has(what) && count)
    .map(({ what, count, names }) => ({ text: `${words.t(`coverage.${what}`, { count })} ${words.t(`why.${what}`)}`, names }));
  const left = removedCount(coverage.removed);
  if (!left) return reasons;
  const line = words.t("coverage.removed", { count: left, reasons: words.list(reasonsOf(coverage.removed, words)) });
  return [...reasons, { text: `${line} ${words.t("why.removed")}`, names: [] }];
}

/**
 * Whether something was left out because not everybody may read it.
 *
 * @param {any} coverage
 * @returns {boolean}
 */
export const partlyRestricted = (coverage) => coverage.omissions.some(({ what, count }) => PARTLY.has(what) && count > 0);

/** @param {Record<string, number>} removed */
const removedCount = (removed) => Object.values(removed).reduce((sum, count) => sum + count, 0);

/** @param {Record<string, number>} removed @param {Words} words @returns {string[]} */
function reasonsOf(removed, words) {
  const names = Object.keys(removed).filter((name) => removed[name]);
  return [...new Set(names.map((name) => words.t(`removed.${REASONS.has(name) ? name : "other"}`)))];
}

/**
 * The name of a field or of a kind of link in the reader's language; the site's own word where it is not known.
 *
 * @param {string} role
 * @param {Words} words
 * @returns {string}
 */
export function roleName(role, words) {
  const key = `role.${role.trim().toLowerCase().replace(/[\s-]+/g, "_")}`;
  if (words.has(key)) return words.t(key);
  return role.charAt(0).toUpperCase() + role.slice(1);
}

/**
 * What a citation points at.
 *
 * @param {any} citation
 * @param {Words} words
 * @returns {string}
 */
export function sourceName(citation, words) {
  const { kind, role, author, segment } = citation;
  if (kind === "comment") return author ? words.t("source.comment", { author }) : words.t("source.comment_unknown");
  if (segment.startsWith("include:") || (kind === "link" && words.product === "confluence")) {
    return words.t("source.included", { title: role });
  }
  if (kind === "section" && role) return words.t("source.section_named", { path: role });
  if (kind === "attachment") return words.t("source.attachment", { name: role });
  if (kind === "field" || kind === "link") return roleName(role, words);
  return words.t(`source.${kind}`);
}

/**
 * Who may read something.
 *
 * @param {{kind: string, name: string}} visibility
 * @param {Words} words
 * @returns {string}
 */
export function visibilityName({ kind, name }, words) {
  if (kind === "restricted") return name ? words.t("visibility.restricted", { name }) : words.t("visibility.restricted_unnamed");
  return words.t(`visibility.${kind === "internal" ? "internal" : "public"}`);
}

/**
 * What was masked, kind by kind.
 *
 * @param {Record<string, number>} counts
 * @param {Words} words
 * @returns {string[]}
 */
export function maskedKinds(counts, words) {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => words.t(words.has(`masked.${kind}`) ? `masked.${kind}` : "masked.other", { count, kind }));
}

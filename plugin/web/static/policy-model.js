/**
 * The policy document as the administrators' page shows and edits it: pure, like the server's own decision
 * (plugin/policy/decide.py), which alone counts.
 *
 * @typedef {{id: string, level: string, use_case: string, audience?: string, effect: string, engines?: string[],
 *   destinations?: string[], approvers?: string, instead?: string}} Rule
 * @typedef {import("./policy-parts.js").Overlay} Overlay
 * @typedef {{person?: string, team?: string}} Approver
 * @typedef {{item_tokens?: number, runs_per_hour?: number}} RunLimits
 * @typedef {{name?: string, contact?: string, instead?: string, teams?: Record<string, {group: string, name?: string}>,
 *   limits?: RunLimits & {levels?: Record<string, RunLimits>, budgets?: import("./policy-parts.js").Budget[]},
 *   approvers?: {organisation?: Approver[], levels?: Record<string, Approver[]>, places?: Record<string, Approver[]>, hours?: number},
 *   overlays?: import("./policy-parts.js").Overlay[], exceptions?: import("./policy-parts.js").Exception[],
 *   requirements?: Record<string, import("./policy-parts.js").Requirement>,
 *   places: Record<string, {level: string, note?: string, instead?: string}>, rules: Rule[],
 *   native_levels?: {unknown?: string}}} Policy
 * @typedef {{effect: string, rule: string, reason: "" | "no_rule" | "no_engine", reach: string, approvers: string}} Cell
 */

export const LEVELS = ["public", "internal", "confidential", "restricted"];

/** What can be asked, and for whom, as the server names it. */
export const USE_CASES = ["summarise", "categorise", "changes", "comment_digest", "whats_new"];
export const AUDIENCES = ["agent", "customer"];
export const EFFECTS = ["allow", "mask", "review", "deny"];
const STRICTNESS = EFFECTS;
export const REACH = ["in_process", "own_network", "contracted", "public_api"];
const EMBEDDED = { engines: ["embedded"], destinations: ["in_process"] };
const KEYS = { jira: /^[A-Z][A-Z0-9_]{0,254}$/, confluence: /^[A-Za-z0-9~][A-Za-z0-9_~.-]{0,254}$/ };

/** What an administrator may begin with: only the engine that sends nothing anywhere. */
/** @type {Rule[]} */
export const STARTER_RULES = [
  { id: "R-1", level: "public", use_case: "*", audience: "*", effect: "allow", ...EMBEDDED },
  { id: "R-2", level: "internal", use_case: "*", audience: "*", effect: "allow", ...EMBEDDED },
  { id: "R-3", level: "confidential", use_case: "*", audience: "agent", effect: "mask", ...EMBEDDED },
  { id: "R-4", level: "restricted", use_case: "*", audience: "*", effect: "deny", ...EMBEDDED },
];

/** Atlassian's own levels count from the beginning; where Atlassian tells none, the administrator's stands as it is. */
export const STARTER_NATIVE_LEVELS = { unknown: "ignored" };

/**
 * What the rules come to for one question: those of the level and of every wider one, as the server combines them, and
 * what overlays take away from it.
 *
 * @param {Rule[]} rules
 * @param {string} level
 * @param {string} useCase
 * @param {string} audience
 * @param {Overlay[]} [overlays] those that hold there.
 * @returns {Cell}
 */
export function cellOf(rules, level, useCase, audience, overlays = []) {
  const over = overlays.filter((overlay) => covers(overlay, useCase, audience));
  const [from, to] = [LEVELS.indexOf(level), Math.max(LEVELS.indexOf(level), ...over.map((overlay) => LEVELS.indexOf(overlay.level ?? "")))];
  const speaking = rules.filter((rule) => LEVELS.indexOf(rule.level) <= to && covers(rule, useCase, audience));
  // A level without a rule denies, also on the way up to where an overlay raises it.
  const unruled = LEVELS.slice(from, to + 1).some((each) => !speaking.some((rule) => rule.level === each));
  if (unruled) return { effect: "deny", rule: "", reason: "no_rule", reach: "", approvers: "" };
  const said = over.flatMap(({ id, effect }) => (effect ? [{ id, effect, level: LEVELS[to], approvers: "" }] : []));
  const strictest = [...speaking, ...said].reduce((left, right) => (rank(right) > rank(left) ? right : left));
  const cell = { effect: strictest.effect, rule: strictest.id, approvers: strictest.approvers ?? "" };
  if (strictest.effect === "deny") return { ...cell, reason: "", reach: "" };
  const engines = common([...speaking.map((rule) => rule.engines ?? EMBEDDED.engines), ...over.flatMap((overlay) => (overlay.engines ? [overlay.engines] : []))]);
  const destinations = common([...speaking.map((rule) => rule.destinations ?? EMBEDDED.destinations), ...over.flatMap((overlay) => (overlay.destinations ? [overlay.destinations] : []))]);
  if (!engines.length || !destinations.length) return { ...cell, effect: "deny", reason: "no_engine", reach: "" };
  return { ...cell, reason: "", reach: REACH.filter((one) => destinations.includes(one)).at(-1) ?? "" };
}

/**
 * The rules with another effect for one cell; what stood for it and for others goes on standing for the others.
 *
 * @param {Rule[]} rules
 * @param {string} level
 * @param {string} useCase
 * @param {string} audience
 * @param {string} effect
 * @returns {Rule[]}
 */
export function withCell(rules, level, useCase, audience, effect) {
  /** @type {Rule[]} */
  const kept = [];
  /** @type {Rule | null} */
  let stood = null;
  for (const rule of rules) {
    if (rule.level !== level || !covers(rule, useCase, audience)) {
      kept.push(rule);
      continue;
    }
    stood ??= rule;
    const others = rule.use_case === "*" ? USE_CASES.filter((one) => one !== useCase) : [];
    kept.push(...others.map((one) => ({ ...rule, id: `${rule.id}.${one}`.slice(0, 40), use_case: one })));
    const other = AUDIENCES.filter((one) => one !== audience && (rule.audience ?? "*") === "*");
    kept.push(...other.map((one) => ({ ...rule, id: `${rule.id}.${useCase}.${one}`.slice(0, 40), use_case: useCase, audience: one })));
  }
  const { engines, destinations } = stood ?? EMBEDDED;
  const ids = new Set(kept.map((rule) => rule.id));
  let id = `${level}.${useCase}.${audience}`;
  for (let number = 2; ids.has(id); number += 1) id = `${level}.${useCase}.${audience}.${number}`;
  return [...kept, { ...(stood ?? {}), id, level, use_case: useCase, audience, effect, ...(engines ? { engines } : {}), ...(destinations ? { destinations } : {}) }];
}

/** @param {{use_case?: string, audience?: string}} rule @param {string} useCase @param {string} audience */
const covers = (rule, useCase, audience) => ["*", useCase].includes(rule.use_case ?? "*") && ["*", audience].includes(rule.audience ?? "*");

/** @param {{effect: string, level: string}} rule by strictness, then by level. */
const rank = (rule) => STRICTNESS.indexOf(rule.effect) * LEVELS.length + LEVELS.indexOf(rule.level);

/** @param {string[][]} lists @returns {string[]} what all of them hold. */
const common = (lists) => lists.reduce((left, right) => left.filter((one) => right.includes(one)));

/**
 * What is said of a place in a few words.
 *
 * @type {{name: string, useCase: string, audience: string}[]}
 */
export const ROWS = [
  { name: "summarise", useCase: "summarise", audience: "agent" },
  { name: "summarise_customer", useCase: "summarise", audience: "customer" },
  { name: "categorise", useCase: "categorise", audience: "agent" },
];

/** The rows of the matrix: all that can be asked. @type {{useCase: string, audience: string}[]} */
export const MATRIX_ROWS = [
  { useCase: "summarise", audience: "agent" },
  { useCase: "summarise", audience: "customer" },
  ...USE_CASES.slice(1).map((useCase) => ({ useCase, audience: "agent" })),
];

/**
 * A place's name in the document, from what a person typed; null where it cannot be a project's or space's key.
 *
 * @param {string} typed
 * @param {string} [product]
 * @returns {string | null}
 */
export function placeName(typed, product = "jira") {
  const known = product === "confluence" ? "confluence" : "jira";
  const text = typed.trim();
  // A project's key has capitals only. A space's may have both, and a personal one (~abc) is as its owner has it.
  const asTyped = known === "confluence" && (text.startsWith("~") || /[A-Z]/.test(text));
  const key = asTyped ? text : text.toUpperCase();
  return KEYS[known].test(key) ? `${known}:${key}` : null;
}

/**
 * @param {string} name as in the document, `jira:PAY`.
 * @returns {{product: string, key: string}}
 */
export function placeParts(name) {
  const colon = name.indexOf(":");
  return { product: name.slice(0, colon), key: name.slice(colon + 1) };
}

/** @param {unknown} one @param {unknown} other */
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/**
 * What an edit changes, one entry each.
 *
 * @param {Policy} before
 * @param {Policy} after
 * @returns {{kind: "added" | "removed" | "level" | "rules" | "matrix" | "exceptions" | "overlays" | "requirements" | "limits" | "approvers" | "contact" | "instead" | "native", place?: string, level?: string, before?: string}[]}
 */
export function changesBetween(before, after) {
  /** @type {ReturnType<typeof changesBetween>} */
  const found = [];
  for (const [place, { level }] of Object.entries(after.places)) {
    const was = before.places[place]?.level;
    if (!was) found.push({ kind: "added", place, level });
    else if (was !== level) found.push({ kind: "level", place, level, before: was });
  }
  for (const place of Object.keys(before.places)) if (!after.places[place]) found.push({ kind: "removed", place });
  if (!before.rules.length && after.rules.length) found.push({ kind: "rules" });
  else if (!same(before.rules, after.rules)) found.push({ kind: "matrix" });
  if (!same(before.exceptions ?? [], after.exceptions ?? [])) found.push({ kind: "exceptions" });
  if (!same(before.overlays ?? [], after.overlays ?? [])) found.push({ kind: "overlays" });
  if (!same(before.requirements ?? {}, after.requirements ?? {})) found.push({ kind: "requirements" });
  if (!same(before.limits ?? {}, after.limits ?? {})) found.push({ kind: "limits" });
  if (!same(before.approvers ?? {}, after.approvers ?? {}) || !same(before.teams ?? {}, after.teams ?? {})) found.push({ kind: "approvers" });
  if ((before.contact ?? "") !== (after.contact ?? "")) found.push({ kind: "contact" });
  if ((before.instead ?? "") !== (after.instead ?? "")) found.push({ kind: "instead" });
  if (!same(before.native_levels ?? {}, after.native_levels ?? {})) found.push({ kind: "native" });
  return found;
}

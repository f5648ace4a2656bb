/**
 * The last steps of the set-up: try it, see what people will read, put it in force.
 *
 * @typedef {import("./view-setup.js").Step} Step
 * @typedef {{text: string[], decision: {outcome: string, rule: string, reason: string}, masked: string[], sentences: string[],
 *   receipt: {total: number, counts: Record<string, number>} | null, engine: string, instead_of: string, milliseconds: number}} Tried
 */
import { ApiProblem } from "./api.js";
import { maskedKinds } from "./coverage.js";
import { button, freshId, h } from "./dom.js";
import { LEVELS } from "./policy-model.js";
import { levelsOf, nameOf } from "./setup-model.js";
import { cardWords } from "./view-card.js";
import { levelBadge } from "./view-frame.js";
import { PLACEHOLDER } from "./view-masking.js";

/** @param {Step} step */
export function sampleStep({ the, choices }) {
  const { words, api, draft, say, resize } = the;
  const id = freshId("level");
  const used = levelsOf(choices);
  const level = /** @type {HTMLSelectElement} */ (h("select", { id }, (used.length ? used : LEVELS).map((code) => h("option", { value: code }, words.t(`level.${code}`)))));
  const outcome = h("div", { class: "outcome" });
  const go = button(words.t("setup.try"), async () => {
    if (go.getAttribute("aria-disabled") === "true") return;
    go.setAttribute("aria-disabled", "true");
    outcome.replaceChildren(h("p", { class: "subtle gap" }, words.t("panel.loading")));
    try {
      const tried = await api.call("/setup/trial", "POST", { document: draft.document(), level: level.value, language: words.language });
      outcome.replaceChildren(...shown(tried));
    } catch (fault) {
      const code = fault instanceof ApiProblem ? fault.error.code : "";
      const text = words.has(`stand_in.${code}`) ? words.t("setup.engine_failed", { why: words.t(`stand_in.${code}`) }) : words.t("setup.try_failed");
      outcome.replaceChildren(h("p", { class: "strip danger" }, text));
      say(text);
    }
    go.setAttribute("aria-disabled", "false");
    resize();
  });

  /** @param {Tried} tried @returns {HTMLElement[]} */
  function shown({ text, decision, masked, sentences, receipt, engine, instead_of: other, milliseconds }) {
    const original = part("setup.sample_text", h("div", { class: "words masked", dir: "auto" }, text.map((line) => h("p", null, line))));
    if (decision.outcome !== "allowed") {
      const said = words.t(decision.outcome === "held" ? "setup.tried_held" : "setup.tried_refused", { rule: decision.rule });
      say(said);
      return [h("p", { class: "strip warning" }, said), original];
    }
    const kinds = receipt ? maskedKinds(receipt.counts, words) : [];
    const found = kinds.length ? words.t("masking.found", { kinds: words.list(kinds) }) : words.t("masking.nothing");
    const by = words.t("setup.answered", { engine: engine === "embedded" ? words.t("catalogue.embedded") : engine, ms: milliseconds });
    say(by);
    return [
      h("p", { class: "strip success" }, h("span", null, by, other && ` ${words.t("setup.instead_of", { engine: other })}`)),
      part("setup.sample_answer", h("ul", { class: "bullets", role: "list", dir: "auto" }, sentences.map((line) => h("li", null, line)))),
      original,
      part("setup.sample_masked", h("p", { class: "note" }, found), h("div", { class: "words masked", dir: "auto" }, masked.map((line) =>
        h("p", null, line.split(PLACEHOLDER).map((piece, index) => (index % 2 ? h("code", { class: "placeholder" }, piece) : piece)))))),
    ];
  }

  /** @param {string} key @param {...Node} parts */
  const part = (key, ...parts) => h("section", null, h("h4", null, words.t(key)), ...parts);

  return h("div", null, h("div", { class: "adder" }, h("div", { class: "field" }, h("label", { for: id }, words.t("setup.try_level")), level), go), outcome);
}

/** @param {Step} step */
export async function cardStep({ the, choices }) {
  const { words, api, draft, resize } = the;
  const list = h("ul", { class: "cards", role: "list" });
  const places = levelsOf(choices).map((level) => [...choices.rows.values()].find((row) => (choices.levels.get(nameOf(row)) ?? "internal") === level));
  let turn = 0;

  /** One card for each level, as people in its first place would read it. */
  async function draw() {
    const mine = ++turn;
    const bodies = places.flatMap((row) => (row ? [{ product: row.product, key: row.key, id: row.id, name: row.name }] : []));
    const cards = await Promise.all(bodies.map((place) => api.call("/setup/card", "POST", { document: draft.document(), place })));
    if (mine !== turn) return;
    list.replaceChildren(...cards.map((made) => {
      const { title, intro, parts } = cardWords(made, words);
      return h("li", { class: "card" }, h("h4", null, title), h("p", { class: "note" }, levelBadge(made.level, words)), h("p", { class: "subtle gap-small" }, intro),
        parts.flatMap((part) => [h("h5", null, part.title), h("ul", { class: "bullets", role: "list" }, part.lines.map((line) => h("li", null, line)))]));
    }));
    resize();
  }

  await draw();
  const later = () => draw().catch(() => {});
  return h("div", null, wordsField("contact", the, 200, later), wordsField("instead", the, 500, later), list);
}

/** @param {"contact" | "instead"} name @param {import("./admin-sections.js").Admin} the @param {number} most @param {() => void} said */
function wordsField(name, { words, draft }, most, said) {
  const [id, hint] = [freshId(name), freshId("hint")];
  const field = /** @type {HTMLInputElement} */ (h("input", { id, maxlength: most, "aria-describedby": hint, value: draft.document()[name] ?? "" }));
  field.addEventListener("change", () => {
    draft.document()[name] = field.value;
    draft.changed();
    said();
  });
  return h("div", { class: "field" }, h("label", { for: id }, words.t(`admin.${name}`)), field, h("p", { id: hint, class: "note" }, words.t(`admin.${name}_hint`)));
}

/** @param {Step} step */
export function doneStep({ the, choices, fail }) {
  const { words, api, draft, say, go, resize } = the;
  const node = h("div");
  const levels = levelsOf(choices).map((level) => h("li", null, levelBadge(level, words), " ",
    words.t("setup.places_at", { count: [...choices.levels].filter(([name, at]) => choices.rows.has(name) && at === level).length })));
  const save = button(words.t("setup.finish"), async () => {
    if (save.getAttribute("aria-disabled") === "true") return;
    save.setAttribute("aria-disabled", "true");
    try {
      const next = await draft.save();
      const waits = Boolean(/** @type {any} */ (next).proposal);
      if (!waits) await api.call("/policy/seal", "POST");
      choices.rows.clear();
      const said = waits ? words.t("setup.waits") : words.t("setup.finished", { version: next.version });
      node.replaceChildren(h("p", { class: "strip success" }, said), h("p", { class: "gap" }, words.t("setup.then")),
        h("div", { class: "bar" }, ["places", "policy", "health"].map((id) => button(words.t(`section.${id}`), () => go(id)))));
      say(said);
    } catch (fault) {
      const code = fault instanceof ApiProblem ? fault.error.code : "";
      const key = { policy_moved: "admin.conflict", policy_invalid: "admin.invalid", not_admin: "admin.not_admin" }[code];
      fail(words.t(key ?? "admin.failed"));
      save.setAttribute("aria-disabled", "false");
    }
    resize();
  }, { class: "button primary" });
  node.append(h("ul", { class: "meanings", role: "list" }, levels), h("div", { class: "bar" }, save));
  return node;
}

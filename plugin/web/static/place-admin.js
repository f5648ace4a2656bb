/**
 * What AI may do in one project or space, for its administrators: what the organisation allows, and what they narrow.
 * They can take away and give back what they took; nothing here allows more than the organisation does.
 *
 * @typedef {{level?: string, effect?: string, engines?: string[], destinations?: string[], instead?: string}} Overlay
 * @typedef {{place: {key: string, name: string}, version: number, level: string | null, overlay: Overlay,
 *   rows: {use_case: string, audience: string, organisation: string, now: string}[]}} Standing
 */
import { ApiProblem, createApi, SessionExpired } from "./api.js";
import { button, freshId, h } from "./dom.js";
import { createHost } from "./host.js";
import { createWords } from "./i18n.js";
import { levelBadge } from "./view-frame.js";
import { LEVELS, ROWS } from "./policy-model.js";

const EFFECTS = ["", "mask", "review", "deny"];

/** @param {HTMLElement} main @param {HTMLElement} status */
function start(main, status) {
  const words = createWords(document.documentElement.lang, main.dataset.product || "jira");
  const ticket = document.querySelector("meta[name=vouch-ticket]")?.getAttribute("content") ?? "";
  const host = createHost();
  const api = createApi({ host, ticket });
  const path = `/delegation?place=${encodeURIComponent(host.placeKey)}`;
  const title = h("h1", null, words.t("here.title"));
  /** @param {string} text */
  const say = (text) => { status.textContent = text; };

  /** @param {...(Node | false | null)} parts */
  function show(...parts) {
    main.replaceChildren(title, ...parts.filter((part) => part instanceof Node));
    host.resize();
  }

  /** @param {unknown} fault @returns {string} the key of what to say. */
  function wordsOf(fault) {
    if (fault instanceof SessionExpired) return "session_expired.text";
    const code = fault instanceof ApiProblem ? fault.error.code : "";
    return { not_place_admin: "here.not_admin", policy_moved: "here.moved", place_not_classified: "here.closed" }[code] ?? "here.failed";
  }

  async function load() {
    show(h("p", { class: "subtle gap" }, words.t("panel.loading")));
    try {
      draw(await api.call(path));
    } catch (fault) {
      const key = wordsOf(fault);
      say(words.t(key));
      show(h("p", { class: "subtle gap" }, words.t(key)),
        key === "here.failed" && h("div", { class: "bar" }, button(words.t("action.retry"), load, { class: "button primary" })));
    }
  }

  /** @param {Standing} standing @param {string} [said] */
  function draw({ place, version, level, overlay, rows }, said = "") {
    const told = said && h("p", { class: "strip success" }, said);
    const name = h("p", { class: "lead" }, h("b", null, place.name || place.key), ` (${place.key}) `, levelBadge(level, words));
    if (!level) {
      show(name, h("p", { class: "subtle gap" }, words.t("here.closed")));
      return;
    }
    const lines = rows.map(({ use_case: useCase, audience, organisation, now }) => {
      const row = ROWS.find((one) => one.useCase === useCase && one.audience === audience);
      return h("tr", null, h("th", { scope: "row" }, words.t(`admin.${row?.name ?? useCase}`)), effectCell(organisation), effectCell(now));
    });
    const heads = ["here.what", "here.organisation", "here.now"].map((key) => h("th", { scope: "col" }, words.t(key)));
    show(told || null, name, h("p", { class: "note gap-small" }, words.t("here.note")),
      h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": words.t("here.table") },
        h("table", { class: "places" }, h("thead", null, h("tr", null, heads)), h("tbody", null, lines))),
      form(version, level, overlay));
  }

  /** @param {string} effect */
  function effectCell(effect) {
    return h("td", null, h("span", { class: `effect effect-${effect}` }, words.t(effect === "review" ? "admin.review_unnamed" : `admin.${effect}`)));
  }

  /** @param {number} version @param {string} level @param {Overlay} overlay */
  function form(version, level, overlay) {
    const [levelId, effectId, insideId, insteadId, hint] = ["level", "effect", "inside", "instead", "hint"].map(freshId);
    const stricter = LEVELS.slice(LEVELS.indexOf(level) + 1);
    const counts = /** @type {HTMLSelectElement} */ (h("select", { id: levelId }, ["", ...stricter].map((code) =>
      h("option", { value: code, selected: code === (overlay.level ?? "") }, words.t(code ? `level.${code}` : "here.level_same")))));
    const effect = /** @type {HTMLSelectElement} */ (h("select", { id: effectId }, EFFECTS.map((code) =>
      h("option", { value: code, selected: code === (overlay.effect ?? "") }, words.t(`here.effect_${code || "same"}`)))));
    const inside = /** @type {HTMLInputElement} */ (h("input", { id: insideId, type: "checkbox", class: "take", checked: Boolean(overlay.engines) }));
    const instead = /** @type {HTMLInputElement} */ (h("input", { id: insteadId, maxlength: 500, value: overlay.instead ?? "", "aria-describedby": hint }));
    const fault = h("p", { class: "fault", role: "alert" });

    /** @param {Overlay} next @param {string} done */
    async function save(next, done) {
      if (go.getAttribute("aria-disabled") === "true") return;
      go.setAttribute("aria-disabled", "true");
      try {
        const made = await api.call(path, "PUT", { overlay: next, based_on: version });
        draw(made, words.t(done));
        say(words.t(done));
        title.setAttribute("tabindex", "-1");
        title.focus();
      } catch (problem) {
        go.setAttribute("aria-disabled", "false");
        fault.textContent = words.t(wordsOf(problem));
        host.resize();
      }
    }

    const go = button(words.t("here.save"), () => save({
      ...(counts.value && { level: counts.value }),
      ...(effect.value && { effect: effect.value }),
      ...(inside.checked && { engines: ["embedded"], destinations: ["in_process"] }),
      ...(instead.value.trim() && { instead: instead.value.trim() }),
    }, "here.saved"), { class: "button primary" });
    const back = Object.keys(overlay).length > 0 && button(words.t("here.take_back"), () => save({}, "here.taken_back"), { class: "button quiet" });
    return h("section", { "aria-labelledby": "narrow" }, h("h2", { id: "narrow" }, words.t("here.narrow")),
      h("p", { class: "note" }, words.t("here.narrow_note")),
      h("div", { class: "field" }, h("label", { for: effectId }, words.t("here.effect")), effect),
      stricter.length > 0 && h("div", { class: "field" }, h("label", { for: levelId }, words.t("here.level")), counts),
      h("div", { class: "choice" }, inside, h("label", { for: insideId }, words.t("here.inside"))),
      h("div", { class: "field" }, h("label", { for: insteadId }, words.t("admin.instead")), instead, h("p", { class: "note", id: hint }, words.t("admin.instead_hint"))),
      fault, h("div", { class: "bar" }, go, back));
  }

  host.theme();
  if (!host.present) show(h("p", { class: "subtle gap" }, words.t("no_host.text")));
  else load();
}

const main = document.getElementById("vouch");
const status = document.getElementById("vouch-status");
if (main && status) start(main, status);

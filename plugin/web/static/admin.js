/**
 * What AI may do, for administrators: the rules to read, the places and the words to edit, one Save. Every save is a
 * new version that is based on the one that was loaded; somebody else's in between is a conflict, never overwritten.
 *
 * @typedef {import("./policy-model.js").Policy} Policy
 * @typedef {{version: number, document: Policy, author: string, at: string | null}} Version
 */
import { ApiProblem, createApi, SessionExpired } from "./api.js";
import { button, freshId, h } from "./dom.js";
import { createHost } from "./host.js";
import { createWords } from "./i18n.js";
import { changesBetween, placeParts, STARTER_RULES } from "./policy-model.js";
import { categoriesView } from "./view-categories.js";
import { maskingView } from "./view-masking.js";
import { matrixView } from "./view-matrix.js";
import { placeLabel, placesView } from "./view-places.js";
import { stopsView } from "./view-stops.js";
import { timeOf } from "./view-time.js";

/** @param {HTMLElement} main @param {HTMLElement} status */
function start(main, status) {
  const words = createWords(document.documentElement.lang, main.dataset.product || "jira");
  const ticket = document.querySelector("meta[name=vouch-ticket]")?.getAttribute("content") ?? "";
  const host = createHost();
  const api = createApi({ host, ticket });
  /** @param {string} text */
  const say = (text) => { status.textContent = text; };
  const title = h("h1", null, words.t("admin.title"));

  /** @param {...HTMLElement} parts */
  function show(...parts) {
    main.replaceChildren(title, ...parts);
    host.resize();
  }

  /** @param {string} text @param {boolean} [again] */
  function message(text, again = true) {
    const retry = again && button(words.t("action.retry"), load, { class: "button primary" });
    show(h("p", { class: "subtle gap" }, text), h("div", { class: "bar" }, retry));
    say(text);
  }

  async function load() {
    show(h("p", { class: "subtle" }, words.t("panel.loading")));
    try {
      edit(await api.policy());
    } catch (fault) {
      const code = fault instanceof ApiProblem ? fault.error.code : "";
      if (code === "not_admin") message(words.t("admin.not_admin"), false);
      else if (fault instanceof SessionExpired) message(words.t("session_expired.text"), false);
      else message(words.t("admin.failed"));
    }
  }

  /** @param {Version} version @param {string} [said] shown above, after a save. */
  function edit(version, said = "") {
    const draft = structuredClone(version.document);
    const before = version.document;
    const matrix = h("div");
    const saver = saverView(() => save(version, draft), () => edit(version));
    const places = placesView({ words, draft: () => draft, changed, say });

    function changed() {
      saver.draw(changesBetween(before, draft));
      host.resize();
    }

    function drawRules() {
      matrix.replaceChildren(matrixView(draft.rules, words));
      if (!draft.rules.length) matrix.append(starter());
    }

    function starter() {
      return h("div", { class: "strip warning" }, h("span", null, words.t("admin.starter"), " ", words.t("admin.starter_text")),
        button(words.t("admin.starter_button"), () => {
          draft.rules = structuredClone(STARTER_RULES);
          drawRules();
          changed();
          saver.focus();
        }));
    }

    drawRules();
    const inForce = version.at
      ? sentenceWithTime("admin.version", { version: version.version }, version.at)
      : [words.t("admin.version_none")];
    show(
      h("p", { class: "note" }, inForce),
      ...(said ? [h("p", { class: "strip success" }, said)] : []),
      section("admin.matrix", h("p", { class: "note" }, words.t("admin.matrix_note")), matrix),
      section("admin.places", h("p", { class: "note" }, words.t("admin.places_note")), places.node),
      section("admin.words", wordsField("contact", draft, changed, 200), wordsField("instead", draft, changed, 500)),
      saver.node,
      section("stops.title", stopsView({ words, api, product: main.dataset.product || "jira", say, resize: () => host.resize() })),
      section("categories.title", h("p", { class: "note" }, words.t("categories.note")),
        categoriesView({ words, api, keys: keysOf(before), say, resize: () => host.resize() })),
      section("masking.title", maskingView({ words, preview: api.previewMasking, say, resize: () => host.resize() })),
    );
  }

  /** The places of this product that are in force, by key. @param {Policy} policy @returns {string[]} */
  function keysOf(policy) {
    const mine = Object.keys(policy.places).map(placeParts).filter(({ product }) => product === (main.dataset.product || "jira"));
    return mine.map(({ key }) => key).filter((key) => !key.startsWith("#")).sort();
  }

  /** The message with a time element where `{when}` stands. */
  /** @param {string} key @param {Record<string, any>} values @param {string} at */
  function sentenceWithTime(key, values, at) {
    const [head, tail] = words.t(key, { ...values, when: "\u0000" }).split("\u0000");
    return [head, timeOf(at, words), tail];
  }

  /** @param {string} key @param {...Node} parts */
  function section(key, ...parts) {
    const id = freshId("part");
    return h("section", { "aria-labelledby": id }, h("h2", { id }, words.t(key)), ...parts);
  }

  /** @param {"contact" | "instead"} name @param {Policy} draft @param {() => void} changed @param {number} most */
  function wordsField(name, draft, changed, most) {
    const [id, hint] = [freshId(name), freshId("hint")];
    const field = /** @type {HTMLInputElement} */ (h("input", { id, maxlength: most, "aria-describedby": hint, value: draft[name] ?? "" }));
    field.addEventListener("input", () => {
      draft[name] = field.value;
      changed();
    });
    return h("div", { class: "field" }, h("label", { for: id }, words.t(`admin.${name}`)), field,
      h("p", { id: hint, class: "note" }, words.t(`admin.${name}_hint`)));
  }

  /** @param {ReturnType<typeof changesBetween>[number]} change */
  function changeText({ kind, place = "", level, before }) {
    const values = { place: placeLabel(place), level: level && words.t(`level.${level}`), before: before && words.t(`level.${before}`) };
    return words.t(`admin.change_${kind}`, values);
  }

  /** What would change, Save, and what went wrong with it. */
  /** @param {() => Promise<HTMLElement | null>} onSave @param {() => void} onUndo */
  function saverView(onSave, onUndo) {
    const list = h("ul", { class: "bullets", role: "list" });
    const outcome = h("div", { class: "outcome" });
    const saveButton = button(words.t("admin.save"), async () => {
      if (saveButton.getAttribute("aria-disabled") === "true") return;
      saveButton.setAttribute("aria-disabled", "true");
      saveButton.textContent = words.t("admin.saving");
      const problem = await onSave();
      saveButton.setAttribute("aria-disabled", "false");
      saveButton.textContent = words.t("admin.save");
      outcome.replaceChildren(...(problem ? [problem] : []));
      host.resize();
    }, { class: "button primary" });
    const node = h("section", { class: "changes" }, h("h2", null, words.t("admin.changes")), list, outcome,
      h("div", { class: "bar" }, saveButton, button(words.t("admin.undo"), onUndo, { class: "button quiet" })));
    node.hidden = true;
    return {
      node,
      focus: () => saveButton.focus(),
      /** @param {ReturnType<typeof changesBetween>} changes */
      draw(changes) {
        node.hidden = changes.length === 0;
        outcome.replaceChildren();
        list.replaceChildren(...changes.map((change) => h("li", null, changeText(change))));
      },
    };
  }

  /** @param {Version} version @param {Policy} draft @returns {Promise<HTMLElement | null>} a problem to show. */
  async function save(version, draft) {
    try {
      const next = await api.putPolicy({ document: draft, based_on: version.version });
      const said = words.t("admin.saved", { version: next.version });
      edit(next, said);
      say(said);
      title.setAttribute("tabindex", "-1");
      title.focus();
      return null;
    } catch (fault) {
      return problemView(fault);
    }
  }

  /** @param {unknown} fault @returns {HTMLElement} */
  function problemView(fault) {
    const { code = "" } = fault instanceof ApiProblem ? fault.error : {};
    const key = { conflict: "admin.conflict", policy_invalid: "admin.invalid", not_admin: "admin.not_admin", session_expired: "session_expired.text" }[code];
    const text = words.t(key ?? "admin.failed");
    const details = fault instanceof ApiProblem ? fault.details : [];
    say(text);
    return h("div", { class: "strip danger" }, h("span", null, text,
      details.length > 0 && h("ul", null, details.map(({ path, message: why }) => h("li", null, h("code", null, path), ` ${why}`)))),
      code === "conflict" && button(words.t("action.reload"), load));
  }

  if (!host.present) {
    message(words.t("no_host.text"), false);
    return;
  }
  host.theme();
  load();
}

const main = document.getElementById("vouch");
const status = document.getElementById("vouch-status");
if (main && status) start(main, status);

/**
 * Citations: numbered chips, and the passage behind them. Hovering shows the passage over the text (nothing moves
 * under the pointer); a click, a tap or the keyboard shows it in the text, below its sentence. One is open at a time;
 * one that was clicked stays until it is closed or another one is clicked.
 *
 * @typedef {import("./panel.js").Context} Context
 * @typedef {import("./api.js").Run} Run
 * @typedef {{chip: HTMLElement, card: HTMLElement, row: HTMLElement, mode: "hover" | "focus" | "pinned", read: number}} Open
 */
import { sourceName, visibilityName } from "./coverage.js";
import { button, freshId, h } from "./dom.js";
import { timeOf } from "./view-time.js";

const HOVER_OPENS_MS = 150;
const HOVER_CLOSES_MS = 250;
const COUNTS_AS_READ_MS = 1000;

/**
 * The passages of one result.
 *
 * @param {Context} context
 * @param {Run} run
 */
export function createPassages(context, run) {
  const { words, actions } = context;
  const byNumber = new Map(run.result.citations.map((/** @type {any} */ citation) => [citation.n, citation]));
  /** @type {Open | null} */
  let open = null;
  let waiting = 0;
  let pressing = false;
  let returning = false;

  function close() {
    if (!open) return;
    clearTimeout(open.read);
    open.card.remove();
    open.chip.setAttribute("aria-expanded", "false");
    open.chip.removeAttribute("aria-controls");
    open = null;
  }

  /** @param {HTMLElement} chip @param {any} citation @param {HTMLElement} row @param {Open["mode"]} mode */
  function show(chip, citation, row, mode) {
    close();
    const card = passageCard(context, citation, run);
    card.id = freshId("passage");
    row.append(card);
    if (mode === "hover") float(card, row);
    chip.setAttribute("aria-expanded", "true");
    chip.setAttribute("aria-controls", card.id);
    const sentence = row.dataset.sentence ?? "";
    const read = window.setTimeout(() => actions.checked(run.id, sentence), mode === "pinned" ? 0 : COUNTS_AS_READ_MS);
    open = { chip, card, row, mode, read };
    return card;
  }

  /** @param {number} delay @param {() => void} action */
  function later(delay, action) {
    clearTimeout(waiting);
    waiting = window.setTimeout(action, delay);
  }

  /**
   * @param {number} n
   * @param {HTMLElement} row the sentence that cites it.
   * @returns {HTMLElement | null}
   */
  function chip(n, row) {
    const citation = byNumber.get(n);
    if (!citation) return null;
    const name = words.t("source.name", { n: String(n), what: sourceName(citation, words) });
    const made = button("", (event) => {
      clearTimeout(waiting);
      if (open?.chip === made && open.mode === "pinned") return close();
      const card = show(made, citation, row, "pinned");
      if (event.detail === 0) card.focus(); // by keyboard: on to the passage; Escape comes back
    }, { class: "cite", "aria-label": name, "aria-expanded": "false" });
    made.append(h("span", null, String(n)));
    made.addEventListener("pointerenter", (event) => {
      const taken = open && (open.mode !== "hover" || open.chip === made) && open.row === row;
      if (event.pointerType === "mouse" && !taken) {
        later(HOVER_OPENS_MS, () => open?.mode !== "pinned" && show(made, citation, row, "hover"));
      } else if (open?.chip === made) clearTimeout(waiting);
    });
    made.addEventListener("focus", () => {
      const taken = open && (open.chip === made || open.mode === "pinned");
      if (made.matches(":focus-visible") && !taken && !returning) show(made, citation, row, "focus");
    });
    return made;
  }

  /** Close what was only glanced at once pointer or focus leave the sentence. */
  /** @param {HTMLElement} row */
  function watch(row) {
    row.addEventListener("pointerleave", () => later(HOVER_CLOSES_MS, () => open?.row === row && open.mode === "hover" && close()));
    row.addEventListener("pointerenter", () => open?.row === row && clearTimeout(waiting));
    row.addEventListener("focusout", (event) => {
      const inside = event.relatedTarget instanceof Node && row.contains(event.relatedTarget);
      if (inside || open?.row !== row || open.mode !== "focus") return;
      if (pressing) open.mode = "pinned"; // closing now would move what is being clicked from under the pointer
      else close();
    });
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.key !== "Escape" || !open) return;
    event.preventDefault(); // the key closes the passage, not the dialog that the panel may stand in
    const { chip: from, row } = open;
    const inside = row.contains(document.activeElement);
    returning = true; // giving the focus back must not open it again
    if (inside) from.focus();
    close();
    returning = false;
  }
  const onDown = () => { pressing = true; };
  const onUp = () => { pressing = false; };
  document.addEventListener("keydown", onKey);
  document.addEventListener("pointerdown", onDown, true);
  document.addEventListener("pointerup", onUp, true);
  document.addEventListener("pointercancel", onUp, true);

  return {
    chip,
    watch,
    dispose() {
      clearTimeout(waiting);
      close();
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("pointerdown", onDown, true);
      document.removeEventListener("pointerup", onUp, true);
      document.removeEventListener("pointercancel", onUp, true);
    },
  };
}

/** Lay the card over the text, above its sentence where there is no room below. */
/** @param {HTMLElement} card @param {HTMLElement} row */
function float(card, row) {
  card.classList.add("floating");
  const { bottom, top } = row.getBoundingClientRect();
  const room = document.documentElement.clientHeight - bottom;
  if (room < card.offsetHeight + 8 && top > room) card.classList.add("above");
}

/** @param {Context} context @param {any} citation @param {Run} run @returns {HTMLElement} */
export function passageCard({ words, actions }, citation, run) {
  const { kind, at, visibility, quote } = citation;
  const id = freshId("about");
  const about = h("p", { id, class: "about" }, h("b", null, sourceName(citation, words)));
  if (at) about.append(h("span", { class: "dim" }, " · ", timeOf(at, words)));
  if (kind === "comment" || visibility.kind !== "public") {
    about.append(h("span", { class: "dim" }, ` · ${visibilityName(visibility, words)}`));
  }
  const target = targetOf(citation, words);
  const go = target && button(target, () => {
    actions.checked(run.id, "");
    actions.open(citation);
  }, { class: "link" });
  return h("div", { class: "passage", role: "group", "aria-labelledby": id, tabindex: "-1" }, about, h("blockquote", { dir: "auto" }, quote), go);
}

/** The words of the second step, where there is one. */
/** @param {any} citation @param {Context["words"]} words @returns {string} */
function targetOf({ kind, role, segment, comment_id: comment, href }, words) {
  if (kind === "comment" && comment) return words.t("source.goto_comment");
  if (kind === "link") return words.t("source.goto_issue", { key: segment.replace(/^link:/, ""), title: role });
  return kind === "section" && href ? words.t("source.open") : "";
}

/** The thread of an issue: showing one comment, and adding one without leaving the page. */
import { showFlag } from "./flags.js";

const STILL = window.matchMedia("(prefers-reduced-motion: reduce)");

/** The comment that an address asks for, or an empty string. @param {URL} url @returns {string} */
export function commentOf(url) {
  const anchor = /^#comment-(\w+)$/.exec(url.hash)?.[1] ?? "";
  return url.searchParams.get("focusedCommentId") || anchor;
}

/** Scroll to a comment, mark it, and put the focus there. @param {string} id */
export function focusComment(id) {
  const comment = document.getElementById(`comment-${id}`);
  if (!comment) {
    showFlag({ title: "This comment is not shown to you", type: "info", close: "auto" });
    return;
  }
  for (const marked of document.querySelectorAll(".comment.focused")) marked.classList.remove("focused");
  comment.classList.add("focused");
  comment.scrollIntoView({ block: "center", behavior: STILL.matches ? "auto" : "smooth" });
  comment.focus({ preventScroll: true });
}

/** Scroll to the heading that an address names, and put the focus there. @param {URL} url */
export function showPlace(url) {
  const place = document.getElementById(decodeURIComponent(url.hash.slice(1)));
  if (!place) return;
  place.tabIndex = -1;
  place.scrollIntoView({ block: "start", behavior: STILL.matches ? "auto" : "smooth" });
  place.focus({ preventScroll: true });
}

/** Show the comment that this page's address asks for, if there is one. */
export function showAskedComment() {
  const asked = commentOf(new URL(location.href));
  if (asked && document.querySelector("#thread, .wiki-page")) focusComment(asked);
}

/** Let the form add its comment in place. */
export function addCommentForm() {
  const form = document.getElementById("add-comment");
  if (!(form instanceof HTMLFormElement)) return;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    if (button) button.disabled = true;
    try {
      await add(form);
    } finally {
      if (button) button.disabled = false;
    }
  });
}

/** @param {HTMLFormElement} form */
async function add(form) {
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
  if (!answer.ok) {
    showFlag({ title: "The comment was not added", body: `The site answered ${answer.status}.`, type: "error" });
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const thread = document.getElementById("thread");
  thread?.append(...page.body.children);
  const count = document.getElementById("comment-count");
  if (count && thread) count.textContent = String(thread.childElementCount);
  form.reset();
  thread?.lastElementChild?.scrollIntoView({ block: "nearest" });
}

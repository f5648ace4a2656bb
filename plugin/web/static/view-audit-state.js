/**
 * How the record stands: its length, the last signed checkpoint and what came after it, the webhook; and two things to
 * do about it.
 */
import { once } from "./ask-once.js";
import { button, h } from "./dom.js";
import { timeOf } from "./view-time.js";

/**
 * @param {import("./admin-sections.js").Admin & {state: import("./view-audit.js").State}} the
 * @returns {HTMLElement}
 */
export function stateView(the) {
  const { words, api, state } = the;
  const facts = h("dl", { class: "facts" });
  const outcome = h("div", { class: "outcome" });

  /** @param {import("./view-audit.js").State} now */
  function draw(now) {
    const { checkpoint, push } = now;
    facts.replaceChildren(
      ...fact(words.t("audit.records"), words.number(now.records)),
      ...fact(words.t("audit.checkpoint"), ...(checkpoint
        ? [timeOf(checkpoint.at, words), ` · ${words.t("audit.checkpoint_of", { record: words.number(checkpoint.record) })}`]
        : [words.t("audit.checkpoint_none")])),
      ...fact(words.t("audit.lag"), words.t("audit.lag_count", { count: now.not_yet_anchored })),
      ...(push ? fact(words.t("audit.push"), pushWords(push)) : []));
  }

  /** @param {NonNullable<import("./view-audit.js").State["push"]>} push */
  function pushWords(push) {
    const taken = words.t("audit.push_taken", { record: words.number(push.record) });
    return push.failures ? `${taken} ${words.t("audit.push_failing", { count: push.failures, code: push.last_error })}` : taken;
  }

  async function verify() {
    const found = await api.call("/audit/verify", "POST");
    if (found.broken) {
      const text = words.t("audit.broken", { record: words.number(found.broken.record), reason: found.broken.reason });
      the.say(text);
      return h("div", { class: "strip danger" }, h("span", null, text));
    }
    if (!found.ok) {
      the.say(words.t("audit.doubt"));
      return h("div", { class: "strip warning" }, h("span", null, words.t("audit.doubt"), h("ul", null, found.problems.map((/** @type {string} */ each) => h("li", null, each)))));
    }
    return words.t("audit.whole", { count: found.records, erased: words.number(found.erased) });
  }

  async function sign() {
    draw(await api.call("/audit/checkpoint", "POST"));
    return words.t("audit.signed");
  }

  draw(state);
  const verifyButton = button(words.t("audit.verify"), () => once(verifyButton, outcome, the, verify));
  const signButton = button(words.t("audit.sign"), () => once(signButton, outcome, the, sign), { class: "button quiet" });
  return h("div", null,
    h("p", { class: "note" }, words.t("audit.note")),
    facts, h("div", { class: "bar" }, verifyButton, signButton), outcome);
}

/** @param {string} name @param {...(Node | string)} values */
function fact(name, ...values) {
  return [h("dt", null, name), h("dd", null, ...values)];
}

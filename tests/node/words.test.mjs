// The panel's words: every language has every message, every code of the API has words, sentences come out right.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { coverageLine, coverageReasons, maskedKinds, partlyRestricted, roleName, sourceName } from "../../plugin/web/static/coverage.js";
import { createWords, LANGUAGES } from "../../plugin/web/static/i18n.js";
import { plainText } from "../../plugin/web/static/plain-text.js";
import { RESULT, run } from "./samples.mjs";

const en = createWords("en");
const places = (message) => new Set([...Object.values(typeof message === "string" ? { message } : message).join(" ").matchAll(/\{(\w+)\}/g)].map((found) => found[1]));

for (const language of ["de", "ja"]) {
  test(`${language} has every message, with the same values in it and all plural forms`, () => {
    const other = LANGUAGES[language];
    assert.deepEqual(Object.keys(other).sort(), Object.keys(LANGUAGES.en).sort());
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories.sort();
    for (const [key, message] of Object.entries(LANGUAGES.en)) {
      assert.equal(typeof other[key], typeof message, key);
      assert.deepEqual(places(other[key]), places(message), key);
      if (typeof message === "object") assert.deepEqual(Object.keys(other[key]).sort(), forms, key);
    }
  });
}

test("no message praises, apologises or shouts", () => {
  for (const [key, message] of Object.entries(LANGUAGES.en)) {
    assert.doesNotMatch(JSON.stringify(message), /!|sorry|oops|great|awesome|please|magic/i, key);
  }
});

test("every value of the API that a person sees has words", () => {
  const keys = {
    level: ["public", "internal", "confidential", "restricted", "none"],
    section: ["changed", "key_points", "decisions", "actions", "significant", "text", "form", "questions", "answered", "remarks", "resolved", "problem", "happened", "state", "open", "latest", "files"],
    role: ["question", "answer", "decision", "added", "removed", "changed", "done", "reopened", "moved", "formatted"],
    flag: ["wrong", "missing", "outdated", "private", "unclear", "biased", "policy", "other"],
    blocked: ["place_not_allowed", "level_denies", "no_engine", "audience", "needs_review"],
    stand_in: ["text", "unfaithful", "empty", "engine_failed", "engine_timeout", "engine_unreachable", "engine_rate_limited", "engine_busy", "engine_cut_off", "engine_answer_invalid", "engine_refused", "engine_unsafe", "engine_misconfigured"],
    coverage: ["engine_limit", "engine_shortened", "attachments", "attachments_shortened", "linked_items", "comments", "internal_comments", "restricted_comments", "nodes", "included_pages", "restricted_page"],
    why: ["engine_limit", "engine_shortened", "attachments", "attachments_shortened", "linked_items", "comments", "internal_comments", "restricted_comments", "nodes", "included_pages", "restricted_page"],
    removed: ["no_source", "number", "name", "key", "placeholder", "markup", "link", "quote", "weak", "length"],
    source: ["change", "attachment", "summary", "description", "comment", "section"],
    masked: ["email", "phone", "iban", "card", "ip", "person", "secret"],
  };
  for (const [group, names] of Object.entries(keys)) for (const name of names) assert.ok(en.has(`${group}.${name}`), `${group}.${name}`);
});

test("every message that the modules name is there, and every one that is there is named", () => {
  const root = new URL("../../plugin/web/static/", import.meta.url);
  const code = readdirSync(root).filter((name) => name.endsWith(".js")).map((name) => readFileSync(new URL(name, root), "utf8")).join("\n");
  const whole = [...code.matchAll(/"([a-z_]+(?:\.[a-z_]+)+)"/g)].map((found) => found[1]).filter((key) => key.split(".")[0] in groups);
  for (const key of whole) if (!SIGNALS.has(key)) assert.ok(en.has(key), key);
  const stems = [...code.matchAll(/`([a-z_]+)\.(?:[a-z_.]*)\$\{/g)].map((found) => found[1]);
  const problems = /^(no_permission|failed|unreachable|interrupted|cancelled|session_expired|no_host)\.(title|text)$/; // by view
  const bare = [...new Set(Object.keys(LANGUAGES.en).map((key) => key.split("@")[0]))];
  for (const key of bare) assert.ok(key in LANGUAGES.en, `a variant of no message: ${key}`);
  const unused = bare.filter((key) => !whole.includes(key) && !stems.includes(key.split(".")[0]) && !problems.test(key));
  assert.deepEqual(unused, []);
});
const groups = Object.fromEntries(Object.keys(LANGUAGES.en).map((key) => [key.split(".")[0], true]));
const SIGNALS = new Set(["panel.viewed", "panel.js"]);

test("plurals and numbers follow the language", () => {
  assert.equal(en.t("ready.comments", { count: 1 }), "1 comment");
  assert.equal(en.t("ready.comments", { count: 1200 }), "1,200 comments");
  assert.equal(createWords("de-DE").t("ready.comments", { count: 1200 }), "1.200 Kommentare");
  assert.equal(createWords("ja").t("ready.comments", { count: 1 }), "コメント 1 件");
});

test("a language that is none of ours reads English, and so does a message that is not translated", () => {
  assert.equal(createWords("fi").t("action.stop"), "Stop");
  assert.equal(createWords("").language, "en");
});

test("a value is put in as it is, even where it looks like a place for another", () => {
  assert.equal(en.t("blocked.ask", { contact: "{rule} $& <b>" }), "Ask {rule} $& <b>.");
});

test("times are relative, in the largest unit that fits", () => {
  const now = new Date("2026-11-20T12:00:00Z");
  assert.equal(en.relative("2026-11-20T11:59:50Z", now), "now");
  assert.equal(en.relative("2026-11-20T09:00:00Z", now), "3 hours ago");
  assert.equal(en.relative("2026-11-19T11:00:00Z", now), "yesterday");
});

test("the coverage line says what was read, what was not, and what was left out", () => {
  assert.equal(
    coverageLine(RESULT.coverage, en).join(" "),
    "Read 14 of 16 comments. 2 attachments not read. 1 linked item skipped. 1 sentence left out: no source.",
  );
  assert.equal(coverageLine({ comments_read: 0, comments_total: 0, omissions: [], removed: {} }, en).join(" "), "No comments.");
  assert.deepEqual(coverageReasons(RESULT.coverage, en)[0].names, ["a.log", "b.png"]);
  assert.equal(partlyRestricted(RESULT.coverage), true);
});

test("a field or link that we do not know keeps the site's own word", () => {
  assert.equal(roleName("is blocked by", en), "Is blocked by");
  assert.equal(roleName("tested by", en), "Tested by");
  assert.equal(sourceName(RESULT.citations[0], en), "Comment by Jonas Weber");
  assert.deepEqual(maskedKinds({ email: 1, badge: 2 }, en), ["1 e-mail address", "2 values (badge)"]);
});

test("copied text carries its sources and what made it", () => {
  const text = plainText(run("finished"), en);
  assert.match(text, /^Summary: Checkout fails with 502\n/);
  assert.match(text, /- Status: In Review \[2\]/);
  assert.match(text, /\[1\] Comment by Jonas Weber, .+, internal note: “it returns 502” https:\/\/example\.test\/browse\/PAY-1/);
  assert.match(text, /AI output, made .+ by embedded 1\.0, policy version 14, record 4711\.$/);
});

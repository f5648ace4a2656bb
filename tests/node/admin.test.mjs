// The administrators' page: its sections, and the draft of the policy that they share.
import assert from "node:assert/strict";
import { test } from "node:test";
import { sectionOf, SECTIONS } from "../../plugin/web/static/admin-sections.js";
import { createWords, LANGUAGES } from "../../plugin/web/static/i18n.js";
import { createDraft } from "../../plugin/web/static/policy-draft.js";

test("an address names a section by its fragment, else by its query, else the usual one opens", () => {
  assert.equal(sectionOf({ hash: "#stops", search: "?section=policy" }), "stops");
  assert.equal(sectionOf({ hash: "", search: "?jwt=x&section=policy" }), "policy");
  assert.equal(sectionOf({ hash: "#constructor", search: "?section=../x" }), "places");
});

test("every section has a name in every language", () => {
  for (const language of Object.keys(LANGUAGES)) {
    for (const { id } of SECTIONS) assert.ok(createWords(language).has(`section.${id}`), `${language} ${id}`);
  }
});

test("the draft is loaded once, saved on the version it was loaded from, and undone without asking again", async () => {
  const asked = [];
  const policy = { version: 3, document: { places: {}, rules: [] }, author: "x", at: null };
  const draft = createDraft({
    policy: async () => (asked.push("get"), policy),
    putPolicy: async (body) => (asked.push(body), { ...policy, version: 4, document: body.document }),
  });
  await Promise.all([draft.ready(), draft.ready()]);
  draft.document().places["jira:PAY"] = { level: "internal" };
  draft.undo();
  assert.deepEqual(draft.document().places, {});
  draft.document().places["jira:PAY"] = { level: "public" };
  await draft.save();
  assert.deepEqual(asked, ["get", { document: { places: { "jira:PAY": { level: "public" } }, rules: [] }, based_on: 3, unlisted: true }]);
  assert.equal(draft.version().version, 4);
});

test("a draft that could not be loaded is asked for again", async () => {
  let failed = false;
  const draft = createDraft({ policy: async () => { if (!failed) { failed = true; throw new Error("down"); } return { version: 0, document: { places: {}, rules: [] } }; } });
  await assert.rejects(draft.ready());
  await draft.ready();
  assert.equal(draft.version().version, 0);
});

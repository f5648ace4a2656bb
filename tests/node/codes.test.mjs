// Every code of the API that a person can meet is said in words, in every language (the words test compares those).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { LANGUAGES } from "../../plugin/web/static/i18n.js";
import { viewOfError } from "../../plugin/web/static/state.js";

const table = readFileSync(new URL("../../docs/api.md", import.meta.url), "utf8").split("| code |")[1];
const codes = [...table.matchAll(/^\| ([^|]+)\|/gm)].flatMap(([, cell]) => [...cell.matchAll(/`(\w+)`/g)].map(([, code]) => code));

// Said under a key of another name, by the view that meets it.
const SAID_AS = {
  policy_invalid: "admin.invalid",
  no_such_stop: "stops.unknown",
  too_many_stops: "stops.too_many",
  no_such_value: "categories.moved",
  not_place_admin: "here.not_admin",
  place_not_classified: "here.closed",
};
// Met by programs alone: what our own pages cannot send, what another server asks, what a page answers by another way.
const NOBODY = {
  malformed_json: "our pages send JSON",
  http_405: "our pages use each address as it is",
  shared_server: "the page of keys offers it only where it may be done",
  streams_busy: "the page polls instead",
  install_keys_unreachable: "the host's installer meets it",
  install_keys_busy: "the host's installer meets it",
};

test("every code of the API has words, or a reason why nobody reads any", () => {
  const keys = Object.keys(LANGUAGES.en);
  assert.ok(codes.length > 60);
  for (const code of codes) {
    if (code in NOBODY) continue;
    const own = keys.some((key) => key.split(/[.@]/).includes(code));
    const view = viewOfError({ code, message: "" });
    const said = own || SAID_AS[code] in LANGUAGES.en || (view !== "failed" && `${view}.text` in LANGUAGES.en);
    assert.ok(said, code);
  }
  for (const code of [...Object.keys(NOBODY), ...Object.keys(SAID_AS)]) assert.ok(codes.includes(code), `no such code: ${code}`);
});

test("a case that is missing, a broken record and a hold are said in words of their own", () => {
  for (const language of Object.keys(LANGUAGES)) {
    for (const code of ["case_missing", "chain_broken", "legal_hold"]) {
      assert.ok(LANGUAGES[language][`audit.error.${code}`], `${language} ${code}`);
    }
  }
});

// Rules that every module of the panel keeps, read from its text.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const root = new URL("../../plugin/web/static/", import.meta.url);
const names = readdirSync(root, { recursive: true }).filter((name) => name.endsWith(".js"));
const modules = names.map((name) => [name, readFileSync(new URL(name, root), "utf8")]);

test("no module makes an element or code out of text", () => {
  const forbidden = /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|\beval\(|new Function|setAttribute\("style"/;
  for (const [name, text] of modules) assert.doesNotMatch(text, forbidden, name);
});

test("no module keeps anything in the browser", () => {
  for (const [name, text] of modules) assert.doesNotMatch(text, /localStorage|sessionStorage|indexedDB|document\.cookie/, name);
});

test("no module is longer than 300 lines, and none names an address outside", () => {
  for (const [name, text] of modules) {
    assert.ok(text.split("\n").length <= 301, name);
    assert.doesNotMatch(text.replaceAll("http://www.w3.org/2000/svg", ""), /https?:\/\//, name);
  }
});

test("pages have no inline script, style or handler", () => {
  const templates = new URL("../../plugin/web/templates/", import.meta.url);
  for (const name of readdirSync(templates)) {
    const text = readFileSync(new URL(name, templates), "utf8");
    assert.doesNotMatch(text, /\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)|\|\s*safe/, name);
  }
});

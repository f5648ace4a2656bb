// Counts the words of policy cards as the panel writes them: JSON lines of cards in, {language: count} out.
import { createInterface } from "node:readline";
import { createWords, LANGUAGES } from "../../plugin/web/static/i18n.js";
import { cardWords } from "../../plugin/web/static/view-card.js";

const spoken = Object.keys(LANGUAGES).flatMap((language) => ["jira", "confluence"].map((product) => createWords(language, product)));
const counters = Object.fromEntries(Object.keys(LANGUAGES).map((language) => [language, new Intl.Segmenter(language, { granularity: "word" })]));

/** @param {any} card @param {any} words */
function count(card, words) {
  const { title, intro, parts } = cardWords(card, words);
  const buttons = [words.t("card.agree_run"), words.t("card.later")];
  const text = [title, intro, ...parts.flatMap((part) => [part.title, ...part.lines]), ...buttons].join("\n");
  if (/\{|undefined|card\./.test(text)) throw new Error(text);
  return [...counters[words.language].segment(text)].filter((part) => part.isWordLike).length;
}

for await (const line of createInterface({ input: process.stdin })) {
  const card = JSON.parse(line);
  const counts = {};
  for (const words of spoken) counts[words.language] = Math.max(counts[words.language] ?? 0, count(card, words));
  console.log(JSON.stringify(counts));
}

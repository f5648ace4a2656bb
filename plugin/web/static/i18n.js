/**
 * Words, numbers and times in the page's language. Messages are plain text with `{name}` in them, or an object of
 * plural forms (`Intl.PluralRules`) chosen by `count`. Where a product needs other words, a message has a variant:
 * `first.summarise@confluence` is read in Confluence in place of `first.summarise`.
 */
import adminDe from "./messages/admin-de.js";
import adminEn from "./messages/admin-en.js";
import adminJa from "./messages/admin-ja.js";
import auditDe from "./messages/audit-de.js";
import auditEn from "./messages/audit-en.js";
import auditJa from "./messages/audit-ja.js";
import cardDe from "./messages/card-de.js";
import cardEn from "./messages/card-en.js";
import cardJa from "./messages/card-ja.js";
import categoriseDe from "./messages/categorise-de.js";
import categoriseEn from "./messages/categorise-en.js";
import categoriseJa from "./messages/categorise-ja.js";
import codesDe from "./messages/codes-de.js";
import codesEn from "./messages/codes-en.js";
import codesJa from "./messages/codes-ja.js";
import de from "./messages/de.js";
import decideDe from "./messages/decide-de.js";
import decideEn from "./messages/decide-en.js";
import decideJa from "./messages/decide-ja.js";
import doorsDe from "./messages/doors-de.js";
import doorsEn from "./messages/doors-en.js";
import doorsJa from "./messages/doors-ja.js";
import en from "./messages/en.js";
import enginesDe from "./messages/engines-de.js";
import enginesEn from "./messages/engines-en.js";
import enginesJa from "./messages/engines-ja.js";
import formatsDe from "./messages/formats-de.js";
import formatsEn from "./messages/formats-en.js";
import formatsJa from "./messages/formats-ja.js";
import ja from "./messages/ja.js";
import longDe from "./messages/long-de.js";
import longEn from "./messages/long-en.js";
import longJa from "./messages/long-ja.js";
import macroDe from "./messages/macro-de.js";
import macroEn from "./messages/macro-en.js";
import macroJa from "./messages/macro-ja.js";
import maskingDe from "./messages/masking-de.js";
import maskingEn from "./messages/masking-en.js";
import maskingJa from "./messages/masking-ja.js";
import placesDe from "./messages/places-de.js";
import placesEn from "./messages/places-en.js";
import placesJa from "./messages/places-ja.js";
import reviewDe from "./messages/review-de.js";
import reviewEn from "./messages/review-en.js";
import reviewJa from "./messages/review-ja.js";
import healthDe from "./messages/health-de.js";
import healthEn from "./messages/health-en.js";
import healthJa from "./messages/health-ja.js";
import catalogueDe from "./messages/catalogue-de.js";
import catalogueEn from "./messages/catalogue-en.js";
import catalogueJa from "./messages/catalogue-ja.js";
import keysDe from "./messages/keys-de.js";
import keysEn from "./messages/keys-en.js";
import keysJa from "./messages/keys-ja.js";
import setupDe from "./messages/setup-de.js";
import setupEn from "./messages/setup-en.js";
import setupJa from "./messages/setup-ja.js";
import hereDe from "./messages/here-de.js";
import hereEn from "./messages/here-en.js";
import hereJa from "./messages/here-ja.js";
import sectionsDe from "./messages/sections-de.js";
import sectionsEn from "./messages/sections-en.js";
import sectionsJa from "./messages/sections-ja.js";
import policyDe from "./messages/policy-de.js";
import policyEn from "./messages/policy-en.js";
import policyJa from "./messages/policy-ja.js";
import extrasDe from "./messages/extras-de.js";
import extrasEn from "./messages/extras-en.js";
import extrasJa from "./messages/extras-ja.js";
import stopsDe from "./messages/stops-de.js";
import stopsEn from "./messages/stops-en.js";
import stopsJa from "./messages/stops-ja.js";
import useCasesDe from "./messages/use-cases-de.js";
import useCasesEn from "./messages/use-cases-en.js";
import useCasesJa from "./messages/use-cases-ja.js";
import pageDe from "./messages/page-de.js";
import pageEn from "./messages/page-en.js";
import pageJa from "./messages/page-ja.js";

/** @typedef {Record<string, string | Record<string, string>>} Messages */

/** A line an area, whose words stand in files of their own. @type {{en: Messages, de: Messages, ja: Messages}[]} */
const AREAS = [
  { en, de, ja },
  { en: adminEn, de: adminDe, ja: adminJa },
  { en: auditEn, de: auditDe, ja: auditJa },
  { en: categoriseEn, de: categoriseDe, ja: categoriseJa },
  { en: codesEn, de: codesDe, ja: codesJa },
  { en: decideEn, de: decideDe, ja: decideJa },
  { en: useCasesEn, de: useCasesDe, ja: useCasesJa },
  { en: formatsEn, de: formatsDe, ja: formatsJa },
  { en: maskingEn, de: maskingDe, ja: maskingJa },
  { en: enginesEn, de: enginesDe, ja: enginesJa },
  { en: longEn, de: longDe, ja: longJa },
  { en: macroEn, de: macroDe, ja: macroJa },
  { en: pageEn, de: pageDe, ja: pageJa },
  { en: stopsEn, de: stopsDe, ja: stopsJa },
  { en: reviewEn, de: reviewDe, ja: reviewJa },
  { en: cardEn, de: cardDe, ja: cardJa },
  { en: sectionsEn, de: sectionsDe, ja: sectionsJa },
  { en: placesEn, de: placesDe, ja: placesJa },
  { en: policyEn, de: policyDe, ja: policyJa },
  { en: extrasEn, de: extrasDe, ja: extrasJa },
  { en: doorsEn, de: doorsDe, ja: doorsJa },
  { en: keysEn, de: keysDe, ja: keysJa },
  { en: catalogueEn, de: catalogueDe, ja: catalogueJa },
  { en: hereEn, de: hereDe, ja: hereJa },
  { en: setupEn, de: setupDe, ja: setupJa },
  { en: healthEn, de: healthDe, ja: healthJa },
];

/** @type {Record<string, Messages>} */
export const LANGUAGES = {
  en: Object.assign({}, ...AREAS.map((area) => area.en)),
  de: Object.assign({}, ...AREAS.map((area) => area.de)),
  ja: Object.assign({}, ...AREAS.map((area) => area.ja)),
};

const UNITS = /** @type {[Intl.RelativeTimeFormatUnit, number][]} */ ([
  ["year", 31_536_000], ["month", 2_592_000], ["week", 604_800], ["day", 86_400], ["hour", 3_600], ["minute", 60],
]);

/**
 * @typedef {object} Words
 * @property {string} language
 * @property {string} product whose variants are read, "jira" or "confluence".
 * @property {(key: string, values?: Record<string, any>) => string} t the message, with its values in it.
 * @property {(key: string) => boolean} has whether there is such a message.
 * @property {(value: number) => string} number
 * @property {(iso: string) => string} exact date and time, in full.
 * @property {(iso: string) => string} clock the time of day today, else the day.
 * @property {(iso: string, now?: Date) => string} relative "3 hours ago".
 * @property {(items: string[]) => string} either "Ana or Ben".
 * @property {(items: string[]) => string} list
 */

/**
 * @param {string} language of the page (`html lang`); English where it is none of ours.
 * @param {string} [product]
 * @returns {Words}
 */
export function createWords(language, product = "jira") {
  const code = language.slice(0, 2).toLowerCase();
  const known = code in LANGUAGES ? code : "en";
  const messages = LANGUAGES[known];
  const locale = language.toLowerCase().startsWith(known) ? language : known;
  const plural = new Intl.PluralRules(locale);
  const number = new Intl.NumberFormat(locale);
  const exact = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
  const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });

  /** @param {string} key @returns {string | Record<string, string> | undefined} */
  const find = (key) => messages[`${key}@${product}`] ?? messages[key] ?? LANGUAGES.en[key];

  /** @type {Words["t"]} */
  function t(key, values = {}) {
    const found = find(key) ?? key;
    const text = typeof found === "string" ? found : found[plural.select(values.count ?? 0)] ?? found.other;
    return text.replace(/\{(\w+)\}/g, (whole, name) => {
      const value = values[name];
      return value === undefined ? whole : typeof value === "number" ? number.format(value) : String(value);
    });
  }

  return {
    language: known,
    product,
    t,
    has: (key) => find(key) !== undefined,
    number: (value) => number.format(value),
    exact: (iso) => exact.format(new Date(iso)),
    clock: (iso) => {
      const date = new Date(iso);
      return date.toDateString() === new Date().toDateString() ? time.format(date) : day.format(date);
    },
    relative: (iso, now = new Date()) => {
      const seconds = Math.round((new Date(iso).getTime() - now.getTime()) / 1000);
      const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
      return unit === "second" ? relative.format(0, "second") : relative.format(Math.round(seconds / size), unit);
    },
    either: (items) => new Intl.ListFormat(locale, { type: "disjunction" }).format(items),
    list: (items) => new Intl.ListFormat(locale, { type: "conjunction" }).format(items),
  };
}

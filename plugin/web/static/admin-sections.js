/**
 * The sections of the administrators' page, in the order of its navigation: one line each. A section's name is read
 * from `section.<id>`; its view is called when the section is opened and may be asynchronous. What a view throws is
 * shown by the page, with a way to try again.
 *
 * @typedef {object} Admin what every section is given.
 * @property {import("./i18n.js").Words} words
 * @property {ReturnType<typeof import("./api.js").createApi>} api `api.call(path, method, body)` asks anything of the API.
 * @property {string} product "jira" or "confluence".
 * @property {import("./policy-draft.js").Draft} draft the policy as it is being edited; `await draft.ready()` first.
 * @property {(text: string) => void} say to those who hear the page.
 * @property {() => void} resize to be called after each change of height.
 * @property {(id: string) => void} go open another section.
 *
 * @typedef {(the: Admin) => HTMLElement | Promise<HTMLElement>} Section
 */
import { auditSection } from "./view-audit.js";
import { enginesSection } from "./view-engines.js";
import { healthSection } from "./view-health.js";
import { keysSection } from "./view-keys.js";
import { requestsSection } from "./view-requests.js";
import { setupSection } from "./view-setup.js";
import { placesSection } from "./view-places.js";
import { policySection } from "./view-policy.js";
import { changesSection } from "./view-approvals.js";
import { maskingSection } from "./view-masking.js";
import { valuesSection } from "./view-categories.js";
import { simulateSection } from "./view-simulate.js";
import { stopsSection } from "./view-stops.js";

/** @type {{id: string, view: Section}[]} */
export const SECTIONS = [
  { id: "setup", view: setupSection },
  { id: "places", view: placesSection },
  { id: "policy", view: policySection },
  { id: "changes", view: changesSection },
  { id: "try", view: simulateSection },
  { id: "masking", view: maskingSection },
  { id: "values", view: valuesSection },
  { id: "engines", view: enginesSection },
  { id: "audit", view: auditSection },
  { id: "requests", view: requestsSection },
  { id: "stops", view: stopsSection },
  { id: "health", view: healthSection },
  { id: "keys", view: keysSection },
];

/**
 * The section that an address names: by its fragment (`#stops`), else by its query (`?section=stops`), else the usual one.
 *
 * @param {{hash: string, search: string}} address
 * @param {string} [usual] where the address names none of ours.
 * @returns {string}
 */
export function sectionOf({ hash, search }, usual = "places") {
  const asked = [hash.replace(/^#/, ""), new URLSearchParams(search).get("section") ?? ""];
  return asked.find((id) => SECTIONS.some((section) => section.id === id)) ?? usual;
}

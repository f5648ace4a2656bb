/** The words of the administrators' page around its sections in English. */
export default {
  "section.navigation": "Sections",
  "section.setup": "Set-up",
  "section.places": "Places",
  "section.policy": "Policy",
  "section.changes": "Changes",
  "section.try": "Try it",
  "section.masking": "Masking",
  "section.values": "Field values",
  "section.engines": "Engines",
  "section.audit": "Audit",
  "section.stops": "Stop AI",
  "section.health": "Health",
  "section.keys": "Keys",
  "section.failed": "This could not be loaded. Nothing was changed.",
  "section.more_changes": { one: "and {count} more", other: "and {count} more" },
};

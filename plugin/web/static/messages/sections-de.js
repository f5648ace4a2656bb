/** The words of the administrators' page around its sections in German. */
export default {
  "section.navigation": "Abschnitte",
  "section.setup": "Einrichtung",
  "section.places": "Orte",
  "section.policy": "Richtlinie",
  "section.changes": "Änderungen",
  "section.try": "Ausprobieren",
  "section.masking": "Maskierung",
  "section.values": "Feldwerte",
  "section.engines": "Engines",
  "section.audit": "Protokoll",
  "section.stops": "KI anhalten",
  "section.health": "Zustand",
  "section.keys": "Schlüssel",
  "section.failed": "Das ließ sich nicht laden. Es wurde nichts geändert.",
  "section.more_changes": { one: "und {count} weitere", other: "und {count} weitere" },
};

/** Worte für Langes und für Neues seit dem letzten Besuch. */
export default {
  "stage.writing.part": "Teil {part} von {parts} wird gelesen",
  "coverage.engine_shortened": { one: "{count} Teil wurde gekürzt: gelesen wurden Anfang und Ende.", other: "{count} Teile wurden gekürzt: gelesen wurden jeweils Anfang und Ende." },
  "why.engine_shortened": "Ein einzelner, sehr langer Block, etwa ein Protokoll, geht ohne seine Mitte an die Engine.",
};

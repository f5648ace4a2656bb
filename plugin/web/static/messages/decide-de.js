/** Worte zur Entscheidung über Werte, auf Deutsch. */
export default {
  "decide.one_value_each": "Ein Feld nimmt einen Wert. Wählen Sie je Feld einen.",
  "decide.nothing_taken": "Wählen Sie mindestens einen der Vorschläge.",
  "decide.undo_incomplete": "Nicht alles ließ sich zurücknehmen. Versuchen Sie es noch einmal.",
  "decide.host_rejected": "Jira oder Confluence hat das nicht angenommen. Es wurde nichts geändert.",
  "decide.wrong_target": "Dieses Ergebnis kann nicht dorthin.",
  "decide.target_not_here": "Das kann dort nicht geschrieben werden.",
  "stale.texts": "Beschreibung oder Zusammenfassung haben sich seit {when} geändert.",
};

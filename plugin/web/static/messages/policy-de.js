/** Die Wörter der Abschnitte zur Richtlinie auf Deutsch. */
export default {
  "blocked.too_often": "Das war für diese Stunde die letzte Anfrage.",
  "blocked.too_often.why": "Die Richtlinie erlaubt jeder Person eine bestimmte Zahl von Anfragen pro Stunde. Versuchen Sie es später wieder.",
};

/** Was bei einer Engine schiefging, auf Deutsch. */
export default {
  "error.engine_unreachable.title": "Die Engine ist nicht erreichbar",
  "error.engine_unreachable.text": "Ihr Anbieter antwortet nicht. Nichts wurde behalten. Versuchen Sie es in einer Minute erneut.",
  "error.engine_rate_limited.title": "Die Engine ist ausgelastet",
  "error.engine_rate_limited.text": "Ihr Anbieter nimmt gerade keine weiteren Anfragen an. Nichts wurde behalten.",
  "error.engine_cut_off.title": "Die Antwort brach ab",
  "error.engine_cut_off.text": "Ein Teil einer Zusammenfassung kann in die Irre führen, deshalb wird nichts davon gezeigt. Versuchen Sie es erneut.",
  "error.engine_answer_invalid.title": "Die Antwort war nicht lesbar",
  "error.engine_answer_invalid.text": "Die Engine hat nicht in der Form geantwortet, die sich prüfen lässt. Nichts wurde behalten.",
  "error.engine_refused.title": "Die Engine hat abgelehnt",
  "error.engine_refused.text": "Sie wollte zu diesem Inhalt nicht antworten. Nichts wurde behalten.",
  "error.engine_unsafe.title": "Die Antwort war nicht sicher genug",
  "error.engine_unsafe.text": "Text in diesem Vorgang wollte die Engine steuern. Nichts wurde behalten, und das Protokoll hält es fest.",
  "error.engine_misconfigured.title": "Die Engine ist nicht richtig eingerichtet",
  "error.engine_misconfigured.text": "Ihr Anbieter weist uns ab. Fragen Sie Ihren Administrator.",
};

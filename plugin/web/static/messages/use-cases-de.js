/** What a panel can make, in German. */
export default {
  "use_case.label": "Was erstellt wird",
  "use_case.summarise": "Zusammenfassung",
  "use_case.categorise": "Feldvorschläge",
  "use_case.changes": "Änderungen",
  "use_case.comment_digest": "Kommentare",
};

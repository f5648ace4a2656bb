/** Words of what is written to pages, and of the summary that a page shows. */
export default {
  "decide.answered_since": "Jemand hat auf den Kommentar geantwortet. Er bleibt, weil die Antwort sonst mit verschwände.",
  "decide.write_refused": "Sie dürfen diese Seite lesen, aber dort nicht schreiben. Es wurde nichts geschrieben.",
  "decide.still_writing": "Es wird gerade geschrieben. Sehen Sie in einer Minute noch einmal nach.",
};

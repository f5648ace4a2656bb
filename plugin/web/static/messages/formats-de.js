/** Words about writing into what stands there already, in German. */
export default {
  "decide.would_lose": "Vouch kann das nicht schreiben, ohne zu gefährden, was dort steht. Es wurde nichts geschrieben.",
  "decide.two_sections": "Dort stehen zwei Abschnitte dieses Namens. Entfernen Sie einen davon. Es wurde nichts geschrieben.",
  "decide.item_full": "Dort ist kein Platz für diesen Text. Kürzen Sie ihn. Es wurde nichts geschrieben.",
};

/** Words about writing into what stands there already, in English. */
export default {
  "decide.would_lose": "Vouch cannot write this without risking what stands there. Nothing was written.",
  "decide.two_sections": "Two sections of this name stand there. Remove one of them. Nothing was written.",
  "decide.item_full": "There is no room for this text there. Shorten it. Nothing was written.",
};

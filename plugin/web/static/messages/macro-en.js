/** Words of what is written to pages, and of the summary that a page shows. */
export default {
  "decide.answered_since": "Somebody answered the comment. It stays, as their answer would go with it.",
  "decide.write_refused": "You may read this page, but you may not write there. Nothing was written.",
  "decide.still_writing": "It is being written at this moment. Look again in a minute.",
};

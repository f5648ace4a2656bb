/** Words about deciding on values, in English. */
export default {
  "decide.one_value_each": "A field takes one value. Choose one for each.",
  "decide.nothing_taken": "Choose at least one of the suggestions.",
  "decide.undo_incomplete": "Not all of it could be taken back. Try again.",
  "decide.host_rejected": "Jira or Confluence did not accept this. Nothing was changed.",
  "decide.wrong_target": "This output cannot go there.",
  "decide.target_not_here": "This cannot be written there.",
  "stale.texts": "The description or the summary changed since {when}.",
};

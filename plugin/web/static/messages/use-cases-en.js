/** What a panel can make, in English. */
export default {
  "use_case.label": "What to make",
  "use_case.summarise": "Summary",
  "use_case.categorise": "Suggested fields",
  "use_case.changes": "Changes",
  "use_case.comment_digest": "Comments",
};

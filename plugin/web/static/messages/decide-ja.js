/** 値の決定に関する日本語の文言。 */
export default {
  "decide.one_value_each": "1 つのフィールドに入る値は 1 つです。フィールドごとに 1 つ選んでください。",
  "decide.nothing_taken": "提案を少なくとも 1 つ選んでください。",
  "decide.undo_incomplete": "一部を元に戻せませんでした。もう一度お試しください。",
  "decide.host_rejected": "Jira または Confluence が受け付けませんでした。何も変更されていません。",
  "decide.wrong_target": "この結果はそこには書き込めません。",
  "decide.target_not_here": "そこには書き込めません。",
  "stale.texts": "{when} 以降に説明または要約が変更されました。",
};

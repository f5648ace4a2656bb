/** What a panel can make, in Japanese. */
export default {
  "use_case.label": "作成するもの",
  "use_case.summarise": "要約",
  "use_case.categorise": "項目の提案",
  "use_case.changes": "変更点",
  "use_case.comment_digest": "コメント",
};

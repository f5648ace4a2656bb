/** Words of what is written to pages, and of the summary that a page shows. */
export default {
  "decide.answered_since": "コメントに返信があります。削除すると返信も消えるため、そのまま残します。",
  "decide.write_refused": "このページは読めますが、書き込む権限がありません。何も書き込まれていません。",
  "decide.still_writing": "いま書き込んでいます。1 分後にもう一度確認してください。",
};

/** Words about writing into what stands there already, in Japanese. */
export default {
  "decide.would_lose": "既存の内容を損なうおそれがあるため、Vouch はこれを書き込めません。何も書き込まれていません。",
  "decide.two_sections": "同じ名前のセクションが 2 つあります。どちらかを削除してください。何も書き込まれていません。",
  "decide.item_full": "このテキストを入れる余地がありません。短くしてください。何も書き込まれていません。",
};

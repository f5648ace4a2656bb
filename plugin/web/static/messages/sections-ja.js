/** The words of the administrators' page around its sections in Japanese. */
export default {
  "section.navigation": "セクション",
  "section.setup": "セットアップ",
  "section.places": "場所",
  "section.policy": "ポリシー",
  "section.changes": "変更",
  "section.try": "試す",
  "section.masking": "マスキング",
  "section.values": "フィールドの値",
  "section.engines": "エンジン",
  "section.audit": "監査",
  "section.stops": "AI の停止",
  "section.health": "稼働状態",
  "section.keys": "鍵",
  "section.failed": "読み込めませんでした。何も変更していません。",
  "section.more_changes": { other: "ほか {count} 件" },
};

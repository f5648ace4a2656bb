/** 長い項目と、前回以降の新しい内容についての言葉。 */
export default {
  "stage.writing.part": "{parts} 件中 {part} 件目を読んでいます",
  "coverage.engine_shortened": { other: "{count} か所は短縮され、初めと終わりだけが読まれました。" },
  "why.engine_shortened": "ログのように非常に長いひとまとまりは、中ほどを省いてエンジンに渡します。",
};

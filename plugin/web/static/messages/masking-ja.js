/** Words about masking in Japanese; keys are compared with the other languages by a test. */
export default {
  "masked.nationalid": { other: "個人識別番号 {count} 件" },
  "masked.address": { other: "住所 {count} 件" },
  "masked.plate": { other: "ナンバープレート {count} 件" },
  "removed.leak": "伏せた値が現れるおそれがあったため",
  "masking.title": "マスキングを試す",
  "masking.note": "課題にあるとおりのテキストを貼り付けてください。現在のポリシーがこのレベルで行うのと同じように伏せます。保存も記録もされません。",
  "masking.text": "テキスト",
  "masking.example": "bo@example.com に連絡するか、+44 20 7946 0958 に電話してください。",
  "masking.try": "伏せる",
  "masking.result": "マスキング後のテキスト",
  "masking.found": "伏せたもの: {kinds}。",
  "masking.nothing": "このテキストに伏せるものはありません。",
  "masking.names_people": "課題では関係者の名前も伏せられます。ここでは誰も分からないため、名前は残ります。",
  "masking.names_recogniser": "課題では関係者の名前も伏せられます。ここでは名前の認識機能だけが名前を探します。",
  "masking.failed": "テキストを伏せられませんでした。もう一度お試しください。",
};

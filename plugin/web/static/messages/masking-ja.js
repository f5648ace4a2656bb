/** Words about masking in Japanese; keys are compared with the other languages by a test. */
export default {
  "masked.nationalid": { other: "個人識別番号 {count} 件" },
  "masked.address": { other: "住所 {count} 件" },
  "masked.plate": { other: "ナンバープレート {count} 件" },
  "removed.leak": "伏せた値が現れるおそれがあったため",
};

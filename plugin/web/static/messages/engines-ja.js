/** エンジンで起きた問題の日本語の文言。 */
export default {
  "error.engine_unreachable.title": "エンジンに接続できません",
  "error.engine_unreachable.text": "提供元が応答しません。何も保存していません。1 分ほどしてからもう一度お試しください。",
  "error.engine_rate_limited.title": "エンジンが混み合っています",
  "error.engine_rate_limited.text": "提供元が今はこれ以上のリクエストを受け付けません。何も保存していません。",
  "error.engine_cut_off.title": "回答が途中で切れました",
  "error.engine_cut_off.text": "要約の一部だけでは誤解を招くため、表示していません。もう一度お試しください。",
  "error.engine_answer_invalid.title": "回答を読み取れませんでした",
  "error.engine_answer_invalid.text": "確認できる形式の回答ではありませんでした。何も保存していません。",
  "error.engine_refused.title": "エンジンが回答を断りました",
  "error.engine_refused.text": "この内容については回答しませんでした。何も保存していません。",
  "error.engine_unsafe.title": "安全に表示できない回答でした",
  "error.engine_unsafe.text": "この項目の文章がエンジンを操ろうとしました。何も保存せず、記録に残しました。",
  "error.engine_misconfigured.title": "エンジンの設定が正しくありません",
  "error.engine_misconfigured.text": "提供元に拒否されました。管理者に相談してください。",
};

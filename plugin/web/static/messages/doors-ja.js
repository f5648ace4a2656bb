/** 入り口の問題についての日本語の文言。 */
export default {
  "error.no_person.title": "Vouch を使うにはログインしてください",
  "error.no_person.text": "Vouch はあなたの権限だけで、Atlassian アカウントを使って読みます。ゲストやポータルの顧客にはここでのアカウントがありません。",
  "error.site_not_served.title": "このサーバーはこのサイトに対応していません",
  "error.site_not_served.text": "サイトのアプリが、別のサイト用の Vouch サーバーを指しています。自社のサーバーのアドレスを入力するよう管理者に依頼してください。",
  "error.not_installed.title": "Vouch はこのサイトから削除されています",
  "error.not_installed.text": "アプリがインストールされているかを管理者に確認し、ページを再読み込みしてください。",
  "error.invocation_keys_unreachable.title": "誰が尋ねているかを確認できません",
  "error.invocation_keys_unreachable.text": "Atlassian の鍵に今は接続できません。1 分後にもう一度お試しください。",
  "error.host_settling.title": "Atlassian が Vouch を設定しています",
  "error.host_settling.text": "Vouch は数分前にインストールされ、権限がまだ届いていない可能性があります。この状態が続く場合、あなたにはこの項目を開く権限がありません。",
  "health.part_installation": "インストール",
  "health.installation_settling": "Vouch は数分前にインストールされました。",
  "health.installation_settling_next": "Atlassian が権限をまだ付与している可能性があります。拒否された人には 10 分後にもう一度試すよう伝えてください。",
  "health.installation_ok": "使用中です。",
};

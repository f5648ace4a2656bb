"""The words that we add to an approved text, in the three languages of the panel: headings, labels, the line below."""

from __future__ import annotations

from typing import Final

HEADINGS: Final = {
    "en": {
        "problem": "Problem",
        "happened": "What happened",
        "open": "Open",
        "latest": "Latest",
        "key_points": "Key points",
        "decisions": "Decisions",
        "actions": "Actions",
        "significant": "Facts and rules",
        "text": "Other text",
        "form": "Moved or reformatted",
        "questions": "Open questions",
        "answered": "Answered or decided",
        "remarks": "Also said",
        "resolved": "Resolved",
    },
    "de": {
        "problem": "Problem",
        "happened": "Was geschah",
        "open": "Offen",
        "latest": "Zuletzt",
        "key_points": "Kernpunkte",
        "decisions": "Entscheidungen",
        "actions": "Aufgaben",
        "significant": "Fakten und Regeln",
        "text": "Übriger Text",
        "form": "Verschoben oder umgeformt",
        "questions": "Offene Fragen",
        "answered": "Beantwortet oder entschieden",
        "remarks": "Außerdem",
        "resolved": "Erledigt",
    },
    "ja": {
        "problem": "問題",
        "happened": "経緯",
        "open": "未解決",
        "latest": "最新",
        "key_points": "要点",
        "decisions": "決定事項",
        "actions": "アクション",
        "significant": "事実と規則",
        "text": "そのほかの文",
        "form": "移動または書式の変更",
        "questions": "未回答の質問",
        "answered": "回答または決定済み",
        "remarks": "そのほかの発言",
        "resolved": "解決済み",
    },
}
LABELS: Final = {
    "en": {
        "added": "Added",
        "removed": "Removed",
        "changed": "Changed",
        "done": "Done",
        "reopened": "Reopened",
        "moved": "Moved",
        "formatted": "Form",
        "question": "Question",
        "answer": "Answer",
        "decision": "Decision",
    },
    "de": {
        "added": "Neu",
        "removed": "Entfernt",
        "changed": "Geändert",
        "done": "Erledigt",
        "reopened": "Wieder offen",
        "moved": "Verschoben",
        "formatted": "Form",
        "question": "Frage",
        "answer": "Antwort",
        "decision": "Entscheidung",
    },
    "ja": {
        "added": "追加",
        "removed": "削除",
        "changed": "変更",
        "done": "完了",
        "reopened": "未完了に戻した",
        "moved": "移動",
        "formatted": "書式",
        "question": "質問",
        "answer": "回答",
        "decision": "決定",
    },
}
BEFORE: Final = {"en": "before: {was}", "de": "vorher: {was}", "ja": "変更前: {was}"}
FOOTERS: Final = {
    "en": "AI-assisted (Vouch). Checked and approved by the author of this comment.",
    "de": "Mit KI erstellt (Vouch). Geprüft und freigegeben von der Person, die diesen Kommentar schreibt.",
    "ja": "AI を利用して作成(Vouch)。このコメントの投稿者が確認し、承認しました。",
}
NAMED: Final = {
    "en": "AI-assisted (Vouch). Checked and approved by {name}.",
    "de": "Mit KI erstellt (Vouch). Geprüft und freigegeben von {name}.",
    "ja": "AI を利用して作成(Vouch)。{name} が確認し、承認しました。",
}

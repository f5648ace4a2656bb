"""Six languages beside English: sentences, language, greetings, questions, and what a page's form says in each."""

from __future__ import annotations

import pytest

from connectors.host.model import Block, BlockKind, Person, Segment, SegmentKind
from plugin.ai.embedded.engine import EmbeddedEngine
from plugin.ai.embedded.pages.structure import Sense, actions_of, sense_of
from plugin.ai.embedded.sentences import split
from plugin.ai.embedded.talk import can_answer, is_empty_talk, is_question
from plugin.ai.language import guess
from plugin.ai.port import Limits, Task
from tests.fakes.documents import ADA, BO, comment, description, masked

SENTENCES = {
    "de": [
        "Herr Dr. Weber hat am 3. Mai angerufen.",
        "Die Anlage steht seit ca. 14 Uhr, d. h. seit der Schicht von gestern.",
        "Wer bestellt die Ersatzteile?",
    ],
    "fr": [
        "M. Dupont et Mme Leroy ont relancé le serveur, cf. la note nº 12.",
        "Depuis, la file d\u2019attente est vide !",
        "Qui prévient les agences ?",
    ],
    "es": [
        "El Sr. Gómez y la Sra. Ruiz reiniciaron el nodo (pág. 4).",
        "Desde entonces no se han perdido pedidos, aprox. 30 por hora.",
        "¿Quién avisa a las tiendas?",
    ],
    "pt": [
        "O Dr. Silva e a Sra. Souza reiniciaram o nó conforme a pág. 7.",
        "Desde então a fila não cresceu, e os pedidos já não se perdem.",
        "Quem avisa as lojas?",
    ],
    "ja": [
        "昨日の午後三時にサーバーを再起動しました。",
        "それ以降、注文の遅れは報告されていません。",
        "店舗への連絡は誰が担当しますか。",
    ],
    "zh": ["昨天下午三点我们重启了服务器。", "此后没有再出现订单延迟的报告\uff01", "谁来通知各个门店\uff1f"],
}
GREETINGS = {
    "de": ["Vielen Dank!", "Hallo zusammen,", "Mit freundlichen Grüßen"],
    "fr": ["Merci beaucoup !", "Bonjour à tous,", "Bien cordialement"],
    "es": ["¡Muchas gracias!", "Hola a todos,", "Un saludo"],
    "pt": ["Muito obrigado!", "Bom dia a todos,", "Atenciosamente"],
    "ja": ["ありがとうございます。", "お疲れ様です。", "承知しました。"],
    "zh": ["谢谢大家\uff01", "大家好\uff0c", "收到。"],
}
ANSWERS = {"de": "Ja.", "fr": "Oui.", "es": "Sí.", "pt": "Sim.", "ja": "はい。", "zh": "同意。"}
HEADINGS = {
    "de": ("Zusammenfassung", "Beschlüsse", "Nächste Schritte"),
    "fr": ("Résumé", "Décisions", "Prochaines étapes"),
    "es": ("Resumen", "Decisiones", "Próximos pasos"),
    "pt": ("Resumo", "Decisões", "Próximos passos"),
    "ja": ("要約", "決定事項", "次のステップ"),
    "zh": ("摘要", "决定", "下一步"),
}
TABLES = {  # head, row, and the owner and date that the row names
    "de": ("Aufgabe | Wer | Bis", "Teile bestellen | Ada Byron | 3. Mai", "3. Mai"),
    "fr": ("Tâche | Responsable | Échéance", "Commander les pièces | Ada Byron | 3 mai 2027", "3 mai 2027"),
    "es": ("Tarea | Responsable | Plazo", "Pedir las piezas | Ada Byron | 3 de mayo", "3 de mayo"),
    "pt": ("Tarefa | Responsável | Prazo", "Pedir as peças | Ada Byron | 3 de maio", "3 de maio"),
    "ja": ("タスク | 担当 | 期限", "部品を注文する | Ada Byron | 5月3日", "5月3日"),
    "zh": ("任务 | 负责人 | 截止日期", "订购零件 | Ada Byron | 5月3日", "5月3日"),
}
DATED = {
    "de": ("Teile bis 3. Mai 2027 bestellen", "3. Mai 2027"),
    "fr": ("Commander les pièces avant le 14 juillet 2027", "14 juillet 2027"),
    "es": ("Pedir las piezas antes del 3 de mayo de 2027", "3 de mayo de 2027"),
    "pt": ("Pedir as peças até 3 de fevereiro de 2027", "3 de fevereiro de 2027"),
    "ja": ("2027年5月3日までに部品を注文する", "2027年5月3日"),
    "zh": ("2027年5月3日之前订购零件", "2027年5月3日"),
}
PEOPLE = (Person("5b10:ada", "Ada Byron"),)

languages = pytest.mark.parametrize("language", SENTENCES)


@languages
def test_sentences(language: str) -> None:
    """Abbreviations, ordinals and dates end no sentence; marks of the language do, with or without blanks."""
    between = "" if language in {"ja", "zh"} else " "
    assert split(between.join(SENTENCES[language])) == SENTENCES[language]


@languages
def test_language(language: str) -> None:
    """The language is known offline from three sentences, and from one."""
    assert guess(" ".join(SENTENCES[language])) == language
    assert guess(SENTENCES[language][1]) == language


@languages
def test_talk(language: str) -> None:
    """Greetings and thanks say nothing, a bare yes can answer, and the last sentence asks."""
    assert all(is_empty_talk(text) for text in GREETINGS[language])
    assert not any(is_empty_talk(text) for text in SENTENCES[language])
    assert can_answer(ANSWERS[language])
    assert [is_question(text) for text in SENTENCES[language]] == [False, False, True]


@languages
def test_form_of_a_page(language: str) -> None:
    """Headings name a summary, decisions and actions; a table and a task name who and by when."""
    senses = [sense_of(section(Block(BlockKind.HEADING, text))) for text in HEADINGS[language]]
    assert senses == [Sense.SUMMARY, Sense.DECISIONS, Sense.ACTIONS]
    head, row, due = TABLES[language]
    rows = (Block(BlockKind.TABLE_ROW, head), Block(BlockKind.TABLE_ROW, row))
    (action,) = actions_of(section(*rows), PEOPLE)
    assert (action.text, action.owner, action.due) == (row.split(" | ")[0], "Ada Byron", due)
    text, due = DATED[language]
    (task,) = actions_of(section(Block(BlockKind.TASK_OPEN, text)), PEOPLE)
    assert task.due == due


@languages
def test_a_whole_issue(language: str) -> None:
    """An issue in the language: what happened, the open question apart, no greeting, each sentence word for word."""
    said, between = SENTENCES[language], "" if language in {"ja", "zh"} else " "
    filler = [
        comment(n, f"{said[0]}{between}{said[1]}{between}({n} * {n + 7})", author=(ADA, BO)[n % 2]) for n in range(1, 8)
    ]
    document = masked(description(*said[:2], *said[:1]), *filler, comment(59, GREETINGS[language][0], said[2]))[0]
    draft = EmbeddedEngine().complete(document, Task("summarise", language=language), Limits())
    found = {section.kind.value: [s.text for s in section.sentences] for section in draft.sections}
    assert found["open"] == [said[2]]
    everything = [text for texts in found.values() for text in texts]
    assert not any(is_empty_talk(text) for text in everything)
    assert said[0] in everything


def section(*blocks: Block) -> Segment:
    """A section of a page."""
    return Segment("section:x", SegmentKind.SECTION, blocks)

"""What a page's form says: headings that name decisions, actions or a summary, decision elements, tasks, tables.

An action's owner and date are taken only where the form gives them: a column of a table that says so in its head; in a
task the first person mentioned and the first date, which is how Confluence itself assigns a task; in another list item
the one person who is mentioned.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from connectors.host.model import Block, BlockKind, Person, Segment

CELLS = " | "  # what the readers of both formats put between the cells of a row
_LIST_MARK = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+")
_DATE = re.compile(
    r"\d{4}-\d{2}-\d{2}|\b\d{1,2}\.\s?\d{1,2}\.\s?\d{4}|\b\d{1,2}/\d{1,2}/\d{4}|\d{4}年\d{1,2}月\d{1,2}日|\d{1,2}月\d{1,2}日"
    r"|\b\d{1,2}\.?\s(?:[Jj]an|[Ff]eb|[Mm][aä]r|[Aa]pr|[Mm]a[yi]|[Jj]u[nl]|[Aa]ug|[Ss]ep|[Oo][ck]t|[Nn]ov|[Dd]e[cz])[^\W\d_]*"
    r"(?:\s\d{4})?"
    r"|\b(?:1er|\d{1,2}[º°]?)\s(?:d[eo]\s)?(?:janv|f[ée]vr|mars|avr|juin|juil|ao[ûu]t|d[ée]c|ene|abr|mayo|ago|dic|fev|maio|set|out|dez"
    r"|mar[çz]o|jun[ih]o|jul[ih]o|jan|feb|sep|oct|nov)[^\W\d_]*(?:\s(?:d[eo]\s)?\d{4})?"
)
_NOT_WORD = re.compile(r"[\W_]+")


class Sense(Enum):
    """What a heading says about the text below it."""

    PROSE = "prose"
    SUMMARY = "summary"
    DECISIONS = "decisions"
    ACTIONS = "actions"


_HEADINGS = {
    Sense.SUMMARY: """
summary | executive summary | overview | in short | at a glance | tl dr | tldr | abstract | key points | principle
zusammenfassung | kurzfassung | überblick | übersicht | auf einen blick | das wichtigste | grundsatz
概要 | 要約 | まとめ | サマリー | 要点
résumé | synthèse | en bref | points clés | aperçu | l essentiel
resumen | resumen ejecutivo | en resumen | puntos clave | visión general
resumo | resumo executivo | em resumo | pontos principais | visão geral
摘要 | 总结 | 總結 | 概述 | 要点总结 | 概览
""",
    Sense.DECISIONS: """
decision | decisions | decisions made | decided | what we decided | outcome | resolution
entscheidung | entscheidungen | beschluss | beschlüsse | beschlossen
決定 | 決定事項 | 決定内容 | 決まったこと
décision | décisions | décidé | ce qui a été décidé | relevé de décisions
decisión | decisiones | acuerdos | acordado | lo decidido
decisão | decisões | decidido | deliberações
决定 | 决策 | 決策 | 决议 | 決議 | 决定事项
""",
    Sense.ACTIONS: """
action | actions | action items | next steps | to do | todo | to dos | todos | tasks | open tasks
follow ups | follow up
maßnahme | maßnahmen | massnahmen | aufgabe | aufgaben | nächste schritte | offene punkte | offene aufgaben
アクション | アクションアイテム | 対応事項 | 次のステップ | 今後の対応 | タスク | 宿題 | やること
actions à mener | plan d action | à faire | tâches | prochaines étapes | suites à donner
acciones | tareas | por hacer | próximos pasos | pendientes | plan de acción
ações | tarefas | a fazer | próximos passos | pendências | plano de ação
行动项 | 行動項 | 待办 | 待办事项 | 待辦事項 | 下一步 | 后续步骤 | 任务 | 任務
""",
}
_OWNER_HEADS = """
who | owner | owners | assignee | assigned to | responsible | wer | verantwortlich | verantwortliche | zuständig
担当 | 担当者 | 責任者
qui | responsable | porteur | assigné à | quién | quien | encargado | encargada | asignado a
quem | responsável | atribuído a | 负责人 | 負責人 | 责任人 | 谁
"""
_DUE_HEADS = """
when | until | by | due | due date | deadline | date | bis | bis wann | wann | fällig | frist | termin
期限 | 期日 | 締切 | 締め切り
quand | échéance | date | pour le | délai | date limite | cuándo | cuando | plazo | fecha | fecha límite
quando | prazo | data | data limite | 截止 | 截止日期 | 时间 | 日期 | 完成时间
"""
_WHAT_HEADS = """
what | action | actions | task | tasks | to do | todo | item | was | aufgabe | maßnahme | massnahme | todo
内容 | 項目 | アクション | タスク | 対応 | やること
quoi | tâche | action | qué | que | tarea | acción | o quê | tarefa | ação | 事项 | 任务 | 工作
"""
_CERTAIN_HEADS = """
action | actions | action item | task | to do | todo | aufgabe | maßnahme | massnahme | アクション | タスク
tâche | tarea | acción | tarefa | ação | 任务 | 行动项 | 待办
"""


def _terms(listed: str) -> frozenset[str]:
    return frozenset(_normal(entry) for line in listed.splitlines() for entry in line.split("|") if entry.strip())


def _normal(text: str) -> str:
    return _NOT_WORD.sub(" ", text.casefold()).strip()


_SENSES = {term: sense for sense, listed in _HEADINGS.items() for term in _terms(listed)}
_OWNER, _DUE, _WHAT, _CERTAIN = map(_terms, (_OWNER_HEADS, _DUE_HEADS, _WHAT_HEADS, _CERTAIN_HEADS))


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do, as a verbatim piece of a block; `owner` and `due` are empty where the form names none."""

    segment_id: str
    block: int
    text: str
    owner: str = ""
    due: str = ""
    done: bool = False


def sense_of(segment: Segment) -> Sense:
    """Return what a section's own heading says; expands and headings above it do not count."""
    heading = next((block.text for block in segment.blocks[:1] if block.kind is BlockKind.HEADING), "")
    return _SENSES.get(_normal(heading), Sense.PROSE)


def decisions_of(segment: Segment) -> list[int]:
    """Return the blocks that are decisions: decision elements, else all prose under a heading that says so."""
    marked = [i for i, block in enumerate(segment.blocks) if block.kind is BlockKind.DECISION]
    if marked or sense_of(segment) is not Sense.DECISIONS:
        return marked
    return [i for i, block in enumerate(segment.blocks) if block.kind in {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM}]


def actions_of(segment: Segment, people: Sequence[Person]) -> list[Action]:
    """Return what is to do in a section, done tasks included, in reading order."""
    names = sorted({person.display_name for person in people if person.display_name}, key=len, reverse=True)
    under_heading = sense_of(segment) is Sense.ACTIONS
    found: list[Action] = []
    for rows in _tables(segment.blocks):
        found += _of_table(segment, rows, certain=under_heading)
    for index, block in enumerate(segment.blocks):
        if block.kind in {BlockKind.TASK_OPEN, BlockKind.TASK_DONE}:
            found.append(_of_task(segment.id, index, block, names))
        elif under_heading and block.kind is BlockKind.LIST_ITEM:
            found.append(_of_item(segment.id, index, block, names))
    return sorted((action for action in found if action.text), key=lambda action: action.block)


def without_mark(block: Block) -> str:
    """Return a block's text without what a list puts before an item."""
    return _LIST_MARK.sub("", block.text).strip()


def _tables(blocks: Sequence[Block]) -> Iterator[list[int]]:
    """Yield the rows of each table; rows in a row are taken for one table."""
    rows: list[int] = []
    for index, block in enumerate(blocks):
        if block.kind is BlockKind.TABLE_ROW:
            rows.append(index)
        elif rows:
            yield rows
            rows = []
    if rows:
        yield rows


def _of_table(segment: Segment, rows: Sequence[int], *, certain: bool) -> Iterator[Action]:
    """The rows of a table of actions: one under such a heading, or one whose head names actions and who or when."""
    head = [_normal(cell) for cell in segment.blocks[rows[0]].text.split(CELLS)]
    owner, due, what = (_column(head, terms) for terms in (_OWNER, _DUE, _WHAT))
    named = owner is not None or due is not None
    if not named or not (certain or _column(head, _CERTAIN) is not None):
        return
    for index in rows[1:]:
        cells = segment.blocks[index].text.split(CELLS)
        if len(cells) == len(head):
            rest = [cell for place, cell in enumerate(cells) if place not in {owner, due}]
            text = cells[what] if what is not None else next(iter(rest), "")
            yield Action(segment.id, index, text.strip(), _named(cells, owner), _dated(cells, due))


def _column(head: Sequence[str], terms: Iterable[str]) -> int | None:
    return next((place for place, cell in enumerate(head) if cell in terms), None)


def _named(cells: Sequence[str], column: int | None) -> str:
    return cells[column].strip().removeprefix("@") if column is not None else ""


def _dated(cells: Sequence[str], column: int | None) -> str:
    return cells[column].strip() if column is not None else ""


def _of_task(segment_id: str, index: int, block: Block, names: Sequence[str]) -> Action:
    text = without_mark(block)
    mentioned = _mentions(text, names)
    return Action(segment_id, index, text, next(iter(mentioned), ""), _date(text), block.kind is BlockKind.TASK_DONE)


def _of_item(segment_id: str, index: int, block: Block, names: Sequence[str]) -> Action:
    text = without_mark(block)
    mentioned = set(_mentions(text, names))
    return Action(segment_id, index, text, mentioned.pop() if len(mentioned) == 1 else "", _date(text))


def _mentions(text: str, names: Sequence[str]) -> list[str]:
    """The people mentioned (`@Name`), in order; the longest name wins where two begin alike."""
    found: list[str] = []
    at = text.find("@")
    while at >= 0:
        rest = text[at + 1 :]
        name = next((name for name in names if rest.startswith(name)), "")
        found += [name] if name else []
        at = text.find("@", at + 1 + len(name))
    return found


def _date(text: str) -> str:
    match = _DATE.search(text)
    return match.group().strip() if match else ""

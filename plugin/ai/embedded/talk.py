"""What a sentence does in a talk: it quotes, asks, or only greets, thanks or agrees."""

from __future__ import annotations

import re

_QUOTE_MARK = re.compile(r"\s*(?:>|\(in reply to)", re.IGNORECASE)
_QUESTION = re.compile(
    r"(?:[?\uff1f][\"'\u201d)\u300d\s]*|(?:です|ます|ません|でした|ました|でしょう)か。?|(?:吗|嗎|呢)。?)$"
)
_ENDING = 12  # characters in which a sentence shows that it asks
_LONGEST_EMPTY = 160  # characters
_SIGNS = re.compile(r"[\W\d_]+")
_ENGLISH = """
hi hello hey dear all everyone everybody team folks there good morning afternoon evening day thanks thank you thx ty
cheers regards best kind greetings yours sincerely many very much so a lot for your help please ok okay great nice cool
awesome perfect welcome same here too me plus agree agreed yes yep no sure bump lgtm ping and
"""
_GERMAN = """
hallo moin servus guten tag morgen abend liebe lieber gruß gruss grüße gruesse grüßen mit freundlichen freundliche viele
beste schöne danke dankeschön vielen dank besten herzlichen dir euch ihnen im voraus für die hilfe bitte super prima
gerne dito und zusammen alle ebenso auch ja nein mfg vg lg
"""
_FRENCH = """
bonjour bonsoir salut coucou merci beaucoup mille de rien à tous toutes tout le monde cher chère cordialement bien
cordiales salutations bonne journée soirée fin je vous te remercie d'avance par pour votre ton aide super parfait
d'accord idem pareil moi aussi oui non ok et
"""
_SPANISH = """
hola buenos buenas días dias tardes noches gracias muchas mil de nada a todos todas por su tu la ayuda adelantado
saludos cordiales un saludo abrazo atentamente estimado estimada perfecto genial vale de acuerdo igual yo también
tambien sí si no y
"""
_PORTUGUESE = """
olá ola oi bom boa dia tarde noite obrigado obrigada muito muita grato grata de nada a todos todas pela pelo ajuda
desde já antecipadamente atenciosamente cumprimentos abraço abraços melhores perfeito ótimo ótima combinado concordo
também eu sim não e
"""
_EMPTY_WORDS = frozenset((_ENGLISH + _GERMAN + _FRENCH + _SPANISH + _PORTUGUESE).casefold().split())
_EMPTY_CJK = re.compile(
    r"(?:ありがとうございま(?:す|した)|ありがとう|お疲れ様です|お疲れさまです|よろしくお願い(?:いた)?します|お世話になっております"
    r"|おはようございます|こんにちは|こんばんは|了解(?:です|しました)|承知(?:しました|いたしました)|はい|いいえ|同じです"
    r"|(?:非常|多)?(?:谢谢|謝謝|感谢|感謝)(?:大家|您|你)?(?:的帮助|的幫助)?|(?:大家|各位)?(?:你|您)?好|早上好|下午好|好的|收到|辛苦了|同意|同上|감사합니다|안녕하세요|[\W\d_])+"
)
_ANSWER = re.compile(
    r"\b(?:yes|yep|no|sure|ok|okay|agreed|ja|nein|gerne|oui|non|d'accord|sí|sim|não|de acuerdo|concordo)\b"
    r"|はい|いいえ|了解|承知|好的|同意",
    re.IGNORECASE,
)


def is_quote(text: str) -> bool:
    """Whether a sentence repeats what somebody else wrote, as mail programs mark it."""
    return _QUOTE_MARK.match(text) is not None


def is_question(text: str) -> bool:
    """Whether a sentence asks: by its mark, or by the particle that ends a polite Japanese question."""
    return _QUESTION.search(text[-_ENDING:]) is not None


def is_empty_talk(text: str) -> bool:
    """Whether a sentence only greets, thanks or agrees ("+1"), in the languages that are known here."""
    if len(text) > _LONGEST_EMPTY:
        return False
    words = _SIGNS.sub(" ", text.casefold()).split()
    return all(word in _EMPTY_WORDS for word in words) or _EMPTY_CJK.fullmatch(text) is not None


def can_answer(text: str) -> bool:
    """Whether a sentence can be an answer: "Yes." can, "+1" and "Thanks!" cannot."""
    return not is_empty_talk(text) or _ANSWER.search(text) is not None

"""Names that their place gives away: after a title or a greeting, under a farewell, before a Japanese honorific.

These are the customers of tickets, whom no directory knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugin.masking.model import EntityKind, Finding

_LETTER = r"[^\W\d_]"
_WORD = rf"(?![a-zà-öø-ÿ]){_LETTER}{{1,30}}(?:['\u2019-]{_LETTER}{{1,30}}){{0,2}}"
_SMALL = r"(?:van|von|der|den|de|del|della|di|da|dos|du|la|le|af|ter)"
_NAME = rf"(?P<name>{_WORD}(?: (?:{_SMALL} ){{0,2}}{_WORD}){{0,2}})"
_FORMS = (
    re.compile(
        r"\b(?:Mrs?|Ms|Miss|Mx|Dr|Prof|Herrn?|Frau|Mme|Mlle|Monsieur|Madame|Señora?|Sra?|Signora?|Signor|Sig|Dott"
        rf"|Dhr|Mevr(?:ouw)?|Pani?|Rouva|Herra|Senhora?)\.? (?:(?:Dr|Prof|med)\.? ){{0,3}}{_NAME}"
    ),
    re.compile(
        r"(?:^|\n)[ ]{0,4}(?:Dear|Hi|Hello|Hey|Hallo|Liebe[r]?|Bonjour|Ch(?:er|ère)|Hola|Estimad[oa]|Ciao|Gentile|Beste"
        rf"|Hoi|Cześć|Hej|Hei|Olá|Prezad[oa]) {_NAME}(?=[ ]?[,!:\n]|$)"
    ),
    re.compile(
        r"(?i:regards|gr(?:ü|ue)(?:ß|ss)e[n]?|gru(?:ß|ss)|cordialement|saludos|saluti|groeten|pozdrawiam|hälsningar"
        rf"|terveisin|atenciosamente|abraços|thanks|cheers)[,!.]?[ ]{{0,3}}\n[ ]{{0,4}}{_NAME}(?=[ ]{{0,4}}(?:\n|$))"
    ),
)
_JAPANESE = re.compile(r"(?<![一-龥ァ-ヶー])(?P<name>[一-龥]{1,4}[ ]?[一-龥ぁ-んァ-ヶー]{1,5}?)(?=様|さん|氏|殿|くん)")
_NO_NAMES = frozenset(
    [
        "team",
        "all",
        "support",
        "customer",
        "sir",
        "madam",
        "everyone",
        "folks",
        "there",
        "service",
        "admin",
        "colleagues",
    ]
)
_NO_NAMES_JA = re.compile(r"(?:者|員|方|客|業者|会社|部|課|先|各位|皆|同|他)$")


class SalutationDetector:
    """Finds names by what stands beside them; one spelling is one value."""

    def detect(self, text: str) -> Iterator[Finding]:
        """Yield names."""
        for form in _FORMS:
            for match in form.finditer(text):
                if match["name"].casefold().split()[0] not in _NO_NAMES:
                    yield Finding(EntityKind.PERSON, *match.span("name"), match["name"])
        for match in _JAPANESE.finditer(text):
            if not _NO_NAMES_JA.search(match["name"]):
                yield Finding(EntityKind.PERSON, *match.span("name"), match["name"])

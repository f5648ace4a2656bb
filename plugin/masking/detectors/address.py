"""Street addresses as twelve countries write them: a street with a number, and the town where it follows.

There is no checksum for a street: what is found is a form, so an address written in another way stays. The bench
says how many.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugin.masking.model import EntityKind, Finding
from plugin.masking.squash import squash

_LETTERS = r"[^\W\d_]"
_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀĂĄĆĈČĎĐĒĖĘĚĜĞĠĢĤĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŜŞŠŢŤŪŮŰŲŴŶŹŻŽ]"
_NAME = rf"{_CAPITAL}{_LETTERS}{{0,30}}\.?(?:['\u2019-]{_LETTERS}{{1,30}}){{0,4}}"
_SMALL = (
    r"(?:d[aeiou]s?|d['\u2019]|de l[aeo]s?|del(?:l[aeo])?|dei|degli|du|van|von|der|den|l[aeo]s?|l['\u2019]|el|am|an|im"
    r"|in|sur|sous|y|e|i)"
)
_NAMES = rf"(?:{_SMALL} ?){{0,2}}{_NAME}(?: (?:{_SMALL} ?){{0,2}}{_NAME}){{0,4}}"
_NUMBER = r"\d{1,5}(?: ?[a-zA-Z](?![^\W_]))?(?: ?[/-] ?\d{1,4}(?!\d))?"
_UNIT = (
    r"(?:,? (?:Apt\.?|Apartment|Suite|Ste\.?|Unit|Flat|Floor|Studio|Piso|Puerta|Esc\.?|Appartamento|Piano|Interno|Bus"
    r"|Lejlighed|lok\.|m\.|bte|appt\.?) ?\d{1,5}[A-Za-z]?){0,2}"
)
_POSTCODE_GB = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
_NEXT = r"(?:[ ]?[,\n][ ]?|[ ])"
_POSTCODE = r"(?:[A-Z]{1,2}-)?(?:\d{4} ?[A-Z]{2}|\d{2}-\d{3}|\d{3} \d{2}|\d{4,5})(?![\d-])"
_TOWN = (
    rf"(?:{_NEXT}{_POSTCODE}{_NEXT}(?:['\u2019]s-)?{_NAMES}(?: ?\([A-Z]{{2}}\))?"
    rf"|[ ]?[,\n][ ]?{_NAMES}{_NEXT}\d{{5}}-?\d{{3}}{_NEXT}(?:{_SMALL} ?)?{_NAMES}(?: ?/ ?[A-Z]{{2}})?"
    rf"|{_NEXT}{_NAMES},? [A-Z]{{2}} \d{{5}}(?:-\d{{4}})?"
    rf"|(?:{_NEXT}{_NAMES}){{1,2}}{_NEXT}{_POSTCODE_GB}"
    rf"|[ ]?[,\n][ ]?{_NAMES},[ ]?\d{{5}}(?!\d))"
)

_COMPOUND = (  # Germany, the Netherlands, Sweden, Finland: the kind of street ends the word
    r"(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|damm|ufer|chaussee|steig|pfad|markt|[- ]ring"
    r"|straat|laan|plein|gracht|kade|singel|dreef|steeg|dijk|hof|baan"
    r"|gatan|vägen|stigen|gränd|torget|allén"
    r"|katu|kuja|polku|raitti|bulevardi|(?<=n)[ ]?tie)"
)
_WORD = r"(?:stra(?:ß|ss)e|weg|platz|allee|ring|gasse|tie|kuja|katu|polku|bulevardi|väg|gata)"  # the same, by itself
_FRENCH = r"(?:rue|avenue|av\.|boulevard|bd\.?|place|chemin|impasse|all[ée]e|quai|route|square|cours|passage|faubourg)"
_SPANISH = (
    r"(?:Calle|C/|C\.|Avenida|Avda\.?|Av\.|Plaza|Pza\.?|Paseo|Camino|Ronda|Carretera|Ctra\.|Travesía|Callejón|Pasaje"
    r"|Pasadizo|Acceso|Vial|V[ií]a|Urbanización|Cuesta|Glorieta|Rambla|Alameda|Cañada|Costanilla)"
)
_ITALIAN = (
    r"(?:Via|Viale|V\.le|Piazza|P\.za|Piazzale|Corso|C\.so|Largo|Vicolo|Strada|Contrada|Rotonda|Borgo|Canale|Incrocio"
    r"|Stretto|Lungotevere|Salita)"
)
_PORTUGUESE = (
    r"(?:Rua|Avenida|Av\.|Travessa|Praça|Alameda|Rodovia|Estrada|Largo|Quadra|Conjunto|Setor|Vila|Viela|Viaduto"
    r"|Ladeira|Loteamento|Residencial|Condomínio|Jardim|Parque|Esplanada|Via|Passarela|Trecho|Campo|Núcleo|Recanto)"
)
_POLISH = r"(?:ul\.|ulica|al\.|aleja|aleje|pl\.|plac|os\.|osiedle|rondo)"
_ENGLISH = (
    r"(?:Street|St\.?|Road|Rd\.?|Avenue|Ave\.?|Lane|Ln\.?|Drive|Dr\.?|Boulevard|Blvd\.?|Court|Ct\.?|Close|Way|Place|Pl\.?"
    r"|Square|Squares|Sq\.?|Terrace|Crescent|Gardens?|Grove|Highway|Hwy\.?|Parkway|Pkwy\.?|Row|Mews|Hill|Walk|Circle"
    r"|Cir\.?|Trail|Trl\.?|Alley|Loop|Pike|Plaza|Broadway|Quay|Green|Rise|View)"
)
_JAPANESE = (
    r"(?:東京都|北海道|京都府|大阪府|[一-龥]{2,3}県)[^\s、。,\d]{1,24}"
    r"(?:\d{1,4}丁目\d{1,4}番地?(?:\d{1,4}号?)?|\d{1,4}(?:-\d{1,4}){1,2})"
    r"(?:[ ][^\s、。,]{1,24}\d{1,4})?"
)

_START = r"(?<![^\W_])"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_START}(?:{_NAME} ){{0,3}}{_CAPITAL}(?:{_LETTERS}|-){{0,40}}?(?i:{_COMPOUND}) {_NUMBER}{_UNIT}{_TOWN}?",
        rf"{_START}(?:{_NAME} ){{1,2}}(?i:{_WORD}) {_NUMBER}{_UNIT}{_TOWN}?",
        rf"{_START}{_NUMBER}(?: ?(?:bis|ter|quater))?,? (?i:{_FRENCH}) {_NAMES}{_UNIT}{_TOWN}?",
        rf"{_START}(?i:{_FRENCH}) {_NAMES}[ ]?[,\n][ ]?\d{{5}} {_NAMES}",
        rf"{_START}(?:{_SPANISH}|{_ITALIAN}|{_PORTUGUESE}) ?{_NAMES},? ?(?:n[º°.] ?)?{_NUMBER}{_UNIT}[ ]?{_TOWN}?",
        rf"{_START}{_POLISH} ?{_NAMES} {_NUMBER}{_UNIT}{_TOWN}?",
        rf"{_START}{_NUMBER},? (?:{_NAME} ){{1,3}}{_ENGLISH}(?![^\W_]){_UNIT}{_TOWN}?",
        rf"{_START}\d{{1,5}} (?:{_NAME} ){{1,3}}(?:Suite|Apt\.?|Unit) \d{{1,5}}{_TOWN}?",
        rf"{_START}\d{{1,5}} {_NAME}(?: {_NAME}){{1,3}}{_NEXT}{_NAMES},? [A-Z]{{2}} \d{{5}}(?:-\d{{4}})?",
        (
            rf"{_START}(?:Flat|Studio|Apartment|Apt|Unit) \d{{1,4}}[A-Za-z]?"
            rf"(?:{_NEXT}(?:\d{{1,4}} )?{_NAMES}){{1,3}}{_NEXT}{_POSTCODE_GB}"
        ),
        rf"{_START}\d{{1,4}}[A-Za-z]? {_NAMES}{_NEXT}{_NAMES}{_NEXT}{_POSTCODE_GB}",
        rf"{_START}(?:{_NAME} ){{0,3}}{_NAME},? {_NUMBER}{_UNIT},{_NEXT}{_POSTCODE}{_NEXT}(?:['\u2019]s-)?{_NAMES}",
        (
            rf"{_START}{_NAMES}(?:, ?{_NUMBER})?[,\n] ?{_NAMES}[,\n] ?"
            rf"\d{{5}}-?\d{{3}} (?:{_SMALL} ?)?{_NAMES} ?/ ?[A-Z]{{2}}(?![^\W_])"
        ),
        rf"{_START}(?:P\.? ?O\.? Box|Postfach|Boîte postale|BP|Apartado) \d{{2,7}}{_TOWN}?",
    )
)
_JAPAN = re.compile(_JAPANESE)
_DIGIT = re.compile(r"\d")


class AddressDetector:
    """Finds addresses; letters and digits are the value."""

    def detect(self, text: str) -> Iterator[Finding]:
        """Yield addresses; where two forms meet, the longer one is kept later."""
        if not _DIGIT.search(text):
            return
        for form in (*_FORMS, _JAPAN):
            for match in form.finditer(text):
                end = match.start() + len(match.group().rstrip())
                yield Finding(EntityKind.ADDRESS, match.start(), end, squash(match.group()))

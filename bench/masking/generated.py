"""Ticket-like sentences in twelve locales with values by Faker: e-mails, phones, IBANs, cards, addresses, ids, names.

The sentences are ours. `{email}` and so on are filled for the sentence's locale; about half of them announce what
follows, as people do, and half do not. Lines of `DECOYS` hold numbers that are nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from faker import Faker

from bench.masking.score import Entity, Example

LOCALES = (
    "en_US", "en_GB", "de_DE", "fr_FR", "es_ES", "it_IT", "nl_NL", "pl_PL", "sv_SE", "fi_FI", "pt_BR", "ja_JP",
)  # fmt: skip

TEMPLATES: dict[str, tuple[str, ...]] = {
    "en_US": (
        "{person} wrote from {email} that the refund has not arrived.",
        "Please call {phone} before noon, the customer is waiting.",
        "The card {card} was charged twice for order 48213.",
        "Ship the replacement to {address} and close this.",
        "She gave her social security number as {id} on the form.",
        "Refund goes to {iban}, says {person}.",
        "Reporter reachable at {phone} or {email}.",
    ),
    "en_GB": (
        "Spoke to {person} this morning, callback on {phone}.",
        "The parcel for {address} came back to the depot.",
        "National Insurance number {id} was rejected by the form.",
        "Direct debit from {iban} bounced; {email} was informed.",
        "Payment with {card} declined three times.",
        "{person} ({phone}) still waits for an answer.",
    ),
    "de_DE": (
        "{person} schreibt von {email}, dass die Rechnung falsch ist.",
        "Rückruf unter {phone} erbeten, am besten vormittags.",
        "Die Lieferung an {address} kam beschädigt an.",
        "Rentenversicherungsnummer {id} wird im Formular nicht angenommen.",
        "Bitte auf {iban} erstatten.",
        "Kreditkarte {card} wurde doppelt belastet, meldet {person}.",
    ),
    "fr_FR": (
        "{person} nous écrit de {email} : la facture est fausse.",
        "Merci de rappeler au {phone} avant midi.",
        "Le colis pour {address} est revenu.",
        "Son numéro de sécurité sociale {id} est refusé par le formulaire.",
        "Remboursement sur {iban} demandé par {person}.",
        "La carte {card} a été débitée deux fois.",
    ),
    "es_ES": (
        "{person} escribe desde {email} que la factura está mal.",
        "Llame al {phone} antes del mediodía.",
        "El paquete para {address} ha vuelto al almacén.",
        "El formulario no acepta {id} como documento.",
        "El reembolso va a {iban}.",
        "A {person} le cobraron dos veces en la tarjeta {card}.",
    ),
    "it_IT": (
        "{person} scrive da {email} che la fattura è sbagliata.",
        "Richiamare il cliente, telefono {phone}.",
        "Il pacco per {address} è tornato indietro.",
        "Il codice fiscale {id} non viene accettato.",
        "Rimborso su {iban} per {person}.",
        "La carta {card} è stata addebitata due volte.",
    ),
    "nl_NL": (
        "{person} mailt vanaf {email} dat de factuur niet klopt.",
        "Graag terugbellen, telefoon {phone}.",
        "Het pakket voor {address} is teruggekomen.",
        "BSN {id} wordt door het formulier geweigerd.",
        "Terugbetaling naar {iban}.",
        "De kaart {card} van {person} is twee keer belast.",
    ),
    "pl_PL": (
        "{person} pisze z {email}, że faktura jest błędna.",
        "Proszę zadzwonić pod {phone} przed południem.",
        "Paczka na adres {address} wróciła.",
        "PESEL {id} nie jest przyjmowany przez formularz.",
        "Zwrot na {iban} dla {person}.",
        "Karta {card} została obciążona dwa razy.",
    ),
    "sv_SE": (
        "{person} skriver från {email} att fakturan är fel.",
        "Ring {phone} före lunch, kunden väntar.",
        "Paketet till {address} kom tillbaka.",
        "Formuläret godtar inte {id}.",
        "Återbetala till {iban}, enligt {person}.",
        "Kortet {card} debiterades två gånger.",
    ),
    "fi_FI": (
        "{person} kirjoittaa osoitteesta {email}, että lasku on väärin.",
        "Soita numeroon {phone} ennen puoltapäivää.",
        "Paketti osoitteeseen {address} palasi.",
        "Lomake ei hyväksy henkilötunnusta {id}.",
        "Palautus tilille {iban}, sanoo {person}.",
        "Korttia {card} veloitettiin kahdesti.",
    ),
    "pt_BR": (
        "{person} escreve de {email} que a fatura está errada.",
        "Favor ligar para {phone} antes do meio-dia.",
        "O pacote para {address} voltou.",
        "O formulário não aceita o CPF {id}.",
        "Reembolso para {iban}, pede {person}.",
        "O cartão {card} foi cobrado duas vezes.",
    ),
    "ja_JP": (
        "{person}様より{email}から請求書の誤りについて連絡がありました。",
        "折り返しの電話は{phone}までお願いします。",
        "{address}宛の荷物が戻ってきました。",
        "返金先は{iban}です。",
        "カード{card}に二重請求がありました。担当は{person}です。",
    ),
}

DECOYS = (
    "Order {n9} was shipped on 2026-{m:02d}-{d:02d} at {h:02d}:{m:02d}, tracking {n12}.",
    "Build {n8}.{d} of release 4.{m}.{d} fails since commit 7db7b1a4c1d2.",
    "PAY-{n4} blocks SHOP-{n4}; see the log of {d:02d}.{m:02d}.2026, line {n4}.",
    "The job wrote {n3} {n3} rows in {n4}.{n3} s and used {n4} MB.",
    "Invoice {n10}, position {d}, amount {n4}.{m:02d} EUR.",
    "SAP document {n10} / {n4} was posted twice in period {m}.",
    "Chapter {m}, table {d}: {n3}-{n3} and {n4} of {n9} are wrong.",
    "Sprint {m} ends on Friday, Release {d} is planned for week {m}.",
    "Error 0x{n8} at offset {n6}, thread {n5}, retry {d} of {m}.",
    "Ticket {n7} was merged into {n7}; priority {d}.",
)

_IDS: dict[str, tuple[str, ...]] = {"de_DE": ("rvnr",), "es_ES": ("nif", "nie"), "pl_PL": ("pesel",), "pt_BR": ("cpf",)}
_SLOT = re.compile(r"\{(\w+)\}")


def examples(seed: int, rounds: int) -> tuple[list[Example], list[str]]:
    """Return `rounds` fillings of every sentence and decoy, and the names of all people in them.

    Names are a given name and a family name, without titles; addresses stand on one line.
    """
    made: list[Example] = []
    names: list[str] = []
    for locale in LOCALES:
        fake = Faker(locale)
        fake.seed_instance(seed)
        for _ in range(rounds):
            for template in TEMPLATES[locale]:
                example = _filled(template, fake, locale)
                names += [example.text[e.start : e.end] for e in example.entities if e.type == "person"]
                made.append(example)
    fake = Faker("en_US")
    fake.seed_instance(seed)
    made += [Example(_decoy(template, fake), ()) for _ in range(rounds * 4) for template in DECOYS]
    return made, names


def _filled(template: str, fake: Faker, locale: str) -> Example:
    parts: list[str] = []
    entities: list[Entity] = []
    at = 0
    for index, piece in enumerate(_SLOT.split(template)):
        if index % 2:
            text, kind = _value(piece, fake, locale), {"id": "national_id"}.get(piece, piece)
            entities.append(Entity(at, at + len(text), kind))
        else:
            text = piece
        parts.append(text)
        at += len(text)
    return Example("".join(parts), tuple(entities), locale)


def _value(slot: str, fake: Faker, locale: str) -> str:
    makers: dict[str, Callable[[], str]] = {
        "email": fake.email,
        "phone": fake.phone_number,
        "iban": fake.iban,
        "card": fake.credit_card_number,
        "address": lambda: ", ".join(line.strip() for line in fake.address().splitlines()),
        "id": lambda: str(getattr(fake, fake.random_element(_IDS.get(locale, ("ssn",))))()),
        "person": lambda: _name(fake, locale),
    }
    return makers[slot]()


def _name(fake: Faker, locale: str) -> str:
    parts = [fake.first_name(), fake.last_name()]
    return " ".join(reversed(parts) if locale == "ja_JP" else parts)


def _decoy(template: str, fake: Faker) -> str:
    day = {"d": fake.random_int(1, 28), "m": fake.random_int(1, 12), "h": fake.random_int(0, 23)}
    return re.sub(r"\{n(\d+)\}", lambda slot: fake.numerify("%" + "#" * (int(slot[1]) - 1)), template).format(**day)

"""Each detector by a table: what it finds, and what it must leave alone."""

from __future__ import annotations

import pytest

from connectors.host.model import Person
from plugin.masking.detectors.address import AddressDetector
from plugin.masking.detectors.card import CardDetector
from plugin.masking.detectors.directory import DirectoryDetector
from plugin.masking.detectors.email import EmailDetector
from plugin.masking.detectors.iban import IbanDetector
from plugin.masking.detectors.ip import IpDetector
from plugin.masking.detectors.person import PersonDetector
from plugin.masking.detectors.phone import PhoneDetector
from plugin.masking.detectors.plate import PlateDetector
from plugin.masking.detectors.salutation import SalutationDetector
from plugin.masking.detectors.secret import SecretDetector

PEOPLE = [
    Person("1", "Ada Byron"),
    Person("2", "Jürgen von Stein"),
    Person("3", "山田 太郎"),
    Person("4", "Support Team"),
]

# Built from parts, so that no scanner of this repository takes the examples for real ones.
AWS = "AKIA" + "IOSFODNN7EXAMPLE"
GITHUB = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
SLACK = "xoxb-" + "123456789012-abcdefABCDEF"
PRIVATE = "-----BEGIN RSA PRIVATE" + " KEY-----\nMIIEpAIBAAKCAQEA\nabc\n-----END RSA PRIVATE" + " KEY-----"
JWT = "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxIn0" + ".c2lnbmF0dXJl"

FOUND = [
    (EmailDetector(), "Write to ada.byron+test@example.co.uk.", "ada.byron+test@example.co.uk"),
    (EmailDetector(), "<bo@example.com>,", "bo@example.com"),
    (PhoneDetector(), "Call +44 20 7946 0958 now", "+44 20 7946 0958"),
    (PhoneDetector(), "Tel. 030 901820", "030 901820"),
    (PhoneDetector(), "電話 03-3213-5211", "03-3213-5211"),
    (PhoneDetector(), "ring (212) 736-5000", "(212) 736-5000"),
    (PhoneDetector(), "desk 212-736-5000x1234", "212-736-5000x1234"),
    (PhoneDetector(), "Contato 61 0308-2462", "61 0308-2462"),
    (PhoneDetector(), "Zadzwoń: 792 601 815", "792 601 815"),
    (PhoneDetector(), "+49(0)8377835337", "+49(0)8377835337"),
    (PhoneDetector(), "llame al 612345678", "612345678"),
    (CardDetector(), "maestro 5018 0000 0009", "5018 0000 0009"),
    (IbanDetector(), "IBAN DE89 3704 0044 0532 0130 00 please", "DE89 3704 0044 0532 0130 00"),
    (IbanDetector(), "GB29NWBK60161331926819", "GB29NWBK60161331926819"),
    (CardDetector(), "card 4111 1111 1111 1111, exp", "4111 1111 1111 1111"),
    (CardDetector(), "378282246310005", "378282246310005"),
    (CardDetector(), "5555-5555-5555-4444", "5555-5555-5555-4444"),
    (IpDetector(), "from 10.20.30.40 to", "10.20.30.40"),
    (IpDetector(), "host 2001:db8::8a2e:370:7334 down", "2001:db8::8a2e:370:7334"),
    (SecretDetector(), f"key {AWS} leaked", AWS),
    (SecretDetector(), f"use {GITHUB}", GITHUB),
    (SecretDetector(), f"token={SLACK}", SLACK),
    (SecretDetector(), PRIVATE, PRIVATE),
    (SecretDetector(), f"Authorization: Bearer {JWT}", JWT),
    (SecretDetector(), "postgres://app:hunter22@db/main", "hunter22"),
    (SecretDetector(), 'DB_PASSWORD="correct-horse"', "correct-horse"),
    (SecretDetector(), "the password is Tr0ub4dor&3", "Tr0ub4dor&3"),
    (SecretDetector(), "Passwort: geheim123", "geheim123"),
    (PersonDetector(PEOPLE), "Ask Ada Byron about it", "Ada Byron"),
    (PersonDetector(PEOPLE), "as Ada said", "Ada"),
    (PersonDetector(PEOPLE), "mit Stein besprochen", "Stein"),
    (PersonDetector(PEOPLE), "山田さんに確認", "山田"),
]

LEFT = [
    (EmailDetector(), "npm i @scope/name and user@localhost"),
    (PhoneDetector(), "PAY-101 since 2026-11-16 14:21, build 20261116.4, 12 000 000 rows, 4.8.2"),
    (PhoneDetector(), "order 1234567890, id 11101001"),
    (PhoneDetector(), "192.168.10.20 took 1234.567890 s at 16.11.2026 14:21, 120 000 000 rows, 2026-11-16 10-12"),
    (IbanDetector(), "DE89 3704 0044 0532 0130 01"),
    (CardDetector(), "4111 1111 1111 1112"),
    (CardDetector(), "order 0000 0000 0000 0000"),
    (IpDetector(), "version 4.8.2.1 and v1.2.3.4"),
    (IpDetector(), "at 12:30:45 or 999.1.1.1"),
    (SecretDetector(), "the password is required and the token is expired"),
    (SecretDetector(), "password: ********"),
    (SecretDetector(), "Reset your password on the page"),
    (PersonDetector(PEOPLE), "adamant, the support page, a stein of beer, von Neumann"),
    (PersonDetector([]), "Ada Byron"),
]


@pytest.mark.parametrize(
    ("detector", "text", "expected"), FOUND, ids=[f"{type(d).__name__} {t[:24]!r}" for d, t, _ in FOUND]
)
def test_found(detector: object, text: str, expected: str) -> None:
    """The value is found, whole and alone."""
    findings = list(detector.detect(text))  # type: ignore[attr-defined]
    assert expected in [text[finding.start : finding.end] for finding in findings]


@pytest.mark.parametrize(("detector", "text"), LEFT, ids=[f"{type(d).__name__} {t[:24]!r}" for d, t in LEFT])
def test_left_alone(detector: object, text: str) -> None:
    """What only looks alike is not touched."""
    findings = list(detector.detect(text))  # type: ignore[attr-defined]
    assert [text[finding.start : finding.end] for finding in findings] == []


def test_one_value_has_one_form() -> None:
    """However a number is written, its value is the same."""
    iban = {
        finding.value
        for t in ("DE89370400440532013000", "de89 3704 0044 0532 0130 00")
        for finding in IbanDetector().detect(t)
    }
    card = {finding.value for t in ("4111111111111111", "4111-1111-1111-1111") for finding in CardDetector().detect(t)}
    phone = {finding.value for t in ("+44 20 7946 0958", "+442079460958") for finding in PhoneDetector().detect(t)}
    person = {finding.value for t in ("Ada", "Ada Byron", "Byron") for finding in PersonDetector(PEOPLE).detect(t)}
    assert (len(iban), len(card), len(phone), len(person)) == (1, 1, 1, 1)


ADDRESSES = [
    "12 High Street, London, SW1A 1AA",
    "Flat 3, 12 Mill Lane, Leeds, LS1 4AB",
    "1600 Pennsylvania Avenue, Washington, DC 20500",
    "Karl-Marx-Allee 77, 10117 Berlin",
    "Hauptstraße 5a",
    "12, rue de la Paix, 75002 Paris",
    "Calle de Alcalá 50, Madrid, 28014",
    "Via Giuseppe Garibaldi, 24, 16124 Genova (GE)",
    "Rua das Flores, 123",
    "Prinsengracht 263, 1016 GV Amsterdam",
    "ul. Marszałkowska 10/12, 00-590 Warszawa",
    "Storgatan 12, 111 23 Stockholm",
    "Mannerheimintie 5, 00100 Helsinki",
    "東京都千代田区丸の内1丁目9番1号",
    "P.O. Box 1234",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_addresses(address: str) -> None:
    """An address is found whole, with its town, in the middle of a sentence."""
    text = f"Bitte an {address} senden" if address.isascii() else f"send to {address}、 please"
    assert address in {text[f.start : f.end] for f in AddressDetector().detect(text)}


@pytest.mark.parametrize(
    "text",
    [
        "Sprint 5, Release 12, Ticket 4711, Version 3 of the Engineering 2 board",
        "String 5, Rating 4, Monitoring 24, Katie 5",
        "Since 12 November 2026 the checkout answers 502 in 30 percent of all calls",
        "Python 3 and Java 21 on Windows 11, Chapter 4, Table 12",
        "The way 3 users came, 12 times a day",
    ],
)
def test_no_addresses(text: str) -> None:
    """Names with numbers are no streets."""
    assert list(AddressDetector().detect(text)) == []


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("car B-AB 1234", "B-AB 1234"),
        ("Wagen LDK-F-9171 steht", "LDK-F-9171"),
        ("van AB12 CDE is", "AB12 CDE"),
        ("auto FR: AB-123-CD", "AB-123-CD"),
        ("targa AB 123 CD", "AB 123 CD"),
        ("matrícula 1234 BCD", "1234 BCD"),
        ("licence plate 7ABC123", "7ABC123"),
        ("rekisterinumero ABC-123", "ABC-123"),
        ("車は品川 330 あ 12-34です", "品川 330 あ 12-34"),
    ],
)
def test_plates(text: str, plate: str) -> None:
    """A plate's form is found alone where it is its own, and after a word that announces one elsewhere."""
    assert plate in {text[f.start : f.end] for f in PlateDetector().detect(text)}


def test_no_plates() -> None:
    """Issue keys, versions and ids are no plates."""
    assert list(PlateDetector().detect("PAY-101, ABC-123, ISO-8601, 4.8.2, the plate was hot, SHA-256")) == []


DIRECTORY = ["Grace Hopper", "Dr. Anna-Lena Groß", "Ludwig van Beethoven", "山田 太郎", "Cher", "Will May"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ask Grace Hopper today", "Grace Hopper"),
        ("hopper, grace", "hopper, grace"),
        ("mit Anna-Lena Groß besprochen", "Anna-Lena Groß"),
        ("as Ludwig van Beethoven said", "Ludwig van Beethoven"),
        ("山田太郎さんに確認", "山田太郎"),
        ("山田 太郎", "山田 太郎"),
    ],
)
def test_directory(text: str, name: str) -> None:
    """A whole name of the directory is found, in either order, with or without a title."""
    (found,) = DirectoryDetector(DIRECTORY).detect(text)
    assert text[found.start : found.end] == name


def test_directory_leaves_parts_alone() -> None:
    """A part of a name of somebody who has no part in the item is a word like any other."""
    text = "Grace period: Will we ship in May? Cher and Hopper. Grace. Hopper"
    assert list(DirectoryDetector(DIRECTORY).detect(text)) == []
    assert list(DirectoryDetector([]).detect(text)) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Spoke to Mrs. Quill about it", "Quill"),
        ("Bitte Herrn Jürgen von Stein anrufen", "Jürgen von Stein"),
        ("Frau Dr. Meier-Lüdenscheid wartet", "Meier-Lüdenscheid"),
        ("Dear Zenobia,\nthe refund", "Zenobia"),
        ("Hi Zenobia Quill!\nThanks", "Zenobia Quill"),
        ("It works now.\n\nBest regards,\nZenobia Quill", "Zenobia Quill"),
        ("Viele Grüße\nAnneke\n", "Anneke"),
        ("山田太郎様より連絡", "山田太郎"),
        ("佐藤 さゆりさんに確認", "佐藤 さゆり"),
    ],
)
def test_salutations(text: str, name: str) -> None:
    """A name is found where a title, a greeting, a farewell or an honorific gives it away."""
    assert name in {text[f.start : f.end] for f in SalutationDetector().detect(text)}


@pytest.mark.parametrize(
    "text",
    [
        "Hi all,",
        "Dear Customer,",
        "Hello Team!",
        "Thanks,\nthe job runs",
        "the mr. command",
        "担当者様",
        "お客様",
        "皆様",
    ],
)
def test_no_salutations(text: str) -> None:
    """Groups, roles and words are nobody."""
    assert list(SalutationDetector().detect(text)) == []

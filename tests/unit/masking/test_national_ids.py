"""National ids by a table: published examples are found, a wrong check digit and a lonely number are not."""

from __future__ import annotations

import pytest

from plugin.masking.detectors.national_id import FORMS, NationalIdDetector
from plugin.masking.fold import fold

WIDE = "".join(chr(ord(digit) + 0xFEE0) for digit in "123456789018")  # as a Japanese keyboard writes it

# Examples from the issuing offices' own descriptions; none belongs to anybody.
FOUND = [
    ("AT", "SVNR 1237 010180", "1237 010180"),
    ("AU", "her TFN 123 456 782", "123 456 782"),
    ("AU", "Medicare 2123456701", "2123456701"),
    ("BE", "INSZ 85.07.30-033.28", "85.07.30-033.28"),
    ("BE", "85073003328", "85073003328"),
    ("BR", "CPF 111.444.777-35.", "111.444.777-35"),
    ("BR", "o cliente 11144477735 escreveu", "11144477735"),
    ("CA", "SIN 130 692 544", "130 692 544"),
    ("CA", "130-692-544", "130-692-544"),
    ("CH", "AHV 756.9217.0769.85", "756.9217.0769.85"),
    ("CN", "身份证11010519491231002X。", "11010519491231002X"),
    ("CZ", "RČ 710319/2745", "710319/2745"),
    ("DE", "Steuer-ID 86 095 742 719", "86 095 742 719"),
    ("DE", "65929970489", "65929970489"),
    ("DE", "RVNR 15 070649 C 103", "15 070649 C 103"),
    ("DE", "65180539W001", "65180539W001"),
    ("DE", "Ausweis T220001293", "T220001293"),
    ("DK", "CPR 211062-5629", "211062-5629"),
    ("ES", "DNI 12345678Z", "12345678Z"),
    ("ES", "54.362.315-K", "54.362.315-K"),
    ("ES", "NIE X1234567L", "X1234567L"),
    ("FI", "131052-308T", "131052-308T"),
    ("FR", "NIR 1 85 05 78 006 084 91", "1 85 05 78 006 084 91"),
    ("FR", "255081416802538", "255081416802538"),
    ("GB", "NINO AB 12 34 56 C", "AB 12 34 56 C"),
    ("GB", "National Insurance ZZ123456T", "ZZ123456T"),
    ("GB", "943 476 5919", "943 476 5919"),
    ("GB", "NHS number 9434765919", "9434765919"),
    ("IE", "PPS 1234567FA", "1234567FA"),
    ("IN", "2341 2341 2346", "2341 2341 2346"),
    ("IN", "PAN ABCPE1234F", "ABCPE1234F"),
    ("IT", "CF RSSMRA85T10A562S", "RSSMRA85T10A562S"),
    ("IT", "rssmra85t10a562s", "rssmra85t10a562s"),
    ("JP", "マイナンバーは123456789018です", "123456789018"),
    ("JP", f"個人番号 {WIDE}", WIDE),
    ("JP", "1234 5678 9018", "1234 5678 9018"),
    ("KR", "820701-2409184", "820701-2409184"),
    ("MX", "CURP BOXW310820HNERXN09", "BOXW310820HNERXN09"),
    ("NL", "BSN: 111222333", "111222333"),
    ("NO", "fnr 01010750160", "01010750160"),
    ("PL", "PESEL 44051401359", "44051401359"),
    ("PL", "02070803628", "02070803628"),
    ("PT", "NIF 123456789", "123456789"),
    ("SE", "811218-9876", "811218-9876"),
    ("SE", "198112189876", "198112189876"),
    ("SG", "NRIC S1234567D", "S1234567D"),
    ("TR", "TC 10000000146", "10000000146"),
    ("US", "SSN 123-45-6789", "123-45-6789"),
    ("US", "social security 123456789", "123456789"),
    ("ZA", "8001015009087", "8001015009087"),
]
WRONG_CHECK = [
    "SVNR 1238 010180",
    "TFN 123 456 783",
    "85.07.30-033.29",
    "111.444.777-36",
    "SIN 130 692 545",
    "756.9217.0769.86",
    "110105194912310021",
    "710319/2746",
    "Steuer-ID 86 095 742 718",
    "RVNR 15 070649 C 104",
    "12345678A",
    "X1234567M",
    "131052-308U",
    "1 85 05 78 006 084 92",
    "NHS number 9434765918",
    "PPS 1234567GA",
    "2341 2341 2348",
    "RSSMRA85T10A562T",
    "マイナンバー 123456789019",
    "BOXW310820HNERXN08",
    "BSN 111222334",
    "fnr 01010750161",
    "PESEL 44051401358",
    "NIF 123456788",
    "811218-9877",
    "S1234567E",
    "10000000147",
    "SSN 000-45-6789",
    "SSN 666-45-6789",
    "8001015009088",
]
LONELY = [
    "order 123456782 and 111222333",  # what a BSN or a TFN could be, and nobody says so
    "ticket 9434765919, build 123456789018",
    "NCC-1701-D, ISO 8601, 2026-11-16 14:21:07, 4.8.2-rc1",
    "commit 7db7b1a, job 11101001, port 54321",
    "ZZ123456T",
    "211062-5629",
    "ABCDE1234567F",
    "x12345678Zy",
    "1.111.444.777-35",
]


@pytest.mark.parametrize(("country", "text", "expected"), FOUND, ids=[f"{c} {e}" for c, _, e in FOUND])
def test_found(country: str, text: str, expected: str) -> None:
    """The country's own form finds the id, whole, and so do all forms together."""
    own = NationalIdDetector(form for form in FORMS if form.country == country)
    for detector in (own, NationalIdDetector()):
        assert expected in {text[f.start : f.end] for f in detector.detect(fold(text))}


@pytest.mark.parametrize("text", [*WRONG_CHECK, *LONELY])
def test_left_alone(text: str) -> None:
    """A wrong check digit, a number that was never given out, and a number that nobody announces are no ids."""
    assert [text[f.start : f.end] for f in NationalIdDetector().detect(fold(text))] == []


def test_every_form_has_an_example() -> None:
    """No form stands in the table untested."""
    assert {form.country for form in FORMS} == {country for country, _, _ in FOUND}
    seen = {
        form.name for form in FORMS if any(list(NationalIdDetector([form]).detect(fold(text))) for _, text, _ in FOUND)
    }
    assert seen == {form.name for form in FORMS}


def test_one_value() -> None:
    """However an id is grouped, its value is the same."""
    values = {f.value for t in ("85.07.30-033.28", "85073003328") for f in NationalIdDetector().detect(t)}
    assert values == {"85073003328"}

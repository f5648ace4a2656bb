"""CSV and CEF: every record is in them, and nothing in it breaks out of its field."""

from __future__ import annotations

import csv
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.audit.chain import Record, canonical
from plugin.audit.formats import Format, cef, media_type, render, suffix, table
from tests.fakes.chains import START, chain, checkpoint, erased

WILD = st.text(st.characters(codec="utf-8"), max_size=40)


def record(payload: dict[str, Any], event: str = "run:ended") -> Record:
    """A record that says this."""
    header = canonical({"seq": 1, "at": START.isoformat(), "event": event, "number": 202})
    return Record("t1", 1, header, canonical(payload), "salt", "p", "0", "h")


def parsed(line: str) -> tuple[list[str], dict[str, str]]:
    """A CEF line taken apart by the format's own rules."""
    assert "\n" not in line
    parts = re.split(r"(?<!\\)(?:\\\\)*\|", line, maxsplit=7)
    pairs = re.findall(r"(\w+)=((?:\\.|[^=\\])*?)(?= \w+=|$)", parts[7])
    turned = {"\\\\": "\\", "\\=": "=", "\\n": "\n", "\\r": "\r"}
    return parts[:7], {name: re.sub(r"\\[\\=nr]", lambda m: turned[m[0]], value) for name, value in pairs}


def test_csv() -> None:
    """A heading and a row a record, the payload and the hash in it; checkpoints are left out."""
    said = {"person": "p1", "product": "jira", "place": "PAY", "run": "r1", "level": "internal", "policy_version": 3}
    made = record(said)
    heading, *rows = csv.reader(table.lines([made, checkpoint(chain(1)[0]), erased(chain(2)[1])]))
    assert tuple(heading) == table.COLUMNS
    first = dict(zip(heading, rows[0], strict=True))
    assert (first["seq"], first["number"], first["place"], first["policy_version"]) == ("1", "202", "jira:PAY", "3")
    assert (first["payload"], first["hash"], first["erased"]) == (made.payload, "h", "no")
    second = dict(zip(heading, rows[1], strict=True))
    assert (second["erased"], second["payload"], second["run"]) == ("yes", "", "")


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_csv_has_no_formula(begin: str) -> None:
    """Nothing that a spreadsheet would run stands at the beginning of a cell."""
    (_, row) = csv.reader(table.lines([record({"item": f"{begin}cmd()", "case": f"{begin}1"})]))
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@given(item=WILD, run=WILD)
def test_csv_rows_are_rows(item: str, run: str) -> None:
    """Whatever a field holds, a row is a row (property)."""
    rows = list(csv.reader([line + "\r\n" for line in table.lines([record({"item": item, "run": run})])]))
    assert [len(row) for row in rows] == [len(table.COLUMNS)] * 2


def test_cef() -> None:
    """Number, name, severity, time, person, run and hash stand in their fields; a refusal is a failure."""
    refused = {"person": "p1", "run": "r1", "refusal": {"reason": "level_denies", "rule": "R-4", "level": "restricted"}}
    (line,) = cef.lines([record(refused, "run:refused")])
    heads, said = parsed(line)
    assert heads[:3] + heads[4:] == ["CEF:0", "Vouch", "Vouch", "203", "run:refused", "5"]
    assert (said["suid"], said["outcome"], said["reason"]) == ("p1", "failure", "level_denies")
    assert (said["rt"], said["externalId"]) == (str(round(START.timestamp() * 1000)), "t1:1")
    assert (said["cs1"], said["cs1Label"], said["cs3"], said["cs6"]) == ("r1", "run", "restricted", "h")
    (line,) = cef.lines([checkpoint(chain(1)[0])])
    assert parsed(line)[0][4] == "checkpoint"


@given(item=WILD)
def test_cef_fields_stay_fields(item: str) -> None:
    """Whatever a field holds, it comes back as it was and the line stays one (property)."""
    (line,) = cef.lines([record({"item": item})])
    value = re.search(r" cs4=((?:\\.|[^=\\])*) cs4Label=item", line)
    turned = {"\\\\": "\\", "\\=": "=", "\\n": "\n", "\\r": "\r"}
    back = re.sub(r"\\[\\=nr]", lambda m: turned[m[0]], value[1]) if value else ""
    assert back == item
    assert not re.search(r"[\r\n]", line)


@pytest.mark.parametrize("chosen", Format)
def test_every_format(chosen: Format) -> None:
    """Each format renders a line a record, erased ones too, and has a media type and an ending."""
    lines = list(render(chosen, [*chain(3), erased(chain(4)[3])]))
    assert len(lines) == 4 + (chosen is Format.CSV)
    assert media_type(chosen)
    assert suffix(chosen)

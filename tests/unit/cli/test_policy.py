"""`vouch policy`: a policy as a file, refused with line and reason."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import insert

from plugin.governance.policies import Policies
from plugin.governance.seals import Seals
from plugin.settings import Settings
from plugin.store.database import Database
from plugin.store.tables import installations, tenants
from tests.unit.cli.conftest import Vouch

POLICY = """\
contact: the Security team
places:
  jira:PAY:
    level: internal
  jira:SEC: {level: restricted}
rules:
  - {id: R-1, level: public, use_case: "*", effect: allow}
  - id: R-2
    level: internal
    use_case: "*"
    effect: mask
exceptions:
  - {id: E-1, rule: R-2, effect: allow, places: [jira:PAY], until: 2099-01-01T00:00:00Z, reason: Pilot}
"""


@pytest.fixture
def site(vouch: Vouch, tmp_path: Path) -> Path:
    """A registered site with nothing allowed; returns the path of a file with a policy."""
    assert vouch("init")[0] == 0
    settings = Settings.from_env({"VOUCH_DATA_DIR": str(tmp_path / "data"), "VOUCH_PUBLIC_URL": "https://v.example"})
    database, now = Database(settings.database_url), datetime.now(UTC)
    with database.begin() as connection:
        connection.execute(insert(tenants).values(id="t1", site="site", created_at=now))
        row = {
            "id": "i1",
            "tenant_id": "t1",
            "product": "jira",
            "client_key": "c",
            "base_url": "",
        }
        connection.execute(
            insert(installations).values(**row, shared_secret=b"", state="installed", installed_at=now, updated_at=now)
        )
    database.close()
    file = tmp_path / "policy.yaml"
    file.write_text(POLICY, encoding="utf-8")
    return file


def database_of(file: Path) -> Database:
    """The site's store."""
    data = {"VOUCH_DATA_DIR": str(file.parent / "data"), "VOUCH_PUBLIC_URL": "https://v.example"}
    return Database(Settings.from_env(data).database_url)


def test_export_diff_apply(vouch: Vouch, site: Path) -> None:
    """What was applied comes back, as YAML and as JSON, and a file that says the same changes nothing."""
    assert vouch("policy", "check", str(site)) == (0, "OK  this is a policy\n")
    code, said = vouch("policy", "diff", str(site))
    assert code == 0
    assert "places: jira:PAY: level: internal, new" in said
    assert "This loosens the policy:" in said
    assert f"{site}:3: jira:PAY becomes internal; it was nothing" in said
    assert vouch("policy", "apply", str(site)) == (0, "OK  version 1 is in force\n")
    for form in ("yaml", "json"):
        exported = vouch("policy", "export", "--format", form)[1]
        again = site.with_name(f"again.{form}")
        again.write_text(exported, encoding="utf-8")
        assert vouch("policy", "diff", str(again)) == (0, "Nothing would change: version 1 says the same.\n")
    assert yaml.safe_load(vouch("policy", "export")[1])["contact"] == "the Security team"
    assert json.loads(vouch("policy", "show")[1])["version"] == 1


def test_what_loosens_is_refused_or_proposed(vouch: Vouch, site: Path) -> None:
    """With the line of each reason; the old one stays; proposed, it waits for an administrator."""
    assert vouch("policy", "apply", str(site))[0] == 0
    database = database_of(site)
    Seals(database).seal("t1", by="ines")
    site.write_text(POLICY.replace("level: internal\n  jira:SEC", "level: public\n  jira:SEC"), encoding="utf-8")
    code, said = vouch("policy", "apply", str(site))
    assert code == 1
    assert f"{site}:3: jira:PAY becomes public; it was internal" in said
    assert "nothing was changed" in said
    assert Policies(database).version_in_force("t1").version == 1
    code, said = vouch("policy", "apply", str(site), "--propose", "Pilot of November")
    assert code == 3
    assert "It waits for an administrator; with nobody there, it acts by itself at" in said
    site.write_text(POLICY.replace("jira:SEC: {level: restricted}", "jira:SEC: {level: internal}"), encoding="utf-8")
    assert vouch("policy", "apply", str(site))[0] == 1
    site.write_text(POLICY.replace("effect: mask", "effect: deny"), encoding="utf-8")
    assert vouch("policy", "apply", str(site)) == (0, "OK  version 2 is in force\n")
    database.close()


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("level: internal\n  jira:SEC", "level: secret\n  jira:SEC", 4, "'secret' is not one of"),
        ("effect: mask", "effect: mask\n    engines: [elsewhere]", 12, "there is no engine elsewhere"),
        ("effect: mask", "efect: mask", 8, "'effect' is a required property"),
        ("rule: R-2", "rule: R-9", 13, "there is no rule or overlay R-9"),
        ("level: internal\n  jira:SEC", "level: internal\n  jira:PAY: {level: public}\n  jira:SEC", 5, "stands twice"),
        ("contact: the", "contact: &a the", 1, "anchors and aliases are not taken"),
        ("{level: restricted}", "{level: restricted", 6, "neither YAML nor JSON"),
        ("contact:", "1:", 1, "a name is a text"),
    ],
)
def test_an_invalid_file_names_line_and_reason(
    vouch: Vouch, site: Path, old: str, new: str, line: int, words: str
) -> None:
    """An unknown level, engine or rule, a misspelt field, a key twice, and what is no YAML: nothing is changed."""
    assert old in POLICY
    site.write_text(POLICY.replace(old, new, 1), encoding="utf-8")
    code, said = vouch("policy", "apply", str(site))
    assert code == 1
    assert f"{site}:{line}:" in said
    assert words in said
    assert json.loads(vouch("policy", "show")[1])["version"] == 0


def test_json_with_tabs_is_read(vouch: Vouch, site: Path) -> None:
    """As editors write it."""
    document: dict[str, Any] = {"places": {"jira:A": {"level": "public"}}, "rules": []}
    site.write_text(json.dumps(document, indent="\t"), encoding="utf-8")

    assert vouch("policy", "check", str(site))[0] == 0

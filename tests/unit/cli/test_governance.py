"""`vouch governance pack`: one file from the live policy and settings."""

from __future__ import annotations

import json
from pathlib import Path

from tests.fakes.operator import registered
from tests.unit.cli.conftest import Vouch

POLICY = {
    "contact": "the Security team (security@example.com)",
    "places": {
        "jira:PAY": {"level": "internal", "note": "Ines Okafor asked for this"},
        "confluence:OPS": {"level": "restricted"},
    },
    "queues": ["Privacy desk"],
    "rules": [
        {"id": "R-1", "level": "public", "use_case": "*", "effect": "allow"},
        {"id": "R-2", "level": "internal", "use_case": "summarise", "effect": "mask"},
        {"id": "R-4", "level": "restricted", "use_case": "*", "effect": "deny"},
    ],
    "retention": {"internal": {"result_days": 7}},
    "teams": {"payments": {"group": "group-1"}},
    "native_levels": {"unknown": "restricted", "levels": {"Top secret": "restricted"}},
    "overlays": [
        {"id": "O-1", "use_case": "*", "audience": "*", "places": ["jira:PAY"], "effect": "mask", "note": "Ines"}
    ],
    "limits": {"runs_per_hour": 30},
    "approvers": {"organisation": [{"person": "ref-1"}, {"team": "payments"}], "hours": 24},
}


def test_pack(vouch: Vouch, tmp_path: Path) -> None:
    """Every part an auditor asks for is there, true to the policy; no secret, no name, no address."""
    vouch("init")
    registered(tmp_path)
    policy, out = tmp_path / "policy.json", tmp_path / "pack.md"
    policy.write_text(json.dumps(POLICY), encoding="utf-8")
    code, said = vouch("policy", "apply", str(policy))
    assert code == 0, said
    vouch("audit", "checkpoint", "--output", str(tmp_path / "kept.json"))
    code, said = vouch("governance", "pack", "--out", str(out))
    assert code == 0, said
    text = out.read_text(encoding="utf-8")
    for part in (
        "Classification", "Access", "Approved uses", "Retention", "Logging", "Escalation", "Prohibited behaviours",
    ):  # fmt: skip
        assert f"## {part}\n" in text
    assert "| internal | PAY | none |" in text
    assert "| restricted | none | OPS |" in text
    assert "| internal | summarise | agent | mask | R-2 | embedded | in_process |" in text
    assert "| restricted | summarise | agent | deny | R-4 | none | none |" in text
    assert "| internal | 7 | 2555 |" in text
    assert "Privacy desk" in text
    assert "Top secret counts as restricted; one that is not named, or not told, counts as restricted." in text
    assert "- O-1: jira:PAY; effect mask" in text
    assert '"runs_per_hour": 30' in text
    assert "everything else: 1 people and team payments" in text
    assert "expires after 24 hours" in text
    assert "902 people:reported" in text
    assert "needs a second administrator" in text
    assert "Last signed checkpoint: record" in text
    for hidden in ("Ines", "@", (tmp_path / "data" / "secret-keys").read_text(encoding="ascii").strip(), str(tmp_path)):
        assert hidden not in text


def test_pack_without_a_policy(vouch: Vouch, tmp_path: Path) -> None:
    """Where nobody has allowed anything, the pack says that everything is denied."""
    vouch("init")
    registered(tmp_path)
    text = vouch("governance", "pack")[1]
    assert "the default that nobody wrote" in text
    assert "| allow |" not in text
    assert "| public | summarise | agent | deny |" in text
    assert "governance_pack:written" in vouch("audit", "export")[1]

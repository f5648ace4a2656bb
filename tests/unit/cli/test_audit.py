"""`vouch audit`: verify in place and offline, checkpoints, keys, exports."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from plugin.audit.events import AuditEvent
from plugin.audit.repository import append, records
from tests.fakes.operator import database_of, registered
from tests.unit.cli.conftest import Vouch


def grow(tmp_path: Path, tenant: str, count: int = 2) -> None:
    """Append records, as a server that goes on."""
    database, _ = database_of(tmp_path)
    with database.begin() as connection:
        for number in range(count):
            append(connection, tenant, AuditEvent.RUN_STARTED, {"run": f"run-{number + 2}"})
    database.close()


def as_intruder(tmp_path: Path, *statements: str) -> None:
    """Do what somebody can who has the file."""
    connection = sqlite3.connect(tmp_path / "data" / "vouch.sqlite3")
    for name in ("audit_records_update", "audit_records_delete"):
        connection.execute(f"DROP TRIGGER IF EXISTS {name}")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def kept(vouch: Vouch, tmp_path: Path) -> tuple[str, ...]:
    """A checkpoint and the public key, kept elsewhere; the arguments that name them."""
    checkpoint, key = tmp_path / "kept.json", tmp_path / "key.pem"
    assert vouch("audit", "checkpoint", "--output", str(checkpoint))[0] == 0
    assert vouch("audit", "key", "--output", str(key))[0] == 0
    return ("--checkpoint", str(checkpoint), "--public-key", str(key))


def test_verify_in_place_and_from_an_export(vouch: Vouch, tmp_path: Path) -> None:
    """The record is verified in place and from an export; a changed line is found and named."""
    vouch("init")
    tenant = registered(tmp_path)
    code, said = vouch("audit", "verify")
    assert (code, said.splitlines()[0]) == (0, f"OK  {tenant}: 2 records, the chain is whole")
    assert "cannot be proved" in said
    export = tmp_path / "audit.ndjson"
    vouch("audit", "export", "--output", str(export))
    assert vouch("audit", "verify", "--file", str(export))[0] == 0
    export.write_text(export.read_text(encoding="utf-8").replace("run-1", "run-2"), encoding="utf-8")
    code, said = vouch("audit", "verify", "--file", str(export))
    assert (code, "at record 2 (the payload was altered)" in said) == (1, True)


def test_a_kept_checkpoint_offline(vouch: Vouch, tmp_path: Path) -> None:
    """A kept checkpoint and the public key anchor an export, and find a shorter one, without a database."""
    vouch("init")
    tenant = registered(tmp_path)
    arguments = kept(vouch, tmp_path)
    grow(tmp_path, tenant)
    export = tmp_path / "audit.ndjson"
    vouch("audit", "export", "--output", str(export))
    code, said = vouch("audit", "verify", "--file", str(export), *arguments, VOUCH_DATA_DIR="/nowhere")
    assert (code, "anchored up to record 2" in said, "3 records after it are not yet anchored" in said) == (
        0,
        True,
        True,
    )
    export.write_text(export.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    code, said = vouch("audit", "verify", "--file", str(export), *arguments)
    assert (code, "at record 2 (record 2 is missing" in said) == (1, True)


def test_the_verifier_by_itself(vouch: Vouch, tmp_path: Path) -> None:
    """`python -m plugin.audit` needs no settings, no database and no key of the server."""
    vouch("init")
    registered(tmp_path)
    arguments = kept(vouch, tmp_path)
    export = tmp_path / "audit.ndjson"
    vouch("audit", "export", "--output", str(export))

    def alone(*more: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "plugin.audit", *more]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[3])  # noqa: S603 (our own interpreter)
        return done.returncode, done.stdout + done.stderr

    code, said = alone(str(export), *arguments)
    assert (code, said.startswith(f"OK  {export}: 3 records")) == (0, True)  # the export is a record too
    export.write_text(export.read_text(encoding="utf-8").replace("run-1", "run-9"), encoding="utf-8")
    assert alone(str(export), *arguments)[0] == 1
    assert alone(str(export), "--checkpoint", arguments[1]) == (
        2,
        "--checkpoint needs --public-key: without it a checkpoint proves nothing\n",
    )
    assert alone("/nowhere.ndjson")[0] == 2


def test_an_intruder_in_the_file(vouch: Vouch, tmp_path: Path) -> None:
    """Somebody who can write the file and drops its triggers is found by the chain, and gets no new checkpoint."""
    vouch("init")
    registered(tmp_path)
    as_intruder(tmp_path, "UPDATE audit_records SET payload = '{\"n\":2}' WHERE seq = 1")
    code, said = vouch("audit", "verify")
    assert (code, "BROKEN" in said, "at record 1" in said) == (1, True, True)
    code, said = vouch("audit", "checkpoint")
    assert (code, "no checkpoint is made" in said) == (1, True)


def test_a_restored_backup(vouch: Vouch, tmp_path: Path) -> None:
    """A database that was set back to before a kept checkpoint: what is missing is named."""
    vouch("init")
    tenant = registered(tmp_path)
    grow(tmp_path, tenant, 3)
    arguments = kept(vouch, tmp_path)
    as_intruder(
        tmp_path,
        "DELETE FROM audit_records WHERE seq > 2",
        "DROP TRIGGER audit_checkpoints_delete",
        "DELETE FROM audit_checkpoints",
    )
    assert vouch("audit", "verify")[0] == 0
    code, said = vouch("audit", "verify", *arguments)
    assert (code, "records 3 to 5 are missing" in said) == (1, True)
    as_intruder(tmp_path, "DELETE FROM audit_records")
    code, said = vouch("audit", "verify", *arguments)
    assert (code, f"BROKEN  {tenant}" in said, "records 1 to 5 are missing" in said) == (1, True, True)


def test_a_new_key(vouch: Vouch, tmp_path: Path) -> None:
    """A new key signs from now on; the old checkpoints still verify; the record says that there is a new one."""
    vouch("init")
    tenant = registered(tmp_path)
    arguments = kept(vouch, tmp_path)
    code, said = vouch("audit", "rotate-key")
    assert (code, "are signed by the key" in said) == (0, True)
    assert vouch("audit", "verify", *arguments)[0] == 0
    vouch("audit", "checkpoint", "--output", str(tmp_path / "second.json"))
    assert vouch("audit", "verify", "--checkpoint", str(tmp_path / "second.json"), *arguments)[0] == 1
    vouch("audit", "key", "--output", arguments[3])
    assert vouch("audit", "verify", "--checkpoint", str(tmp_path / "second.json"), *arguments)[0] == 0
    assert "retired" in Path(arguments[3]).read_text(encoding="utf-8")
    database, _ = database_of(tmp_path)
    headers = [json.loads(record.header)["event"] for record in records(database, tenant)]
    database.close()
    assert headers[-1] == "checkpoint_key:made"


def test_keys_survive_new_secrets(vouch: Vouch, tmp_path: Path) -> None:
    """`vouch secrets rotate` takes the signing key along."""
    from cryptography.fernet import Fernet  # noqa: PLC0415

    vouch("init")
    registered(tmp_path)
    arguments = kept(vouch, tmp_path)
    old = (tmp_path / "data" / "secret-keys").read_text(encoding="ascii").strip()
    new = Fernet.generate_key().decode()
    assert vouch("secrets", "rotate", VOUCH_SECRET_KEYS=f"{new},{old}")[0] == 0
    code, said = vouch("audit", "checkpoint", VOUCH_SECRET_KEYS=new)
    assert (code, '"seq":3' in said) == (0, True)  # the rotation itself is a record
    assert vouch("audit", "verify", *arguments)[0] == 0


def test_one_run_and_the_index(vouch: Vouch, tmp_path: Path) -> None:
    """A run is reconstructed for a case, as text and as JSON; the index can be made again."""
    vouch("init")
    tenant = registered(tmp_path)
    code, said = vouch("audit", "run", "run-1", "--case", "SEC-7")
    assert (code, said.splitlines()[0]) == (0, "Run run-1, case SEC-7")
    found = json.loads(vouch("audit", "run", "run-1", "--case", "SEC-8", "--json")[1])
    assert (found["run"], found["looked_at"][0]["said"]["case"]) == ("run-1", "SEC-7")
    assert vouch("audit", "run", "nobody", "--case", "SEC-9") == (1, "vouch: No record names this run.\n")
    code, said = vouch("audit", "run", "run-1", "--case", "")
    assert (code, "Say for which case" in said) == (1, True)
    assert vouch("audit", "reindex") == (0, f"OK  {tenant}: 5 records\n")
    with pytest.raises(SystemExit):
        vouch("audit", "run", "run-1")


def test_files_that_are_not(vouch: Vouch, tmp_path: Path) -> None:
    """What cannot be read or is something else is one line and exit code 1."""
    vouch("init")
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{}", encoding="utf-8")
    for arguments in (
        ("--file", "/nowhere.ndjson"),
        ("--checkpoint", str(wrong)),
        ("--checkpoint", str(wrong), "--public-key", str(wrong)),
        ("--checkpoint", "/nowhere.json", "--public-key", "/nowhere.pem"),
    ):
        code, said = vouch("audit", "verify", *arguments)
        assert (code, said.count("\n")) == (1, 1), said
    registered(tmp_path)
    code, said = vouch("audit", "export", "--output", "/nowhere/x")
    assert (code, "cannot be written" in said) == (1, True)

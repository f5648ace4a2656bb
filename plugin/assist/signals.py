"""What a person saw and opened in a panel, as usage events."""

from __future__ import annotations

from plugin.assist.repository import Runs
from plugin.errors import NotFound
from plugin.identity.caller import Caller
from plugin.store.database import Database
from plugin.usage.events import Envelope, Happening, UsageEvent
from plugin.usage.repository import UsageLog

_OPENED = "citation_opened"


class Signals:
    """Records what the panel reports; the names are few and fixed, and nothing of the content comes along."""

    def __init__(self, *, database: Database, runs: Runs, usage: UsageLog) -> None:
        self._database = database
        self._runs = runs
        self._usage = usage

    def record(self, caller: Caller, name: str, *, run_id: str, state: str, sentence: str, how: str = "") -> None:
        """Record one signal.

        Raises:
            NotFound: the run is not this person's.
        """
        run = self._runs.get(caller.tenant_id, caller.person, run_id) if run_id else None
        if run_id and run is None:
            raise NotFound("This run is not here.", code="run_not_found")
        fields = {"kind": how or _OPENED} if name == UsageEvent.OUTPUT_CHECKED.value else {}
        if state:
            fields["state"] = state
        if sentence:
            fields["sentence"] = sentence
        envelope = Envelope(
            surface=f"{caller.product.value}.item",
            container=caller.place.key if caller.place else "",
            use_case=run.request.use_case.value if run else "",
            run_id=run.id if run else None,
        )
        with self._database.begin() as connection:
            happening = Happening(UsageEvent(name), envelope, fields)
            self._usage.record(connection, caller.tenant_id, caller.account_id, happening)

"""A process that appends to the record from several threads.

`python -m tests.fakes.audit_writer URL THREADS COUNT TENANT...`: it says "ready" when it begins, and goes on until
every thread has written its records to every tenant.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

from plugin.audit.events import AuditEvent
from plugin.audit.repository import append
from plugin.store.database import Database


def main(url: str, threads: int, count: int, tenants: list[str]) -> None:
    """Write."""
    database = Database(url)

    def write(thread: int) -> None:
        for number in range(count):
            for tenant in tenants:
                with database.begin() as connection:
                    append(connection, tenant, AuditEvent.RUN_STARTED, {"thread": thread, "n": number})

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(write, range(threads)))
    database.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])

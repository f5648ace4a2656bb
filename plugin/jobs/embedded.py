"""Background work in this process: threads that are rung, and chores that come round.

The database holds the work and its state; ringing only says that there is some. A lost ring loses nothing: the
chores look for work that nobody took and for work whose driver is gone.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import structlog

_log = structlog.get_logger(__name__)

Job = Callable[[str], None]


class EmbeddedWorker:
    """Runs one kind of job by key on a few threads, and chores on a timer."""

    def __init__(self, job: Job, *, threads: int, crashed: Job) -> None:
        self._job = job
        self._crashed = crashed
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="vouch-job")
        self._lock = threading.Lock()
        self._active: set[str] = set()
        self._chores: list[tuple[float, Callable[[], object]]] = []
        self._stopped = threading.Event()
        self._threads: list[threading.Thread] = []

    @property
    def active(self) -> frozenset[str]:
        """The keys that are queued or at work in this process."""
        with self._lock:
            return frozenset(self._active)

    @property
    def alive(self) -> bool:
        """Whether the chores are under way: started, not ended, and none of their threads gone."""
        return bool(self._threads) and not self._stopped.is_set() and all(each.is_alive() for each in self._threads)

    def ring(self, key: str) -> Future[None]:
        """Say that there is work; the future ends with it and never raises."""
        with self._lock:
            self._active.add(key)
        return self._pool.submit(self._run, key)

    def every(self, seconds: float, chore: Callable[[], object]) -> None:
        """Do a chore every so many seconds, on a thread of its own, from `start` on."""
        self._chores.append((seconds, chore))

    def start(self) -> None:
        """Start the chores."""
        for seconds, chore in self._chores:
            thread = threading.Thread(target=self._tick, args=(seconds, chore), daemon=True, name="vouch-chore")
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Take no more work, end the chores, wait for what is at work."""
        self._stopped.set()
        self._pool.shutdown(wait=True, cancel_futures=True)
        for thread in self._threads:
            thread.join(timeout=5)

    def _run(self, key: str) -> None:
        try:
            self._job(key)
        except Exception:  # noqa: BLE001 (a process edge: nobody above would hear of it)
            _log.exception("job_crashed", key=key)
            self._after_crash(key)
        finally:
            with self._lock:
                self._active.discard(key)

    def _after_crash(self, key: str) -> None:
        try:
            self._crashed(key)
        except Exception:  # noqa: BLE001 (the same edge; the sweeper ends the work later)
            _log.exception("job_crash_not_recorded", key=key)

    def _tick(self, seconds: float, chore: Callable[[], object]) -> None:
        while not self._stopped.wait(seconds):
            try:
                chore()
            except Exception:  # noqa: BLE001 (a process edge: the next round tries again)
                _log.exception("chore_failed", chore=getattr(chore, "__qualname__", "chore"))

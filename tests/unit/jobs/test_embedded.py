"""The worker in this process."""

from __future__ import annotations

import threading

import pytest

from plugin.jobs.embedded import EmbeddedWorker


def test_a_ring_runs_the_job_once_and_knows_what_is_active() -> None:
    """The key is active from the ring to the job's end."""
    release, seen = threading.Event(), []

    def job(key: str) -> None:
        release.wait(5)
        seen.append(key)

    worker = EmbeddedWorker(job, threads=1, crashed=lambda _key: None)
    future = worker.ring("r1")

    assert frozenset({"r1"}) == worker.active
    release.set()
    assert future.result(5) is None
    assert (["r1"], frozenset()) == (seen, worker.active)
    worker.stop()


def test_a_crash_is_told_and_does_not_stop_the_worker() -> None:
    """A job that raises is reported by its key; the next one runs; a failing report hurts nobody."""
    told: list[str] = []

    def job(key: str) -> None:
        if key != "good":
            raise RuntimeError

    def crashed(key: str) -> None:
        told.append(key)
        if key == "worse":
            raise RuntimeError

    worker = EmbeddedWorker(job, threads=1, crashed=crashed)
    for key in ("bad", "worse", "good"):
        assert worker.ring(key).result(5) is None

    assert told == ["bad", "worse"]
    worker.stop()


@pytest.mark.parametrize("fails", [False, True])
def test_chores_come_round_again(fails: bool) -> None:  # noqa: FBT001 (a parametrised switch)
    """A chore is done again and again, even after it failed."""
    done = threading.Semaphore(0)

    def chore() -> None:
        done.release()
        if fails:
            raise RuntimeError

    worker = EmbeddedWorker(lambda _key: None, threads=1, crashed=lambda _key: None)
    worker.every(0.01, chore)
    worker.start()

    assert all(done.acquire(timeout=5) for _ in range(3))
    worker.stop()

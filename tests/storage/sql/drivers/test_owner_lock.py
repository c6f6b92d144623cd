"""Who owns a record in PostgreSQL: one at a time, the next one as soon as it is gone, and a lost lock is noticed."""

import subprocess
from contextlib import closing

import pytest

from loopline.model.errors import Conflict, Unavailable
from loopline.storage.sql.drivers.owner_lock import OWNED, QUIET_SECONDS, OwnerLock
from loopline.storage.sql.state import SqlState
from tests.storage import other
from tests.storage.postgres import PostgresServer, name_of, running_postgres, told

HOLDS = """
import sys, time
from loopline.storage.sql.drivers.owner_lock import OwnerLock

lock = OwnerLock(sys.argv[1])
print("held", flush=True)
time.sleep(60)
"""


def test_one_at_a_time(postgres_url: str) -> None:
    first = OwnerLock(postgres_url)
    with told(Conflict, "store_taken"):
        OwnerLock(postgres_url, take_seconds=0.3)
    OwnerLock(postgres_url, shard=1).close()
    first.check()
    first.close()
    OwnerLock(postgres_url).close()


def test_the_next_one_has_it_as_soon_as_a_process_is_killed(postgres_url: str) -> None:
    process: subprocess.Popen[str] = other.start(HOLDS, postgres_url)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    with told(Conflict, "store_taken"):
        OwnerLock(postgres_url, take_seconds=0)
    process.kill()
    process.communicate(timeout=60)
    OwnerLock(postgres_url).close()


def test_one_that_waits_is_told_why_until_it_has_it_or_gives_up(postgres: PostgresServer, postgres_url: str) -> None:
    first, told_of = OwnerLock(postgres_url), list[str]()
    second = OwnerLock(postgres_url, take=False)

    def goes_on(why: str) -> bool:
        told_of.append(why)
        if len(told_of) == 2:
            postgres.kill_backends(name_of(postgres_url))  # both sessions: the first one takes its lock again
            first.check()
        if len(told_of) == 5:
            first.close()
        return True

    assert not second.wait(lambda why: False)
    assert second.wait(goes_on)
    assert told_of[0] == OWNED
    assert any("cannot be reached" in why for why in told_of)
    second.check()
    second.close()
    OwnerLock(postgres_url).close()


def test_a_lock_that_was_lost_is_taken_again(postgres: PostgresServer, postgres_url: str) -> None:
    lock = OwnerLock(postgres_url)
    lock.check()
    assert postgres.kill_backends(name_of(postgres_url))
    lock.check()
    with told(Conflict, "store_taken"):
        OwnerLock(postgres_url, take_seconds=0)
    lock.close()


@pytest.mark.parametrize("stays", [True, False], ids=["who is still there", "who came and went"])
def test_a_lock_that_somebody_else_had_is_lost_for_good(
    postgres: PostgresServer, postgres_url: str, stays: bool
) -> None:
    lock, state = OwnerLock(postgres_url), SqlState(postgres_url)
    state.take_ownership()
    lock.check()
    assert postgres.kill_backends(name_of(postgres_url))
    second = OwnerLock(postgres_url)
    assert state.take_ownership() == 2
    if not stays:
        second.close()
    for _ in range(2):
        with told(Conflict, "store_taken"):
            lock.check()
    lock.close()
    second.close()
    state.close()


def test_a_server_that_is_gone_says_nothing_about_the_owner() -> None:
    with running_postgres() as postgres:
        url = postgres.make("gone")
        with closing(OwnerLock(url)) as lock:
            lock.check()
            postgres.kill()
            for _ in range(2):
                with told(Unavailable, "store_unreachable"):
                    lock.check()
            with told(Unavailable, "store_unreachable"):
                OwnerLock(url)
            postgres.start()
            lock.check()


def test_an_owner_that_was_looked_after_and_falls_silent_loses_it(postgres_url: str) -> None:
    with closing(SqlState(postgres_url)) as state:
        state.take_ownership()
    unwatched, watched = OwnerLock(postgres_url, 1), OwnerLock(postgres_url)
    watched.check()
    second = OwnerLock(postgres_url, take_seconds=QUIET_SECONDS + 30)
    with told(Conflict, "store_taken"):
        watched.check()
    with told(Conflict, "store_taken"):
        OwnerLock(postgres_url, 1, take_seconds=0)
    for lock in (unwatched, watched, second):
        lock.close()

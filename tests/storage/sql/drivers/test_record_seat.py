"""Who shares a record: PostgreSQL counts them, says what they hold, and lets go of one that stands still."""

import os
import signal
import subprocess

from loopline.storage.sql.drivers.owner_lock import OwnerLock, StudioLock, WholeLock
from loopline.storage.sql.drivers.record_seat import LogEnds, RecordSeat, Seats
from loopline.storage.sql.log import SqlLog
from tests.cli.served import wait_for
from tests.runtime.parts import event
from tests.storage import other
from tests.storage.postgres import PostgresServer, name_of

SITS = """
import sys, time
from loopline.storage.sql.drivers.record_seat import RecordSeat

seat = RecordSeat(sys.argv[1], 3)
while True:
    seat.look(is_hungry=True)
    print("seated", flush=True)
    time.sleep(0.2)
"""


def test_what_is_held_is_seen_in_one_look(postgres_url: str) -> None:
    one, two = RecordSeat(postgres_url, 3), RecordSeat(postgres_url, 3)
    assert one.look() == Seats(frozenset(), 1, 0)
    locks = OwnerLock(postgres_url, 0), OwnerLock(postgres_url, 2)
    assert two.look(is_hungry=True) == Seats(frozenset({0, 2}), 2, 0), "its own hunger is not counted"
    assert one.look() == Seats(frozenset({0, 2}), 2, 1)
    assert two.look().hungry == one.look().hungry == 0
    watcher = RecordSeat(postgres_url, 3, is_worker=False)
    assert watcher.look() == Seats(frozenset({0, 2}), 2, 0)
    two.stand_up()
    assert one.look().workers == 1
    for thing in (*locks, one, two, watcher):
        thing.close()


def test_one_gives_at_a_time(postgres_url: str) -> None:
    one, two = RecordSeat(postgres_url, 2), RecordSeat(postgres_url, 2)
    assert one.begin_giving() and not two.begin_giving()
    one.end_giving()
    assert two.begin_giving()
    two.close()
    wait_for(one.begin_giving)
    one.close()


def test_a_seat_that_was_lost_is_taken_again(postgres: PostgresServer, postgres_url: str) -> None:
    seat = RecordSeat(postgres_url, 2)
    seat.look(is_hungry=True)
    assert postgres.kill_backends(name_of(postgres_url))

    def is_seated() -> bool:
        try:
            return seat.look(is_hungry=True).workers == 1
        except Exception:
            return False

    wait_for(is_seated)
    watcher = RecordSeat(postgres_url, 2, is_worker=False)
    assert watcher.look().hungry == 1
    seat.close()
    watcher.close()


def test_one_that_stands_still_counts_for_nobody(postgres_url: str) -> None:
    process: subprocess.Popen[str] = other.start(SITS, postgres_url)
    assert process.stdout is not None and process.stdout.readline() == "seated\n"
    seat = RecordSeat(postgres_url, 3)
    try:
        assert seat.look().workers == 2
        os.kill(process.pid, signal.SIGSTOP)
        wait_for(lambda: seat.look() == Seats(frozenset(), 1, 0))
    finally:
        process.kill()
        process.communicate(timeout=60)
        seat.close()


def test_a_record_is_run_whole_or_shared(postgres_url: str) -> None:
    whole, worker, studio = WholeLock(postgres_url), RecordSeat(postgres_url, 2), StudioLock(postgres_url)
    assert whole.wait(lambda why: False)
    assert worker.look().owned == {0, 1}, "a worker takes nothing"
    assert not studio.wait(lambda why: False)
    whole.close()
    wait_for(lambda: worker.look() == Seats(frozenset(), 1, 0))
    again = WholeLock(postgres_url)
    assert not again.wait(lambda why: False)
    worker.close()
    wait_for(lambda: studio.wait(lambda why: False))
    assert not StudioLock(postgres_url).wait(lambda why: False)
    assert not WholeLock(postgres_url).wait(lambda why: False)
    studio.check()
    studio.close()
    owner, whole = OwnerLock(postgres_url), WholeLock(postgres_url)
    wait_for(lambda: seat_alone(postgres_url))
    assert not whole.wait(lambda why: False), "the first shard is another's"
    seat = RecordSeat(postgres_url, 2)
    assert seat.look().workers == 1, "what was taken in vain was given back"
    for thing in (owner, seat, whole):
        thing.close()


def seat_alone(url: str) -> bool:
    """Whether the studio of before is gone by now."""
    lock = StudioLock(url)
    held = lock.wait(lambda why: False)
    lock.close()
    return held


def test_the_ends_of_logs_are_read_together(postgres_url: str) -> None:
    log = SqlLog(postgres_url, 1)
    log.append([[event("ann", "one", 1), event("ann", "two", 2)], [event("ann", "three", 3)]])
    ends = LogEnds(postgres_url)
    assert ends.of([0, 1]) == {0: 0, 1: 3}
    ends.close()
    assert ends.of([1]) == {1: 3}
    ends.close()
    log.close()

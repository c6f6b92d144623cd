"""What is in use is not closed under whoever uses it."""

import threading
import time
from contextlib import suppress

from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.duckdb.in_use import InUse

SLOW = "SELECT count(*) FROM range(30000000) a WHERE hash(a.range) % 7 = 3"


def test_whoever_closes_waits_for_the_last_use_and_not_for_ever() -> None:
    uses, ended = InUse(), threading.Event()
    assert uses.wait(0.0)

    def use() -> None:
        with suppress(KeyError), uses, uses:
            ended.wait(5.0)
            raise KeyError

    thread = threading.Thread(target=use)
    thread.start()
    while uses.wait(0.0):
        time.sleep(0.001)
    assert not uses.wait(0.05)
    ended.set()
    assert uses.wait(5.0), "also after one that failed"
    thread.join()


def test_a_question_in_hand_is_answered_before_the_facts_are_closed() -> None:
    facts, found, begun = DuckFacts(), list[object](), threading.Event()

    def ask() -> None:
        begun.set()
        found.append(facts.query(SLOW))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    begun.wait()
    time.sleep(0.02)
    facts.close()
    for thread in threads:
        thread.join()
    assert len(found) == 4

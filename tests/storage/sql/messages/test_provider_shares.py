"""The ledgers of providers' bounds: one turn at a time, whoever turns, by one clock that goes on."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from loopline.storage.sql.database import Place
from loopline.storage.sql.studio import StudioStore


def one_more(kept: bytes, now: int) -> tuple[bytes, int]:
    return str(int(kept or b"0") + 1).encode(), now


def test_turns_of_two_processes_are_one_after_the_other(place: Place) -> None:
    with closing(StudioStore(place)) as one, closing(StudioStore(place)) as two:
        with ThreadPoolExecutor(4) as pool:
            times = list(pool.map(lambda n: (one, two)[n % 2].shares.turn("a", one_more), range(40)))
        assert one.shares.look("a") == two.shares.look("a") == b"40"
        assert one.shares.look("b") == b""
        assert min(times) > 0
        before = one.shares.turn("a", one_more)
        assert two.shares.turn("a", one_more) >= before, "both look at one clock"

"""Workers come and go: every shard is taken, nobody takes what another has, and each ends with its part."""

from hypothesis import given
from hypothesis import strategies as st

from loopline.crew.machines.shares import FREE_SECONDS, Move, Share
from loopline.storage.sql.drivers.record_seat import Seats

STEP = 0.2
GIVEN_STEPS = 15


class Told:
    """The locks of PostgreSQL, and workers that look in turn."""

    def __init__(self, shards: int) -> None:
        self.shards, self.now = shards, 0.0
        self.workers: dict[int, tuple[Share, int, list[int]]] = {}
        self.hungry: set[int] = set()
        self.given: tuple[int, int, float] | None = None
        self.moved = 0

    def join(self, name: int, most: int) -> None:
        self.workers[name] = Share(self.shards, most, name), most, []

    def leave(self, name: int) -> None:
        del self.workers[name]
        self.hungry.discard(name)
        if self.given is not None and self.given[0] == name:
            self.given = None

    def owned(self) -> dict[int, int]:
        return {shard: name for name, (_, _, mine) in self.workers.items() for shard in mine}

    def step(self) -> None:
        self.now += STEP
        for name, (share, _, mine) in list(self.workers.items()):
            owned = frozenset(self.owned())
            if self.given and (self.given[1] in owned or self.now > self.given[2]):
                self.given = None
            seats = Seats(owned, len(self.workers), len(self.hungry - {name}))
            move = share.decide(seats, mine, self.now)
            assert not owned.intersection(move.take)
            mine += [one for one in move.take if not (self.given and self.given[:2] == (name, one))]
            (self.hungry.add if move.is_hungry else self.hungry.discard)(name)
            if move.gives and self.given is None:
                self.given = name, mine.pop(), self.now + GIVEN_STEPS * STEP
                self.moved += 1


@given(
    shards=st.integers(2, 12),
    acts=st.lists(st.tuples(st.integers(0, 5), st.integers(1, 12), st.integers(1, 8)), min_size=1, max_size=8),
)
def test_they_come_to_rest_with_all_shards_taken_and_a_part_each(shards: int, acts: list[tuple[int, int, int]]) -> None:
    told = Told(shards)
    for name, most, steps in acts:
        told.leave(name) if name in told.workers else told.join(name, most)
        for _ in range(steps):
            told.step()
    if not told.workers:
        told.join(9, shards)
    for _ in range(40 * shards):
        told.step()
    owned, moved = told.owned(), told.moved
    room = sum(min(most, shards) for _, most, _ in told.workers.values())
    assert len(owned) == min(shards, room)
    part = shards // len(told.workers)
    assert all(len(mine) >= min(part, most) for _, most, mine in told.workers.values())
    for _ in range(40):
        told.step()
    assert (told.owned(), told.moved) == (owned, moved), "it stays so"


def test_what_is_over_is_taken_once_nobody_with_less_has_taken_it() -> None:
    share, seats = Share(3, 3, 0), Seats(frozenset({0, 1}), 2, 0)
    assert share.decide(seats, [0], 10.0) == Move()
    assert share.decide(seats, [0], 10.0 + FREE_SECONDS) == Move(take=(2,))
    assert Share(3, 1, 0).decide(seats, [0], 99.0) == Move(), "no more than it may"

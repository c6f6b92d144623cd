"""What a person remembers of events: the newest times, and of the others how many there were and when they began."""

import random
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from loopline.conditions.language import Scope
from loopline.conditions.occurrences import count_in
from loopline.model.history.times import HISTORY_MAX, KEPT_BYTES, SPARE_BYTES, TIME_BYTES, Forgotten, packed, times_in
from loopline.model.person import Person
from loopline.signals.people.history import HISTORY_TIMES, backfill, merge_histories, remember

AT, DAY = 1_772_366_400_000, 86_400_000
ANN = Person(key="ann", traits={})


def lived(times: list[int], window: int | None = None, person: Person = ANN) -> Person:
    for at in times:
        person = remember(person, "seen", at, window, max(times))
    return person


def sight(person: Person, now: int = AT) -> Scope:
    """What conditions see of it."""
    return Scope(history=person.history or {}, forgotten=person.forgotten or {}, now=now)


def known(person: Person) -> tuple[list[int], Forgotten | None]:
    """The times that are known one by one, and what is only counted."""
    return list(sight(person).times("seen")), sight(person).beyond("seen")


def plain(times: list[int]) -> tuple[list[int], Forgotten | None]:
    """The same of a memory of everything."""
    kept, others = sorted(times)[-HISTORY_MAX:], sorted(times)[:-HISTORY_MAX]
    return kept, Forgotten(len(others), others[0], others[-1]) if others else None


def test_without_what_no_window_can_see() -> None:
    assert lived([AT - 3 * DAY, AT - DAY, AT], 2 * DAY).history == {"seen": packed([AT - DAY, AT])}


def test_beyond_the_bound_the_total_and_the_first_stay_exact_in_any_order() -> None:
    times = list(range(HISTORY_MAX + 600))
    for order in (times, times[::-1], random.Random(1).sample(times, len(times))):
        person = lived(order)
        assert known(person) == (times[600:], Forgotten(600, 0, 599))


def test_what_was_forgotten_is_let_go_when_no_window_can_see_it() -> None:
    burst = lived(list(range(HISTORY_MAX + 100)), 10 * DAY)
    assert known(burst)[1] == Forgotten(100, 0, 99) and burst.forgotten is not None
    later = remember(burst, "seen", 20 * DAY, 10 * DAY, 20 * DAY)
    assert later.forgotten is None and known(later) == ([20 * DAY], None)


def test_a_past_that_is_told_later_counts_as_if_it_had_been_remembered() -> None:
    times = list(range(HISTORY_MAX + 300))
    told = tuple(times[-HISTORY_MAX - 1 :])
    person = backfill(lived([9_000, 9_001]), "seen", told, len(times), 0)
    assert known(person) == known(lived([*times, 9_000, 9_001])) == plain([*times, 9_000, 9_001])
    assert backfill(ANN, "seen", (1, 2), 0, 0) == lived([1, 2]), "as older logs tell it"


def test_two_who_are_one_remember_what_one_would() -> None:
    numbers: Any = random.Random(2)
    mine, theirs = numbers.sample(range(5_000), 1_200), numbers.sample(range(5_000, 10_000), 700)
    history, forgotten = merge_histories(lived(mine), lived(theirs))
    one = msgspec.structs.replace(ANN, history=history, forgotten=forgotten)
    assert known(one) == known(lived([*mine, *theirs])) == plain([*mine, *theirs])


def test_a_record_of_an_older_version_goes_on_as_it_was() -> None:
    old = msgspec.structs.replace(ANN, history={"seen": (1, 2, 3), "left": (4,)})
    read = msgspec.msgpack.decode(msgspec.msgpack.encode(old), type=Person)
    assert read == old and known(read) == ([1, 2, 3], None)
    after = remember(read, "seen", 2, None, 9)
    assert after.history == {"seen": packed([1, 2, 2, 3]), "left": (4,)}
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(after), type=Person) == after
    history, _ = merge_histories(after, read)
    assert history == {"seen": packed([1, 1, 2, 2, 2, 3, 3]), "left": packed([4, 4])}
    assert known(backfill(read, "seen", (0,), 1, 0)) == ([0, 1, 2, 3], None)


def test_a_record_holds_a_bounded_number_of_times_over_all_names() -> None:
    person = ANN
    for at in range(HISTORY_MAX + 70):
        for name in "abcdefghij":
            person = remember(person, name, at, None, at)
        lengths = [len(times) for times in (person.history or {}).values()]
        assert max(lengths) < KEPT_BYTES + SPARE_BYTES and sum(lengths) <= HISTORY_TIMES * TIME_BYTES
    assert sum(len(sight(person).times(name)) for name in "abcdefghij") <= HISTORY_TIMES
    for name in "abcdefghij":
        times, gone = sight(person).times(name), sight(person).beyond(name)
        assert gone is not None and gone.count + len(times) == HISTORY_MAX + 70
        assert (gone.first, gone.latest) == (0, times[0] - 1)
        assert list(times) == list(range(gone.count, HISTORY_MAX + 70))


lives = st.builds(
    lambda size, seed, late: (size, random.Random(seed), late),
    st.sampled_from([1, 5, HISTORY_MAX - 1, HISTORY_MAX + 1, HISTORY_MAX + 63, HISTORY_MAX + 64, HISTORY_MAX + 300]),
    st.integers(0, 2**32),
    st.sampled_from([0, 1, 50]),
)


def happened(life: tuple[int, random.Random, int]) -> list[int]:
    """Mostly in their order, some of them late."""
    size, chance, late = life
    return [at - chance.randrange(late * 10) if late and chance.random() < 0.1 else at for at in range(size)]


@settings(max_examples=40)
@given(mine=lives, theirs=lives, past=lives)
def test_whatever_comes_in_whatever_order_it_is_what_a_memory_of_everything_would_know(
    mine: tuple[int, random.Random, int], theirs: tuple[int, random.Random, int], past: tuple[int, random.Random, int]
) -> None:
    here, there, before = happened(mine), happened(theirs), sorted(at - 5_000 for at in happened(past))
    ann, bob = lived(here), lived(there)
    assert known(ann) == plain(here) and known(bob) == plain(there)
    history, forgotten = merge_histories(ann, bob)
    both = msgspec.structs.replace(ANN, history=history, forgotten=forgotten)
    assert known(both) == plain([*here, *there])
    told = backfill(both, "seen", tuple(before[-HISTORY_MAX - 1 :]), len(before), before[0])
    assert known(told) == plain([*before, *here, *there])


@settings(max_examples=40)
@given(life=lives, window=st.integers(1, 1_500), asked=st.integers(1, 1_500), after=st.integers(0, 500))
def test_what_a_window_shows_is_exact_or_told_as_the_least(
    life: tuple[int, random.Random, int], window: int, asked: int, after: int
) -> None:
    times = happened(life)
    person = ANN
    for now, at in enumerate(times):
        person = remember(person, "seen", at, window, now)
    now, within = len(times) + after, min(window, asked)
    inside = sum(at > now - within for at in times)
    expected = (inside, True) if inside <= HISTORY_MAX else (HISTORY_MAX, False)
    assert count_in(sight(person, now), "seen", lambda scope: (scope.now - within, None)) == expected
    assert len(times_in((person.history or {})["seen"])) <= HISTORY_MAX + 63

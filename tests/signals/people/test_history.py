"""What a person remembers of events: the newest times, and of the others how many there were and when they began."""

import random
from typing import Any

from loopline.model.person import HISTORY_MAX, Forgotten, Person
from loopline.signals.people.history import backfill, merge_histories, remember

AT, DAY = 1_772_366_400_000, 86_400_000
ANN = Person(key="ann", traits={})


def lived(times: list[int], window: int | None = None, person: Person = ANN) -> Person:
    for at in times:
        person = remember(person, "seen", at, window, max(times))
    return person


def known(person: Person) -> tuple[int, int, int]:
    """How many in all, the first, and the oldest of those that are known one by one."""
    times = (person.history or {})["seen"]
    gone = (person.forgotten or {}).get("seen")
    return len(times) + (gone.count if gone else 0), gone.first if gone else times[0], times[0]


def test_without_what_no_window_can_see() -> None:
    assert lived([AT - 3 * DAY, AT - DAY, AT], 2 * DAY).history == {"seen": (AT - DAY, AT)}


def test_beyond_the_bound_the_total_and_the_first_stay_exact_in_any_order() -> None:
    times = list(range(HISTORY_MAX + 600))
    for order in (times, times[::-1], random.Random(1).sample(times, len(times))):
        person = lived(order)
        assert known(person) == (HISTORY_MAX + 600, 0, 600)
        assert person.forgotten == {"seen": Forgotten(600, 0, 599)}


def test_what_was_forgotten_is_let_go_when_no_window_can_see_it() -> None:
    burst = lived(list(range(HISTORY_MAX + 1)), 10 * DAY)
    assert burst.forgotten == {"seen": Forgotten(1, 0, 0)}
    assert remember(burst, "seen", 20 * DAY, 10 * DAY, 20 * DAY).forgotten is None


def test_a_past_that_is_told_later_counts_as_if_it_had_been_remembered() -> None:
    times = list(range(HISTORY_MAX + 300))
    told = tuple(times[-HISTORY_MAX - 1 :])
    person = backfill(lived([9_000, 9_001]), "seen", told, len(times), 0)
    assert person == lived([*times, 9_000, 9_001])
    assert backfill(ANN, "seen", (1, 2), 0, 0) == lived([1, 2]), "as older logs tell it"


def test_two_who_are_one_remember_what_one_would() -> None:
    numbers: Any = random.Random(2)
    mine, theirs = numbers.sample(range(5_000), 1_200), numbers.sample(range(5_000, 10_000), 700)
    history, forgotten = merge_histories(lived(mine), lived(theirs))
    one = lived([*mine, *theirs])
    assert (history, forgotten) == (one.history, one.forgotten)

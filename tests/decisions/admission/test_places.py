"""Places by spans of time: no window holds more than its limit, and a place frees when the oldest span has left."""

from hypothesis import given
from hypothesis import strategies as st

from loopline.decisions.admission.places import HOUR_SPAN, frees_at, places_now, with_entries, without
from loopline.model.admission.ledger import EntryLedger, Tally
from loopline.model.duration import HOUR, MINUTE
from loopline.model.entry.limits import EntryLimits

AT = 1_772_366_400_000
THREE = EntryLimits(per_hour=3)


def let_in(*times: int) -> EntryLedger:
    """A ledger that let in one at each of these times."""
    hours: Tally = ()
    for at in times:
        hours = with_entries(hours, at, 1, HOUR, HOUR_SPAN)
    return EntryLedger(key="!entries/j", hours=hours)


def test_a_place_frees_when_the_last_moment_of_its_minute_has_left_the_hour() -> None:
    full = let_in(AT, AT + 1, AT + 59_999)
    assert places_now(full, THREE, AT + 59_999) == 0
    assert frees_at(full, THREE, AT + 59_999) == AT + MINUTE + HOUR
    assert places_now(full, THREE, AT + MINUTE + HOUR - 1) == 0
    assert places_now(full, THREE, AT + MINUTE + HOUR) == 3


def test_what_came_back_is_free_at_once() -> None:
    full = let_in(AT, AT, AT)
    back = EntryLedger(key="!entries/j", hours=without(full.hours, AT, 1, HOUR_SPAN))
    assert places_now(back, THREE, AT) == 1
    assert without(full.hours, AT, 3, HOUR_SPAN) == ()
    assert without(full.hours, AT + HOUR, 3, HOUR_SPAN) == full.hours


@given(
    st.lists(st.integers(0, 3 * HOUR), max_size=60).map(sorted),
    st.integers(1, 6),
)
def test_whenever_entries_are_let_in_as_places_say_no_hour_holds_too_many(times: list[int], most: int) -> None:
    limits, entered, ledger = EntryLimits(per_hour=most), list[int](), EntryLedger(key="!entries/j")
    for at in times:
        if places_now(ledger, limits, AT + at) > 0:
            hours = with_entries(ledger.hours, AT + at, 1, HOUR, HOUR_SPAN)
            ledger = EntryLedger(key="!entries/j", hours=hours)
            entered.append(at)
        else:
            following = frees_at(ledger, limits, AT + at)
            assert following > AT + at
            assert places_now(ledger, limits, following) > 0 >= places_now(ledger, limits, following - 1)
    assert all(sum(at - HOUR < one <= at for one in entered) <= most for at in entered)
    assert len(ledger.hours) <= HOUR // HOUR_SPAN + 1

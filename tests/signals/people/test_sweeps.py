"""Sweeps: all clicks of one are a machine's, those of people are told after a while, and none is lost or doubled."""

from collections.abc import Sequence
from itertools import pairwise

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from loopline.conditions.language import Scope, compile_condition
from loopline.decisions.published import PublishedSet, observing
from loopline.model.fact import Fact
from loopline.model.person import Person
from loopline.model.signal import EventReceived, PersonAbsorbed, ReceiptReceived, TimerDue
from loopline.pipeline.advance import advance
from loopline.signals.people.sweeps import HELD_BYTES, HELD_MAX, HELD_MS

START = 1_790_000_000_000
CLICKS = compile_condition('count("message_clicked") >= 1')
PUBLISHED = observing(PublishedSet(), (CLICKS,))


def click(at: int, url: str, links: int = 3, message: str = "m", *, machine: bool = False) -> ReceiptReceived:
    return ReceiptReceived(
        key="ann",
        id=f"{message}/{url}/{at}",
        at=at,
        received_at=at,
        kind="clicked",
        message=message,
        channel="email",
        url=url,
        links=links,
        machine=machine,
    )


def told(signals: Sequence[ReceiptReceived], *, until: int = START * 2) -> tuple[Person, list[tuple[int, str, bool]]]:
    """Ann after these clicks, timers between them, and the facts: when, where, whether by a machine."""
    person, facts = Person(key="ann", traits={}, first_seen_at=1), list[tuple[int, str, bool]]()
    for signal in [*signals, None]:
        now = signal.received_at if signal else until
        while (due := person.wake_at()) is not None and due <= now:
            person, effects = advance(person, TimerDue(key="ann", at=due, received_at=due), PUBLISHED, due)
            facts += _facts(effects)
        if signal is not None:
            person, effects = advance(person, signal, PUBLISHED, now)
            facts += _facts(effects)
    return person, facts


def _facts(effects: Sequence[object]) -> list[tuple[int, str, bool]]:
    found = [one for one in effects if isinstance(one, Fact) and one.kind == "receipt"]
    return [(one.at, bytes(one.data or b"").decode()[8:-2], one.reason == "machine") for one in found]


def test_all_of_a_sweep_are_a_machines_also_the_first() -> None:
    person, facts = told([click(START + n * 50, url) for n, url in enumerate("abc")])
    assert facts == [(START, "a", True), (START + 50, "b", True), (START + 100, "c", True)]
    assert not person.clicks and person.wake_at() is None
    assert CLICKS.evaluate(Scope(history=person.history or {})) is False


def test_what_follows_in_the_same_seconds_is_of_the_sweep_and_a_person_later_is_none() -> None:
    later = START + 3 * HELD_MS
    swept = [click(START + n, url) for n, url in enumerate("abca")]
    person, facts = told([*swept, click(later, "a")])
    assert [machine for *_, machine in facts] == [True] * 4 + [False] and facts[-1][0] == later
    assert CLICKS.evaluate(Scope(history=person.history or {})) is True


def test_a_person_counts_after_the_hold_and_not_before() -> None:
    person, facts = told([click(START, "a")], until=START + HELD_MS - 1)
    assert facts == [] and person.wake_at() == START + HELD_MS
    person, facts = told([click(START, "a")])
    assert facts == [(START, "a", False)] and not person.clicks
    assert CLICKS.evaluate(Scope(history=person.history or {})) is True


def test_few_links_and_other_messages_make_no_sweep() -> None:
    assert told([click(START, "a", 2), click(START, "b", 2)])[1] == [(START, "a", False), (START, "b", False)]
    signals = [click(START, "a"), click(START, "b"), click(START, "c", message="n")]
    assert [machine for *_, machine in told(signals)[1]] == [False] * 3
    assert [machine for *_, machine in told([click(START, "a", machine=True)])[1]] == [True]


def test_a_click_that_is_due_is_told_before_the_signal_that_comes() -> None:
    person, _ = advance(Person(key="ann", traits={}, first_seen_at=1), click(START, "a"), PUBLISHED, START)
    event = EventReceived(key="ann", id="e", name="x", at=START + HELD_MS, received_at=START + HELD_MS)
    person, effects = advance(person, event, PUBLISHED, START + HELD_MS)
    assert _facts(effects) == [(START, "a", False)] and not person.clicks


def test_a_merge_loses_no_click() -> None:
    other, _ = advance(Person(key="~a", traits={}, first_seen_at=1), click(START, "a"), PUBLISHED, START)
    ann, _ = advance(Person(key="ann", traits={}, first_seen_at=1), click(START, "b"), PUBLISHED, START)
    state = msgspec.msgpack.encode(other)
    absorbed = PersonAbsorbed(key="ann", id="x", at=START, received_at=START, other="~a", state=state)
    ann, _ = advance(ann, absorbed, PUBLISHED, START)
    assert len(ann.clicks) == 2
    timer = TimerDue(key="ann", at=START + HELD_MS, received_at=START + HELD_MS)
    assert len(_facts(advance(ann, timer, PUBLISHED, START + HELD_MS)[1])) == 2


def test_what_is_held_is_bounded() -> None:
    signals = [click(START + n, f"{n}", 3, message=str(n)) for n in range(HELD_MAX + 20)]
    person, facts = told(signals, until=START + HELD_MS - 1)
    assert len(person.clicks) == HELD_MAX and len(facts) == 20
    long = [click(START + n, f"{n}" + "x" * 6_000, 3, message=str(n)) for n in range(50)]
    person, facts = told(long, until=START + HELD_MS - 1)
    assert sum(len(one.signal) for one in person.clicks) <= HELD_BYTES and len(person.clicks) + len(facts) == 50


moves = st.tuples(st.integers(0, 9_000), st.sampled_from("abcd"), st.sampled_from("mn"))


@given(st.lists(moves, max_size=20), st.integers(3, 4))
def test_each_click_is_told_once_and_is_a_machines_just_in_a_sweep(
    steps: list[tuple[int, str, str]], links: int
) -> None:
    at, signals = START, list[ReceiptReceived]()
    for pause, url, message in steps:
        at += pause + 1
        signals.append(click(at, url, links, message))
    assert all(one.at < two.at for one, two in pairwise(signals))
    facts = sorted(told(signals)[1])
    assert [(when, url) for when, url, _ in facts] == [(one.at, one.url) for one in signals]
    for (_, _, machine), one in zip(facts, signals, strict=True):
        assert machine is any(_is_sweep(signals, one, begin, links) for begin in signals)


def _is_sweep(signals: list[ReceiptReceived], one: ReceiptReceived, begin: ReceiptReceived, links: int) -> bool:
    """Whether all links were followed within the hold that begins with a click, and this one with them."""
    window = [s for s in signals if s.message == one.message and begin.at <= s.at < begin.at + HELD_MS]
    return one in window and begin.message == one.message and len({s.url for s in window}) >= links

"""A person rests while a merge is under way: what waits, what does not, and what comes again afterwards."""

import msgspec
import pytest

from loopline.model.effect import Effect, EmitSignal
from loopline.model.person import Await, Enrollment, Person
from loopline.model.signal import (
    AttemptAnswered,
    AttemptsStarted,
    AttemptStarted,
    EventReceived,
    PersonAbsorbed,
    PersonLinked,
    PersonReleased,
    ReleaseAnswered,
    Signal,
    TimerDue,
)
from loopline.signals.people.resting import (
    STASH_BYTES,
    STASH_SIGNALS,
    asks_only,
    await_state,
    awaited,
    handed_on,
    is_stash_full,
    kept,
    replayed,
    rests,
    takes_it_itself,
    without_await,
)

NOW = 1_772_366_400_000
ASKED = Await(asked="~a", link="l5", other="~a", at=NOW, received_at=NOW + 5)
ANN = Person(key="ann", traits={}, awaits=(ASKED,))
EVENT = EventReceived(key="ann", id="e", name="go", at=NOW, received_at=NOW)
ANSWERED = AttemptAnswered(
    key="ann",
    id="a",
    at=NOW,
    received_at=NOW,
    message="m",
    attempt=1,
    result="sent",
    channel="email",
    topic="",
)
STARTED = AttemptStarted(key="ann", id="s", at=NOW, received_at=NOW, message="m", attempt=1)
ALL_STARTED = AttemptsStarted(key="ann", id="s", at=NOW, received_at=NOW, attempts=(("m", 1), ("n", 1)))
LINK = PersonLinked(key="ann", id="l", at=NOW, received_at=NOW, other="bea")
ABSORBED = PersonAbsorbed(
    key="ann",
    id="x",
    at=NOW,
    received_at=NOW,
    other="~a",
    state=msgspec.msgpack.encode(Person(key="~a", traits={}, awaits=(msgspec.structs.replace(ASKED, asked="bea"),))),
    request=ASKED.request,
)
TOLD = ReleaseAnswered(key="ann", id="y", at=NOW, received_at=NOW, other="~a", request=ASKED.request)


def request(received_at: int, link: str = "l", via: tuple[str, ...] = (), identity: str = "r") -> PersonReleased:
    """Somebody asks for Ann."""
    return PersonReleased(key="ann", id=identity, at=NOW, received_at=received_at, other="bea", link=link, via=via)


def emitted(effects: list[Effect]) -> list[Signal]:
    return [effect.signal for effect in effects if isinstance(effect, EmitSignal)]


@pytest.mark.parametrize(
    ("signal", "waits"),
    [
        (EVENT, True),
        (ANSWERED, True),
        (LINK, True),
        (TimerDue(key="ann", at=NOW, received_at=NOW), True),
        (STARTED, False),
        (ALL_STARTED, False),
        (ABSORBED, False),
        (TOLD, False),
        (request(NOW + 4), False),
        (request(NOW + 6), True),
        (request(NOW + 5, "l4"), False),
        (request(NOW + 5, "l6"), True),
        (request(NOW + 4, via=("~a",)), True),
        (request(NOW + 6, identity=ASKED.request), False),
    ],
)
def test_all_waits_but_the_words_of_merges_and_what_concerns_a_message_alone(signal: Signal, waits: bool) -> None:
    assert rests(ANN, signal) is waits


def test_a_tombstone_answers_every_request() -> None:
    assert not rests(msgspec.structs.replace(ANN, merged_into="bea"), request(NOW + 6))


def test_what_was_kept_comes_again_in_its_order_when_nothing_is_awaited() -> None:
    ann, effects = ANN, list[Effect]()
    for signal in (EVENT, TimerDue(key="ann", at=NOW, received_at=NOW), LINK, ANSWERED, request(NOW + 6)):
        ann = kept(ann, signal)
    assert replayed(ann, effects) is ann and not effects
    ann = replayed(without_await(ann, ASKED.request), effects)
    marked = msgspec.structs.replace(ANSWERED, marked=True)
    assert emitted(effects) == [EVENT, LINK, marked, request(NOW + 6)]
    assert not ann.stash and not ann.awaits


def test_a_request_goes_on_as_soon_as_nobody_older_is_awaited() -> None:
    younger = msgspec.structs.replace(ASKED, asked="bob", received_at=NOW + 9)
    ann = kept(kept(msgspec.structs.replace(ANN, awaits=(ASKED, younger)), EVENT), request(NOW + 7))
    effects: list[Effect] = []
    ann = replayed(without_await(ann, ASKED.request), effects)
    assert emitted(effects) == [request(NOW + 7)]
    assert len(ann.stash) == 1


def test_what_was_sent_to_an_id_that_points_here_is_kept_for_this_one() -> None:
    effects: list[Effect] = []
    ann = kept(ANN, msgspec.structs.replace(EVENT, key="~old"))
    replayed(without_await(ann, ASKED.request), effects)
    assert emitted(effects) == [EVENT]


def test_who_rests_is_not_woken() -> None:
    enrollment = Enrollment("e", "j", 1, "n", 1, NOW, NOW, wake_at=NOW)
    ann = msgspec.structs.replace(ANN, enrollments=(enrollment,))
    assert (ann.wake_at(), ann.due_at(), without_await(ann, ASKED.request).wake_at()) == (None, NOW, NOW)


def test_a_question_says_who_asks_and_for_which_link() -> None:
    effects: list[Effect] = []
    ann = await_state(Person(key="ann", traits={}), ASKED, effects)
    (asked,) = emitted(effects)
    assert isinstance(asked, PersonReleased)
    assert (asked.key, asked.other, asked.link, asked.received_at) == ("~a", "ann", "l5", NOW + 5)
    assert awaited(ann, asked.id) is ASKED and awaited(ann, "another") is None


def test_a_tombstone_hands_on_what_it_asked_for_and_what_will_come_after_it() -> None:
    effects: list[Effect] = []
    stone = Person(key="ann", traits={}, merged_into="eve", awaits=(msgspec.structs.replace(ASKED, heir="bea"),))
    assert takes_it_itself(stone, ABSORBED) and takes_it_itself(stone, request(NOW))
    after = handed_on(stone, ABSORBED, effects)
    assert emitted(effects) == [msgspec.structs.replace(ABSORBED, key="bea")]
    assert [(one.asked, one.heir) for one in after.awaits] == [("bea", "bea")]
    assert (stone.merges, after.merges) == (0, 1), "an id points here now"
    assert not takes_it_itself(after, ABSORBED) and not takes_it_itself(stone, EVENT)
    assert handed_on(stone, TOLD, effects).awaits == ()


def test_the_stash_is_bounded_in_signals_and_in_bytes() -> None:
    few = msgspec.structs.replace(ANN, stash=(b"x",) * (STASH_SIGNALS - 1))
    assert not is_stash_full(few)
    assert is_stash_full(kept(few, EVENT))
    assert is_stash_full(msgspec.structs.replace(ANN, stash=(b"x" * STASH_BYTES,)))


@pytest.mark.parametrize(
    ("person", "signal", "only"),
    [
        (ANN, LINK, True),
        (ANN, TOLD, True),
        (ANN, STARTED, True),
        (ANN, ALL_STARTED, True),
        (without_await(ANN, ASKED.request), STARTED, True),
        (ANN, ABSORBED, False),
        (ANN, request(NOW), False),
        (ANN, request(NOW, identity=ASKED.request), True),
    ],
)
def test_wakeups_wait_with_what_only_asks(person: Person, signal: Signal, only: bool) -> None:
    assert asks_only(person, signal) is only

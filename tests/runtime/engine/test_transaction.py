"""A step in the making: effects sorted, facts in their place, states encoded once."""

from loopline.model.effect import Effect, EmitSignal, MarkMessage
from loopline.model.fact import Fact
from loopline.model.person import Enrollment, Person
from loopline.model.signal import TimerDue
from loopline.runtime.engine.cache import CachedState, decode
from loopline.runtime.engine.transaction import Draft

AT = 1_772_366_400_000
TIMER = TimerDue("ann", AT, AT + 5)


def test_effects_find_their_places_and_what_was_told_comes_back_in_order() -> None:
    draft = Draft(7)
    told = [TimerDue("bob", AT, AT), TimerDue("cid", AT, AT)]
    effects: list[Effect] = [
        Fact("event", "ann", AT),
        EmitSignal(told[0]),
        MarkMessage("k", "sent"),
        EmitSignal(told[1]),
    ]
    assert draft.take(CachedState(Person(key="ann", traits={})), TIMER, effects) == told
    step = draft.step(epoch=3, now=AT + 9)
    assert ([mark.key for mark in step.marks], step.position, step.epoch, step.now) == (["k"], 7, 3, AT + 9)
    assert [(fact.position, fact.seq, fact.decided_at) for fact in step.facts] == [(7, 1, AT + 5)]


def test_places_begin_anew_with_each_position_and_go_on_after_a_step_of_timers() -> None:
    draft = Draft(7, seq=2)
    for position in (7, 7, 8):
        draft.position = position
        draft.fact(Fact("event", "ann", AT), AT)
    assert [(fact.position, fact.seq) for fact in draft.facts] == [(7, 3), (7, 4), (8, 1)]
    assert draft.seq == 1


def test_a_record_carries_the_earliest_wake_up_of_its_person() -> None:
    late, soon = (Enrollment(f"e{wake}", "j", 1, "n", 1, AT, AT, wake_at=wake) for wake in (AT + 9, AT + 2))
    person = Person(key="ann", traits={}, enrollments=(late, soon))
    draft = Draft(1)
    draft.take(CachedState(person, seen=b"12345678"), TIMER, [])
    (record,) = draft.step(1, AT).records
    assert (record.wake_at, record.seen, decode(record)) == (AT + 2, b"12345678", person)

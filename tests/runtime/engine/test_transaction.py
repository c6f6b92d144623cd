"""The transaction builder: effects sorted, facts in their place, states encoded once."""

from loopline.model.effect import Effect, EmitSignal, MarkMessage
from loopline.model.fact import Fact
from loopline.model.person import Enrollment, Person
from loopline.model.signal import TimerDue
from loopline.runtime.engine.cache import decode
from loopline.runtime.engine.held import CachedState
from loopline.runtime.engine.transaction import TransactionBuilder
from loopline.signals.people.deduplicate import SeenIds

AT = 1_772_366_400_000
TIMER = TimerDue(key="ann", at=AT, received_at=AT + 5)


def test_effects_find_their_places_and_emitted_signals_come_back_in_order() -> None:
    builder = TransactionBuilder(7)
    told = [TimerDue(key="bob", at=AT, received_at=AT), TimerDue(key="cid", at=AT, received_at=AT)]
    effects: list[Effect] = [
        Fact("event", "ann", AT),
        EmitSignal(told[0]),
        MarkMessage(key="k", status="sent"),
        EmitSignal(told[1]),
    ]
    assert builder.add(CachedState(Person(key="ann", traits={})), TIMER, effects) == told
    transaction = builder.build(epoch=3, now=AT + 9)
    assert ([mark.key for mark in transaction.marks], transaction.position, transaction.epoch, transaction.now) == (
        ["k"],
        7,
        3,
        AT + 9,
    )
    assert [(fact.position, fact.seq, fact.decided_at) for fact in transaction.facts] == [(7, 1, AT + 5)]


def test_places_begin_anew_with_each_position_and_go_on_after_timers() -> None:
    builder = TransactionBuilder(7, seq=2)
    for position in (7, 7, 8):
        builder.position = position
        builder.fact(Fact("event", "ann", AT), AT)
    assert [(fact.position, fact.seq) for fact in builder.facts] == [(7, 3), (7, 4), (8, 1)]
    assert builder.seq == 1


def test_a_record_carries_the_earliest_wake_up_of_its_person() -> None:
    late, soon = (Enrollment(f"e{wake}", "j", 1, "n", 1, AT, AT, wake_at=wake) for wake in (AT + 9, AT + 2))
    person = Person(key="ann", traits={}, enrollments=(late, soon))
    builder = TransactionBuilder(1)
    builder.add(CachedState(person, seen=SeenIds(b"12345678")), TIMER, [])
    (record,) = builder.build(1, AT).records
    assert (record.wake_at, record.seen, decode(record)) == (AT + 2, b"12345678", person)

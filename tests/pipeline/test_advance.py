"""The one pure function: it changes nothing that it is given; wake-ups come before the signal that found them due."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from loopline.model.addresses.address import AddressWord, HeldAddress
from loopline.model.addresses.normal import address_key
from loopline.model.effect import MarkMessage
from loopline.model.fact import Fact
from loopline.model.signal import AttemptAnswered, AttemptsStarted, AttemptStarted
from loopline.model.signals.addresses import AddressTold
from loopline.pipeline.addresses import told_nothing
from loopline.pipeline.advance import advance
from loopline.runtime.engine.cache import encode
from tests.decisions.played import ANN, DAY, MAIL, START, did, later, mails, play, published, stated

BOX = address_key("email", "ann@box.test")
SLOW = {"nodes": {"rest": {"kind": "wait", "for": "1d", "then": "mail"}, "mail": MAIL}}


def test_the_person_that_comes_in_is_left_as_it_was() -> None:
    rules = published(SLOW)
    person, _ = play(rules, ANN, did("go"))
    before = encode(person)
    first, second = (advance(person, later(START + DAY), rules, START + DAY) for _ in range(2))
    assert encode(person) == before
    assert (encode(first[0]), first[1]) == (encode(second[0]), second[1])


def test_a_wake_up_that_was_due_before_the_signal_happens_before_it() -> None:
    rules = published({**SLOW, "exits": [{"change": "plan"}]})
    person, _ = play(rules, ANN, did("go"))
    _, effects = play(rules, person, stated(START + DAY + 5, plan="pro"))
    assert [mail.created_at for mail in mails(effects)] == [START + DAY], "at its own time, however late anybody looked"
    kinds = [fact.kind for fact in effects if isinstance(fact, Fact) and fact.kind in ("message", "person")]
    assert kinds == ["message", "person"]


@given(
    words=st.sampled_from([None, {"bounced": AddressWord(allowed=False, at=START)}]),
    lifted_at=st.sampled_from([0, START]),
    version=st.sampled_from([0, 1]),
    known=st.sampled_from([None, HeldAddress(BOX, START), HeldAddress(BOX, 0, None, 1)]),
    inside=st.booleans(),
    asks=st.booleans(),
)
def test_the_short_road_of_an_address_that_says_nothing_leads_where_the_long_one_does(
    words: dict[str, AddressWord] | None,
    lifted_at: int,
    version: int,
    known: HeldAddress | None,
    inside: bool,
    asks: bool,
) -> None:
    holds = {**SLOW, "id": "holds", "entry": {"on": [], "triggers": [{"when": "seats > 3"}]}}
    rules = published(SLOW, *([holds] if asks else []))
    person = replace(ANN, first_seen_at=START - 5, addresses={"email": (known,)} if known else None)
    person = play(rules, person, did("go"))[0] if inside else person
    told = AddressTold(
        key=ANN.key,
        id="t",
        at=START,
        received_at=START,
        address=BOX,
        words=words,
        version=version,
        lifted_at=lifted_at,
    )
    short = told_nothing(person, told, rules)
    if short is not None:
        assert advance(person, told, rules, START) == (short, [])
    else:
        assert words or lifted_at or inside or asks


def test_one_word_that_attempts_have_started_moves_each_message() -> None:
    attempts = (("k", 1), ("l", 3))
    told = AttemptsStarted(key="ann", id="s", at=START, received_at=START, attempts=attempts)
    olds = [
        AttemptStarted(key="ann", id=f"{key}/s", at=START, received_at=START, message=key, attempt=number)
        for key, number in attempts
    ]
    person, effects = play(published(SLOW), ANN, told)
    assert (person, effects) == play(published(SLOW), ANN, *olds)
    assert [one.key for one in effects if isinstance(one, MarkMessage)] == ["k", "l"]


def test_attempts_move_the_message_and_only_answers_are_facts() -> None:
    started = AttemptStarted(key="ann", id="s", at=START, received_at=START, message="k", attempt=1)
    answered = AttemptAnswered(
        key="ann",
        id="a",
        at=START,
        received_at=START,
        message="k",
        attempt=1,
        result="retry",
        channel="email",
        topic="",
        next_at=START + DAY,
    )
    _, effects = play(published(SLOW), ANN, started, answered)
    marks = [(mark.status, mark.due_at) for mark in effects if isinstance(mark, MarkMessage)]
    assert marks == [("sending", None), ("pending", START + DAY)]
    assert [fact.name for fact in effects if isinstance(fact, Fact)] == ["retry"]

"""One person's turn: what facts carry, what a condition may see, what decided."""

import msgspec

from loopline.conditions.path import value_at
from loopline.decisions.context import DecisionContext
from loopline.decisions.narrate import StatedReason
from loopline.decisions.policy.sight import read_object
from loopline.model.change import Change
from loopline.model.fact import Fact
from loopline.model.person import Enrollment
from tests.decisions.played import ANN, MAIL, START, did, published

INSIDE = Enrollment("e1", "j", 1, "mail", 1, START, START, entry=b'{"order":"a"}', held="journey")

VISITS: dict[str, dict[str, int] | None] = {"wrote": {"mail": 1}, "silent": None}


def ctx() -> DecisionContext:
    return DecisionContext(
        ANN, Change(START, event=did("go", order="a")), published({"nodes": {"mail": MAIL}}), START, []
    )


def test_a_fact_says_who_where_and_at_which_holdout() -> None:
    here = ctx()
    here.record("refused", INSIDE, channel="email", reason="capped", data={"retry_at": 5})
    (fact,) = here.effects
    assert isinstance(fact, Fact)
    assert (fact.person, fact.journey, fact.version, fact.node, fact.held) == ("ann", "j", 1, "mail", "journey")
    assert msgspec.json.decode(fact.data or b"") == {"retry_at": 5}


def test_keeping_and_dropping_leaves_the_others_where_they_stand() -> None:
    here = ctx()
    other = msgspec.structs.replace(INSIDE, id="e2")
    here.keep(INSIDE)
    here.keep(other)
    here.keep(msgspec.structs.replace(INSIDE, node="rest"))
    assert [(e.id, e.node) for e in here.person.enrollments] == [("e1", "rest"), ("e2", "mail")]
    here.drop(INSIDE)
    assert [e.id for e in here.person.enrollments] == ["e2"]
    assert ANN.enrollments == (), "the person that came in is as it was"


def test_an_exit_by_a_rule_is_remembered_for_the_send() -> None:
    here = ctx()
    wrote, silent = (msgspec.structs.replace(INSIDE, id=name, visits=visits) for name, visits in VISITS.items())
    for enrollment in (wrote, silent):
        here.keep(enrollment)
        here.leave(enrollment, StatedReason("plan_changed"), rule=True)
    assert here.history_of("j").left == ("wrote",), "who came to no message left nothing in the outbox"


def test_what_is_no_object_reads_as_an_empty_one() -> None:
    assert read_object(b"[1]") == {} and read_object(b"{") == {} and read_object(b"[" * 100_000) == {}
    assert value_at(["a", "b"], {"a": {"b": 2}}) == 2 and value_at(["a", "b"], {"a": 1}) is None

"""One person's turn: what facts carry, what a condition may see, what decided."""

import msgspec

from loopline.conditions.dates import iso_text
from loopline.conditions.language import compile_condition
from loopline.conditions.path import value_at
from loopline.decisions.context import DecisionContext, deciding_values
from loopline.decisions.narrate import StatedReason
from loopline.decisions.policy.sight import read_object
from loopline.model.change import Change
from loopline.model.fact import Fact
from loopline.model.person import Enrollment, Forgotten
from tests.decisions.played import ANN, DAY, MAIL, START, did, published

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


def test_the_values_that_decided_are_those_that_the_condition_names() -> None:
    condition = compile_condition('plan == "free" and event.order == entry.order and count("seen") >= 1')
    assert deciding_values(condition, ctx(), INSIDE) == {
        "plan": None,
        "event.order": "a",
        "entry.order": "a",
        "count(seen)": 0,
    }


ASKED = (
    'count("seen", within="30d") == 7 or count("seen") > 5 or days_since(last("seen")) > 3 or first("seen") > now()'
    ' or last("never") > now() or in_list("vip") or consented("email", "news") or in_segment("none")'
)


def test_what_was_asked_of_history_lists_and_consent_is_shown_as_it_was_asked() -> None:
    times = tuple(START - age * DAY for age in (90, 40, 20, 10))
    here = ctx()
    here.person = msgspec.structs.replace(ANN, history={"seen": times}, lists=("vip",), consent={"email": False})
    assert deciding_values(compile_condition(ASKED), here) == {
        "consented(email, news)": False,
        "count(seen)": 4,
        "count(seen, 30d)": 2,
        "first(seen)": iso_text(times[0]),
        "in_list(vip)": True,
        "in_segment(none)": None,
        "last(never)": None,
        "last(seen)": iso_text(times[-1]),
    }


def test_a_count_that_is_not_known_to_the_last_is_shown_as_what_is_known() -> None:
    here, times = ctx(), tuple(range(START - 1_000, START))
    gone = Forgotten(500, START - DAY, START - 1_001)
    here.person = msgspec.structs.replace(ANN, history={"seen": times}, forgotten={"seen": gone})
    asked = compile_condition('count("seen", within="30d") >= 1200 and count("seen") > 1')
    assert deciding_values(asked, here) == {"count(seen)": 1500, "count(seen, 30d)": "1000 or more"}


def test_what_is_no_object_reads_as_an_empty_one() -> None:
    assert read_object(b"[1]") == {} and read_object(b"{") == {} and read_object(b"[" * 100_000) == {}
    assert value_at(["a", "b"], {"a": {"b": 2}}) == 2 and value_at(["a", "b"], {"a": 1}) is None

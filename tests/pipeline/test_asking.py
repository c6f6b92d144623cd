"""Who is asked of condition triggers, and when: before the signal in hand, or after the first one of all."""

from msgspec.structs import replace

from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.model.person import Await, Person
from loopline.model.signal import PersonAbsorbed
from loopline.pipeline.asking import asked_after, asked_before, is_to_be_asked
from tests.decisions.played import ANN, START, later

DOCUMENT = {
    "kind": "journey",
    "id": "pro",
    "entry": {"on": [], "triggers": [{"when": 'plan == "pro"'}]},
    "start": "end",
    "nodes": {"end": {"kind": "exit", "reason": "done"}},
}
OVER = publish(PublishedSet(), build_document(DOCUMENT), 1)


def test_nobody_is_asked_where_nothing_asks() -> None:
    assert not is_to_be_asked(ANN, PublishedSet())
    assert is_to_be_asked(ANN, OVER)


def test_a_person_is_asked_once_of_one_set() -> None:
    asked = asked_before(ANN, OVER, START, [])
    assert not is_to_be_asked(asked, OVER)
    assert asked_before(asked, OVER, START, []) is asked


def test_a_tombstone_and_one_who_rests_are_not_asked() -> None:
    waits = Await(asked="bob", link="l", other="ann", at=START, received_at=START)
    for person in (replace(ANN, merged_into="bob"), replace(ANN, awaits=(waits,))):
        assert asked_before(person, OVER, START, []) is person


def test_a_merge_that_takes_effect_while_she_rests_for_another_link_asks_of_what_it_made_of_her() -> None:
    waits = Await(asked="bob", link="l", other="ann", at=START, received_at=START)
    nobody, known = Person(key="ann", traits={}), replace(ANN, traits={"plan": "pro"}, awaits=(waits,))
    told = PersonAbsorbed(key="ann", id="a", at=START, received_at=START, other="vis", state=b"")
    person = asked_after(nobody, known, told, OVER, START, [])
    assert person.trigger_states is not None and person.trigger_states.holds == ("pro/0",)
    assert asked_after(nobody, known, later(START), OVER, START, []) is known, "what else comes is decided later"


def test_one_of_whom_nothing_is_known_yet_is_asked_after_her_first_signal() -> None:
    nobody, known = Person(key="ann", traits={}), replace(ANN, traits={"plan": "pro"})
    assert asked_before(nobody, OVER, START, []) is nobody
    person = asked_after(nobody, known, later(START), OVER, START, [])
    assert person.trigger_states is not None and person.trigger_states.holds == ("pro/0",)

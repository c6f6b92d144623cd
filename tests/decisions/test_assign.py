"""Who is held out and who gets which arm: the same for ever, whoever asks."""

from msgspec.structs import replace

from loopline.decisions.assign import arm_of, held_out, unit_of
from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import publish
from loopline.model.nodes.experiment import Experiment
from loopline.model.person import JourneyHistory, Person
from tests.decisions.played import published

ARMS = [{"name": "a", "weight": 1}, {"name": "b", "weight": 3}]
TEST = {"nodes": {"test": {"kind": "experiment", "arms": ARMS}}}


def person(number: int) -> Person:
    return Person(key=f"p{number}", traits={})


def test_the_levels_are_asked_from_the_top_and_are_independent() -> None:
    workspace = {"kind": "workspace", "holdout": {"percent": 20}, "programmes": {"growth": {"percent": 30}}}
    rules = publish(
        published({**TEST, "programme": "growth", "holdout": {"percent": 50}}), build_document(workspace), 1
    )
    levels = [held_out(person(n), rules.live["j"], rules) for n in range(2_000)]
    assert 350 < levels.count("global") < 450
    assert 410 < levels.count("programme") < 550, "30% of those whom the global level leaves"
    assert 480 < levels.count("journey") < 640, "half of the rest"


def test_an_account_is_one_unit_where_the_journey_says_so() -> None:
    rules = published({**TEST, "unit": "account"})
    member = replace(person(1), account="@acme")
    assert unit_of(member, rules.live["j"]) == "@acme"
    assert unit_of(person(1), rules.live["j"]) == "p1"
    assert unit_of(replace(person(1), unit="~elder"), rules.live["j"]) == "~elder"


def test_an_arm_that_was_given_stays_whatever_becomes_of_the_weights() -> None:
    rules = published(TEST)
    node = Experiment(arms=rules.live["j"].journey.nodes["test"].arms)  # type: ignore[union-attr]
    given = replace(person(1), journey_histories={"j": JourneyHistory(arms={"test": "a"})})
    assert arm_of(given, rules.live["j"], "test", node, rules).name == "a"
    lighter = replace(node, arms=(replace(node.arms[0], weight=0.001), node.arms[1]))
    assert arm_of(given, rules.live["j"], "test", lighter, rules).name == "a"


def test_an_arm_without_weight_is_retired_for_those_who_come_back_too() -> None:
    rules = published(TEST)
    node = Experiment(arms=rules.live["j"].journey.nodes["test"].arms)  # type: ignore[union-attr]
    retired = replace(node, arms=(replace(node.arms[0], weight=0.0), node.arms[1]))
    for number in range(200):
        given = replace(person(number), journey_histories={"j": JourneyHistory(arms={"test": "a"})})
        assert arm_of(given, rules.live["j"], "test", retired, rules).name == "b"
        kept = replace(given, journey_histories={"j": JourneyHistory(arms={"test": "b"})})
        assert arm_of(kept, rules.live["j"], "test", retired, rules).name == "b"


def test_arms_share_people_by_their_weights() -> None:
    rules = published(TEST)
    node = rules.live["j"].journey.nodes["test"]
    assert isinstance(node, Experiment)
    names = [arm_of(person(n), rules.live["j"], "test", node, rules).name for n in range(4_000)]
    assert 900 < names.count("a") < 1_100

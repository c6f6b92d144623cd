"""Who is held out and who gets which arm: the same for ever, whoever asks."""

from msgspec.structs import replace

from loopline.decisions.assign import arm_of, global_level, held_out, is_outside, unit_of
from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import publish
from loopline.model.entry.holdout import GlobalHoldout
from loopline.model.localtime import iso_ms
from loopline.model.nodes.experiment import Experiment, Slot
from loopline.model.person import JourneyHistory, Person
from tests.decisions.played import START, published

ARMS = [{"name": "a", "weight": 1}, {"name": "b", "weight": 3}]
TEST = {"nodes": {"test": {"kind": "experiment", "arms": ARMS}}}


def person(number: int) -> Person:
    return Person(key=f"p{number}", traits={})


def test_the_levels_are_asked_from_the_top_and_are_independent() -> None:
    workspace = {"kind": "workspace", "holdout": {"percent": 20}, "programmes": {"growth": {"percent": 30}}}
    rules = publish(
        published({**TEST, "programme": "growth", "holdout": {"percent": 50}}), build_document(workspace), 1
    )
    levels = [held_out(person(n), rules.live["j"], rules, START) for n in range(2_000)]
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


def spared(moment: str, **rules: object) -> set[str]:
    """Who of 2,000 is held out of everything at this moment."""
    at = iso_ms(moment)
    assert at is not None
    workspace = {"kind": "workspace", "holdout": {"percent": 20, **rules}, "zone": "Pacific/Auckland"}
    over = publish(published(TEST), build_document(workspace), 1)
    return {f"p{n}" for n in range(2_000) if held_out(person(n), over.live["j"], over, at) == "global"}


def test_a_group_that_rotates_is_another_one_in_the_next_period_of_the_workspaces_calendar() -> None:
    last, first = "2026-12-31T10:59:00Z", "2026-12-31T11:01:00Z"  # midnight in Auckland lies between the two
    for rotates in ("month", "quarter", "year"):
        before, after = spared(last, rotates=rotates), spared(first, rotates=rotates)
        assert 340 < len(before) < 460
        assert 340 < len(after) < 460
        assert len(before & after) < 120, "about a fifth of a fifth: being spared once says nothing of the next time"
    assert spared("2026-10-01T00:00:00Z", rotates="quarter") == spared("2026-12-30T00:00:00Z", rotates="quarter")
    assert spared("2026-02-01T00:00:00Z", rotates="year") == spared("2026-12-30T00:00:00Z", rotates="year")
    assert spared(last) == spared(first), "it stays for ever where it does not rotate"


def test_the_period_has_a_name_that_anybody_can_hash() -> None:
    at = iso_ms("2026-08-15T00:00:00Z") or 0
    names = [global_level(GlobalHoldout(rotates=one), at, "UTC") for one in ("", "month", "quarter", "year")]
    assert names == ["global", "global:2026-08", "global:2026-q3", "global:2026"]


def test_everybody_takes_the_winner_and_the_arm_that_was_given_before_is_no_more() -> None:
    rules = published(TEST)
    node = rules.live["j"].journey.nodes["test"]
    assert isinstance(node, Experiment)
    won = replace(node, winner="a")
    assert {arm_of(person(n), rules.live["j"], "test", won, rules).name for n in range(200)} == {"a"}
    given = replace(person(1), journey_histories={"j": JourneyHistory(arms={"test": "b"})})
    assert arm_of(given, rules.live["j"], "test", won, rules).name == "a"
    assert won.weights == {"a": 1.0, "b": 0.0}


def test_slots_of_one_group_that_do_not_overlap_share_nobody_and_together_have_everybody() -> None:
    rules = published(TEST)
    slots = [Slot(group="price", start=0, end=30), Slot(group="price", start=30, end=100)]
    inside = [{n for n in range(4_000) if not is_outside(person(n), rules.live["j"], slot, rules)} for slot in slots]
    assert not inside[0] & inside[1]
    assert inside[0] | inside[1] == set(range(4_000))
    assert 1_080 < len(inside[0]) < 1_320
    other = {n for n in inside[0] if is_outside(person(n), rules.live["j"], Slot(group="look", end=30), rules)}
    assert len(other) > 700, "another group has an order of its own"

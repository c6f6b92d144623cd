"""A message with a holdout of its own: this one is withheld from a share of the units, and nothing else is."""

from typing import Any

from msgspec.structs import replace

from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.model.effect import Effect
from loopline.model.fact import Fact
from loopline.model.person import JourneyHistory
from tests.decisions.played import ANN, MAIL, START, did, mails, play, published

HALF: dict[str, Any] = {**MAIL, "holdout": {"percent": 50}, "then": "more"}
WEEKLY = {"entry": {"on": ["visited"], "reentry": {"policy": "always"}}}
JOURNEY = {**WEEKLY, "start": "mail", "nodes": {"mail": HALF, "more": MAIL}}


def facts(effects: list[Effect], kind: str) -> list[Fact]:
    return [one for one in effects if isinstance(one, Fact) and one.kind == kind]


def sides(over: PublishedSet, people: int) -> list[tuple[str, list[str], list[str]]]:
    """Of each person: the side, the nodes whose messages leave, and the reasons of those that were withheld."""
    found = []
    for number in range(people):
        person = replace(ANN, key=f"p{number}")
        _, effects = play(over, person, did("visited", START))
        [side] = [one.arm for one in facts(effects, "assigned")]
        withheld = [one.reason for one in facts(effects, "withheld")]
        found.append((side, [mail.node for mail in mails(effects)], withheld))
    return found


def test_half_of_all_get_one_message_less_and_everybody_gets_the_next() -> None:
    found = sides(published(JOURNEY), 300)
    spared = [one for one in found if one[0] == "withheld"]
    assert 115 < len(spared) < 185
    assert all(one[1:] == (["more"], ["held_out_message"]) for one in spared)
    assert all(one == ("sent", ["mail", "more"], []) for one in found if one[0] != "withheld")


def test_who_is_on_a_side_stays_there_whatever_the_share_is_now() -> None:
    over = published({**JOURNEY, "nodes": {"mail": {**HALF, "holdout": {"percent": 1}}, "more": MAIL}})
    person = replace(ANN, journey_histories={"j": JourneyHistory(arms={"mail": "withheld"})})
    for number in range(3):
        person, effects = play(over, person, did("visited", START + number))
        assert [mail.node for mail in mails(effects)] == ["more"]


def test_who_is_held_out_of_the_journey_is_on_no_side() -> None:
    over = publish(published(JOURNEY), build_document({"kind": "workspace", "holdout": {"percent": 90}}), 1)
    for number in range(40):
        person = replace(ANN, key=f"p{number}")
        person, effects = play(over, person, did("visited", START))
        if any(one.held for one in facts(effects, "entered")):
            assert not facts(effects, "assigned")
            assert {one.reason for one in facts(effects, "withheld")} == {"held_out_global"}


def test_a_transactional_message_is_withheld_from_nobody() -> None:
    over = published({**JOURNEY, "nodes": {"mail": {**HALF, "transactional": True}, "more": MAIL}})
    for number in range(40):
        person = replace(ANN, key=f"p{number}")
        _, effects = play(over, person, did("visited", START))
        assert [mail.node for mail in mails(effects)] == ["mail", "more"]
        assert not facts(effects, "assigned")

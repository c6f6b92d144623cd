"""What is seen on a journey while it is live: what became of its messages, node by node."""

from collections.abc import Iterator

import msgspec
import pytest

from loopline.decisions.narrate import REFUSALS
from loopline.model.fact import Fact, FactKind
from loopline.storage.duckdb.facts import DuckFacts
from loopline.studio.journeys.read import FATES, GATE

NO_FAULT_OF_THE_GATE = {
    "personalisation_missing",
    "content_blank",
    "journey_resumed",
    "rules_changed",
    "zone_changed",
    "wishes_changed",
    "merge_under_way",
}


@pytest.fixture
def facts() -> Iterator[DuckFacts]:
    kept = DuckFacts()
    yield kept
    kept.close()


def attempts(key: str, *told: tuple[str, str], kind: FactKind = "attempt") -> list[Fact]:
    return [
        Fact(kind, key, number, seq=number, name=name, journey="hello", node="mail", key=key, reason=reason)
        for number, (name, reason) in enumerate(told, 1)
    ]


@pytest.mark.parametrize(
    ("told", "errors", "refused"),
    [
        ([("sent", "")], 0, 0),
        ([("refused", "unsubscribed")], 0, 1),
        ([("deferred", "quiet_hours"), ("refused", "capped")], 0, 1),
        ([("refused", "suppressed_bounced")], 0, 1),
        ([("refused", "Missing personalisation: plan.")], 1, 0),
        ([("refused", "channel_missing")], 1, 0),
        ([("failed", "550 no such mailbox")], 1, 0),
        ([("unknown", "crashed_while_sending")], 1, 0),
        ([("unknown", "crashed_while_sending"), ("sent", "")], 0, 0),
        ([("retry", "451 later"), ("retry", "451 later")], 0, 0),
    ],
)
def test_what_a_gate_holds_back_is_no_error(
    facts: DuckFacts, told: list[tuple[str, str]], errors: int, refused: int
) -> None:
    lines = attempts("one", *told) + attempts("two", *told) + attempts("three", ("sent", ""))
    facts.append(1, b"\n".join(msgspec.json.encode(fact) for fact in lines) + b"\n")
    assert facts.query(FATES, {"journey": "hello", "since": 0}) == [("mail", 2 * errors, 2 * refused)]


def test_what_the_first_gate_holds_back_counts_too(facts: DuckFacts) -> None:
    lines = attempts("one", ("", "no_opt_in"), kind="refused")
    facts.append(1, b"\n".join(msgspec.json.encode(fact) for fact in lines) + b"\n")
    assert facts.query(FATES, {"journey": "hello", "since": 0}) == [("mail", 0, 1)]


def test_every_reason_of_the_gate_is_known() -> None:
    reasons = {reason for reason in REFUSALS if not reason.startswith("suppressed_")} - NO_FAULT_OF_THE_GATE
    assert set(GATE) == reasons

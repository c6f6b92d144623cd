"""The fact of an entry says what made a score by which somebody came in; other entries say no more than before."""

from typing import Any

from loopline.decisions.documents.read import build_document
from loopline.decisions.fact_values import values
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.model.fact import Fact
from loopline.model.person import Person
from loopline.model.signal import Signal, TraitsChanged
from loopline.model.signals.scores import ScoreReason, ScoreStated
from loopline.pipeline.advance import advance

NOW = 1_795_000_000_000
JOURNEY: dict[str, Any] = {
    "kind": "journey",
    "id": "stay",
    "entry": {"on": [], "triggers": [{"when": 'score("churn") >= 0.7'}]},
    "start": "rest",
    "nodes": {"rest": {"kind": "wait", "for": "1d"}},
}


def entered(signal: Signal, when: str) -> list[Fact]:
    document = build_document(JOURNEY | {"entry": {"on": [], "triggers": [{"when": when}]}})
    published = publish(PublishedSet(), document, 1)
    _, effects = advance(Person(key="ann", traits={}, first_seen_at=1), signal, published, NOW)
    return [one for one in effects if isinstance(one, Fact) and one.kind == "entered"]


def score(value: float) -> ScoreStated:
    reasons = (ScoreReason("visits", 0, 0.3),)
    return ScoreStated(key="ann", id="s", at=NOW, received_at=NOW, model="churn", value=value, reasons=reasons)


def test_an_entry_by_a_score_says_value_and_reasons() -> None:
    (fact,) = entered(score(0.8), 'score("churn") >= 0.7')
    told = values(fact)
    assert "score(churn) was 0.8" in told and "visits 0 (+0.30)" in told
    assert entered(score(0.6), 'score("churn") >= 0.7') == []


def test_an_entry_by_anything_else_is_as_small_as_it_was() -> None:
    told = TraitsChanged(key="ann", id="t", at=NOW, received_at=NOW, traits={"plan": "pro"})
    (fact,) = entered(told, 'plan == "pro"')
    assert values(fact) == ""

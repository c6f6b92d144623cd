"""Scoring: page by page, the model where it is trusted and let, its rule where it is not, and nothing said twice."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from loopline.learning.propensity.figures import TrainedModel
from loopline.model.scoring.documents import Model
from loopline.model.signals.scores import ScoreStated, kept_score, score_trait
from loopline.reports.models.scoring import Scorer, _says_something, is_let, scored_page, scorer
from loopline.reports.models.training import train_model
from loopline.storage.duckdb.facts import DuckFacts
from tests.reports.models.made import DAY, NOW, Past, model, shop

RULE = 'count("visited", within="30d") < 3'
Made = tuple[Past, DuckFacts, TrainedModel, tuple[str, ...]]


@pytest.fixture(scope="module")
def made() -> Made:
    past = shop(400)
    facts = past.carried()
    return (past, facts, *train_model(facts, model(), NOW))


def at_work(made: Made, trained: TrainedModel | None = None, **fields: Any) -> Scorer:
    _, facts, own, events = made
    return scorer(facts, model(**fields), trained or own, events, 3, NOW)


def everybody(made: Made, work: Scorer, page: int = 150) -> list[ScoreStated]:
    found, after, is_first = list[ScoreStated](), "", True
    while is_first or after:
        one = scored_page(made[1], work, after, NOW, page)
        found += one.signals
        after, is_first = one.after, False
    return found


def test_a_trusted_model_scores_all_in_pages_with_reasons_and_an_end(made: Made) -> None:
    work = at_work(made)
    assert work.standing == "trusted" and work.drift[0].feature == "score"
    found = everybody(made, work)
    assert [one.key for one in found] == [f"p{number:04}" for number in range(400)]
    assert all(0 <= one.value <= 1 and one.version == "3" and one.until == NOW + 7 * DAY for one in found)
    assert len({one.id for one in found}) == 400 and found[0].reasons[0].feature
    assert {one.key: one.value for one in everybody(made, work, 37)} == {one.key: one.value for one in found}


def test_what_a_model_stated_ends_when_it_expires_and_is_said_once(made: Made) -> None:
    day = datetime.fromtimestamp((NOW + 2 * DAY) / 1_000, UTC).date()
    work, end = at_work(made, expires=str(day)), int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    found = everybody(made, work)
    assert {one.until for one in found} == {end * 1_000} and all(one.version == "3" for one in found)
    assert not _says_something(kept_score(found[0]), found[0], NOW + DAY, 7 * DAY), "it would hold no longer"


@pytest.mark.parametrize(
    ("fields", "standing"),
    [({"expires": "2020-01-01"}, "expired"), ({}, "untrusted"), ({}, "untrained"), ({}, "drifted")],
)
def test_where_it_is_not_trusted_the_rule_answers_and_without_one_nobody(
    made: Made, fields: dict[str, Any], standing: str
) -> None:
    _, facts, trained, events = made
    card = msgspec.structs.replace(trained.card, is_trusted=False)
    other = msgspec.structs.replace(trained.spreads[0], edges=(0.9999,), parts=(0.01, 0.98, 0.01))
    given: TrainedModel | None = {
        "untrusted": msgspec.structs.replace(trained, card=card),
        "untrained": None,
        "drifted": msgspec.structs.replace(trained, spreads=(other, *trained.spreads[1:])),
    }.get(standing, trained)
    for rule in (RULE, ""):
        work = scorer(facts, model(fallback=rule, **fields), given, events, 3, NOW)
        assert work.standing == standing
        found = everybody(made, work)
        assert len(found) == (400 if rule else 0)
        assert {one.value for one in found} <= {0.0, 1.0} and {one.version for one in found} <= {"rule"}


def test_in_the_shadow_nobody_is_scored_by_the_model_and_then_one_in_ten(made: Made) -> None:
    assert everybody(made, at_work(made, stage="shadow")) == []
    tenth = at_work(made, stage="tenth", fallback=RULE)
    found = everybody(made, tenth)
    own = [one for one in found if one.version == "3"]
    assert len(found) == 400 and 20 <= len(own) <= 65
    assert all(is_let(tenth, one.key) for one in own)
    assert {one.key for one in own} == {one.key for one in everybody(made, at_work(made, stage="tenth"))}


def with_scores(found: list[ScoreStated], **changed: Any) -> DuckFacts:
    past = shop(400)
    for one in found:
        kept = kept_score(msgspec.structs.replace(one, **changed))
        past.traits(one.key, NOW - 1, **{score_trait("churn"): msgspec.to_builtins(kept)})
    return past.carried()


def stated(facts: DuckFacts, work: Scorer) -> int:
    return len(scored_page(facts, work, "", NOW, 400).signals)


def test_a_score_that_says_nothing_new_is_not_said_again(made: Made) -> None:
    work = at_work(made)
    found = everybody(made, work)
    assert stated(with_scores(found), work) == 0
    assert stated(with_scores(found, until=NOW + 2 * DAY), work) == 400, "it will not stand for long"
    assert stated(with_scores(found, until=NOW - 1), work) == 400, "it stands no more"
    assert stated(with_scores(found, version="2"), work) == 400, "another training says it"
    assert 390 <= stated(with_scores(found, value=0.5), work) <= 400


def test_whoever_is_not_in_the_audience_is_not_scored(made: Made) -> None:
    found = everybody(made, at_work(made, audience='plan == "pro"'))
    assert 100 < len(found) < 300


def test_a_document_is_no_more_than_its_words() -> None:
    assert isinstance(model(), Model) and model().train_every == "30d"

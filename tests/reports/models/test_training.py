"""Training on facts: several moments a horizon apart, people drawn where there are many, and refusals that say why."""

import pytest

from loopline.model.errors import Invalid
from loopline.reports.models import training
from loopline.reports.models.training import drawn_people, train_model
from tests.reports.models.made import DAY, NOW, Past, model, shop


def test_several_moments_are_split_by_time_and_the_newest_lies_one_horizon_back() -> None:
    trained, events = train_model(shop(300, cuts=3).carried(), model(), NOW)
    assert trained.card.split == "time" and trained.card.tested == 300 and trained.card.is_trusted
    assert trained.card.cuts[-1] == NOW - 10 * DAY and set(events) == {"visited", "left"}
    assert "visited" in trained.card.features[0].feature


def test_one_moment_is_split_by_people_and_what_is_forbidden_is_not_seen() -> None:
    trained, _ = train_model(shop(400).carried(), model(forbidden=["gender"]), NOW)
    assert trained.card.split == "people" and trained.card.is_trusted
    assert not any(column.feature == "gender" for column in trained.columns)


def test_people_whom_nobody_knew_a_horizon_ago_teach_nothing() -> None:
    past = Past()
    for number in range(300):
        past.whole(f"p{number}", NOW - DAY, {"plan": "pro"})
    with pytest.raises(Invalid) as error:
        train_model(past.carried(), model(), NOW)
    assert error.value.code == "model_few"


def test_of_very_many_people_the_same_ones_are_drawn_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = shop(400).carried()
    few = drawn_people(facts, 100)
    assert len(few) == 100 and few == drawn_people(facts, 100) and set(few) < set(drawn_people(facts, 10_000))
    monkeypatch.setattr(training, "PEOPLE_MAX", 300)
    assert train_model(facts, model(), NOW)[0].card.people == 300

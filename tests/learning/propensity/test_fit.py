"""Training: what is there is found with few people, what is not is not trusted, and the card tells the truth."""

import builtins
from typing import Any

import msgspec
import numpy as np
import pytest

from loopline.learning.propensity.features import FeatureRow, matrix
from loopline.learning.propensity.figures import TrainedModel
from loopline.learning.propensity.fit import Cut, train
from loopline.learning.propensity.measures import area, calibration_error, reliability
from loopline.learning.propensity.predict import drift, reasons, scores
from loopline.model.errors import Invalid, Unavailable
from tests.learning.propensity.made import DAY, people_of


@pytest.fixture(scope="module")
def small() -> TrainedModel:
    """Of four hundred people."""
    return train([people_of(1, 400)])


def test_a_few_hundred_people_are_enough_and_the_interval_says_how_sure_it_is(small: TrainedModel) -> None:
    card = small.card
    assert card.is_trusted and card.auc.low < card.auc.estimate < card.auc.high
    assert card.auc.high - card.auc.low > 0.05, "few people, and it says so"
    assert (card.split, card.people, card.tested) == ("people", 400, 400)
    assert [one.feature for one in card.features[:2]] == ["visits in 30d", "plan"]
    assert card.deciles[0].lift > 1.5 and sum(one.people for one in card.deciles) == 400
    assert not any(column.feature == "email" for column in small.columns), "an address tells people apart, no more"


def test_what_the_card_says_holds_on_people_that_come_later(small: TrainedModel) -> None:
    later = people_of(2, 4_000)
    found, did = scores(small, later.people), np.array(later.did, dtype=float)
    seen = area(found, did)
    assert small.card.auc.low - 0.02 <= seen.estimate <= small.card.auc.high + 0.02
    assert calibration_error(reliability(found, did)) < 0.08


def test_where_nothing_tells_a_model_is_not_trusted() -> None:
    card = train([people_of(3, 500, strength=0.0)]).card
    assert not card.is_trusted and card.auc.low <= 0.5 and card.text.startswith("Not trusted")


@pytest.mark.parametrize("seed", range(4))
def test_people_who_are_all_alike_make_no_model_that_is_trusted(seed: int) -> None:
    """Fifths whose odds come of the other four are turned against what they did: that is no finding."""
    alike = people_of(seed, 200, strength=0.0)
    told = Cut(0, [FeatureRow(one.id, {"visits": 1.0}) for one in alike.people], alike.did)
    card = train([told]).card
    assert not card.is_trusted and card.auc.estimate <= 0.5


def test_several_cuts_are_split_by_time() -> None:
    cuts = [people_of(seed, 300, at=seed * DAY) for seed in (4, 5, 6)]
    model = train(cuts)
    assert (model.card.split, model.card.tested, model.card.people) == ("time", 300, 900)
    assert model.card.cuts == (4 * DAY, 5 * DAY, 6 * DAY)
    last = people_of(6, 300, strength=0.0, at=6 * DAY)
    assert train([*cuts[:2], last]).card.auc.low < 0.55, "the newest cut is the judge, and it says that all has changed"


def test_too_few_people_are_refused() -> None:
    for cut in (people_of(1, 150), Cut(0, people_of(1, 400).people, [False] * 400), people_of(1, 0)):
        with pytest.raises(Invalid) as error:
            train([cut])
        assert error.value.code == "model_few"


def test_without_the_extra_training_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *more: Any, **named: Any) -> Any:
        if name.partition(".")[0] == "sklearn":
            raise ImportError(name)
        return real(name, *more, **named)

    model = train([people_of(1, 400)])
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(Unavailable) as error:
        train([people_of(1, 400)])
    assert error.value.code == "models_extra_missing" and "loopline[models]" in error.value.text
    assert len(scores(model, people_of(1, 5).people)) == 5, "scoring needs no scikit-learn"


def test_a_model_comes_back_from_its_record_to_the_last_digit(small: TrainedModel) -> None:
    again = msgspec.msgpack.decode(msgspec.msgpack.encode(small), type=TrainedModel)
    people = people_of(7, 200).people
    assert again == small and (scores(again, people) == scores(small, people)).all()


def test_reasons_name_what_moved_a_score_and_which_way(small: TrainedModel) -> None:
    cut = people_of(8, 400)
    for one, told in zip(cut.people, reasons(small, cut.people), strict=True):
        effects = {reason.feature.partition("=")[0]: reason.effect for reason in told}
        if one.features["visits in 30d"] == 0:
            assert effects["visits in 30d"] > 0.1
        if one.features["visits in 30d"] == 20:
            assert effects["visits in 30d"] < 0
        assert len(told) <= 5 and [abs(r.effect) for r in told] == sorted((abs(r.effect) for r in told), reverse=True)


def test_drift_is_seen_where_people_change_and_not_where_they_do_not(small: TrainedModel) -> None:
    same, other = people_of(9, 1_000).people, people_of(10, 1_000).people
    moved = [msgspec.structs.replace(one, features={**one.features, "visits in 30d": 25.0}) for one in other]
    still = {one.feature: one.psi for one in drift(small, same, scores(small, same))}
    gone = {one.feature: one.psi for one in drift(small, moved, scores(small, moved))}
    assert max(still.values()) < 0.1 and gone["visits in 30d"] > 1 and gone["score"] > 0.25


def test_what_is_not_known_and_what_was_never_seen_gets_a_score_too(small: TrainedModel) -> None:
    blank = msgspec.structs.replace(people_of(1, 1).people[0], features={})
    odd = msgspec.structs.replace(blank, features={"plan": "never heard of", "visits in 30d": "many"})
    found = scores(small, [blank, odd])
    assert np.isfinite(found).all() and np.isnan(matrix([blank], small.columns)).any()

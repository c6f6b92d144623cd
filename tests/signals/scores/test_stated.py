"""A score in a person's record: the newest stays, models have a bound, and senders write none."""

from loopline.model.effect import Effect
from loopline.model.fact import Fact
from loopline.model.person import Person
from loopline.model.signals.scores import MODELS_MAX, ScoreReason, ScoreStated, reasons_in_words, score_now, score_trait
from loopline.signals.scores.stated import fold_score, without_scores


def score(value: float, at: int, model: str = "churn", until: int = 0) -> ScoreStated:
    reasons = (ScoreReason("visits", 0, 0.25), ScoreReason("plan=free", None, -0.1))
    head = {"key": "ann", "id": f"{model}/{at}", "at": at, "received_at": at}
    return ScoreStated(**head, model=model, value=value, until=until, reasons=reasons)  # type: ignore[arg-type]


def test_the_newest_score_is_kept_and_told_as_a_fact() -> None:
    effects: list[Effect] = []
    person, change = fold_score(Person(key="ann", traits={}, first_seen_at=1), score(0.4, 10), effects)
    assert change is not None and change.traits == {"$score:churn"}
    (fact,) = effects
    assert isinstance(fact, Fact) and (fact.kind, fact.reason) == ("person", "score")
    kept = person.traits["$score:churn"]
    assert score_now(kept, 10) == 0.4 and reasons_in_words(kept) == "visits 0 (+0.25), plan=free (-0.10)"
    person, change = fold_score(person, score(0.9, 5), effects)
    assert change is None and score_now(person.traits["$score:churn"], 10) == 0.4
    person, change = fold_score(person, score(0.9, 11, until=12), effects)
    assert change is not None and score_now(person.traits["$score:churn"], 11) == 0.9
    assert score_now(person.traits["$score:churn"], 12) is None, "it has expired"


def test_a_score_of_an_id_that_nobody_has_makes_nobody() -> None:
    effects: list[Effect] = []
    nobody = Person(key="ann", traits={})
    assert fold_score(nobody, score(0.4, 10), effects) == (nobody, None)
    (fact,) = effects
    assert isinstance(fact, Fact) and (fact.kind, fact.reason, fact.name) == ("quality", "score_of_nobody", "churn")


def test_a_model_too_many_is_told_and_not_kept() -> None:
    effects: list[Effect] = []
    person = Person(key="ann", traits={"plan": "pro"}, first_seen_at=1)
    for number in range(MODELS_MAX + 1):
        person, _ = fold_score(person, score(0.5, 10, f"m{number}"), effects)
    assert score_trait(f"m{MODELS_MAX}") not in person.traits and len(person.traits) == MODELS_MAX + 1
    assert isinstance(effects[-1], Fact) and effects[-1].reason == "trait_limit"
    person, change = fold_score(person, score(0.7, 11, "m0"), effects)
    assert change is not None, "one that is kept goes on"


def test_what_only_a_model_may_say_is_taken_out_of_what_senders_say() -> None:
    stated = {"plan": "pro", "$score:churn": {"value": 1}}
    assert without_scores(stated) == {"plan": "pro"}
    plain = {"plan": "pro"}
    assert without_scores(plain) is plain

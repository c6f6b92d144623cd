"""Scores that a tenant's own model posts: they let people in, end, are explained, and are counted in audiences."""

from typing import Any

import pytest

from tests.studio.house import WELCOME, House, error_of, identify, track

RISKY: dict[str, Any] = {
    **WELCOME,
    "id": "risky",
    "entry": {"on": [], "triggers": [{"when": 'score("churn") >= 0.7'}]},
    "nodes": {"hello": {**WELCOME["nodes"]["hello"], "then": ""}},
}
RISKY["nodes"]["hello"].pop("then")


def posted(house: House, *scores: dict[str, Any], key: dict[str, str] | None = None) -> dict[str, Any]:
    answer = house.stranger.post("/api/scores", json={"scores": list(scores)}, headers=key or house.write)
    assert answer.status_code == 200, answer.text
    house.settle()
    found: dict[str, Any] = answer.json()
    return found


def score(person: str, value: float, **more: Any) -> dict[str, Any]:
    return {"userId": person, "model": "churn", "value": value, **more}


def entered(house: House, person: str, journey: str = "risky") -> bool:
    return bool(house.get(f"/api/people/{person}/why", journey=journey)["entries"])


def test_a_score_that_rises_lets_in_and_why_says_what_made_it(house: House) -> None:
    house.publish(RISKY)
    house.send(identify("bob", email="bob@example.test"), identify("cat", email="cat@example.test"))
    reasons = [{"feature": "visits_30d", "value": 0, "effect": 0.21}, {"feature": "seats", "value": 3, "effect": -0.02}]
    taken = posted(house, score("bob", 0.2), score("cat", 0.82, version="7", reasons=reasons))
    assert taken == {"accepted": 2, "faults": []}
    assert entered(house, "cat") and not entered(house, "bob")
    told = str(house.get("/api/people/cat/why", journey="risky"))
    assert "score(churn) was 0.82" in told and "visits_30d 0 (+0.21), seats 3 (-0.02)" in told
    posted(house, score("bob", 0.9))
    assert entered(house, "bob")


def test_an_audience_asks_for_scores_and_for_the_moment_at_which_they_end(house: House) -> None:
    house.send(*(identify(f"seg{n}", email=f"seg{n}@example.test") for n in range(4)))
    late = {"until": "2001-01-01T00:00:00Z"}
    posted(house, score("seg0", 0.95), score("seg1", 0.3), score("seg2", 0.99, **late))
    answer = house.client.post("/api/audience", json={"when": 'score("churn") >= 0.94'})
    assert answer.status_code == 200, answer.text
    assert answer.json()["yes"] == 1, answer.text


def test_nobody_writes_a_score_but_a_model(house: House) -> None:
    house.send(identify("eve", **{"$score:churn": {"value": 1.0, "until": 0}}, plan="free"))
    traits = house.get("/api/people/eve")["traits"]
    assert "plan" in str(traits) and "$score" not in str(traits)
    key = house.client.post("/api/keys", json={"role": "browser", "name": "page", "origins": []}).json()["key"]
    answer = house.stranger.post(
        "/api/scores", json={"scores": [score("eve", 1)]}, headers={"Authorization": f"Bearer {key}"}
    )
    assert error_of(answer) == (403, "score_key")
    answer = house.stranger.post("/api/scores", json={"scores": [score("eve", 1)]})
    assert error_of(answer) == (401, "key_invalid")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"model": "a b"}, "score_model_invalid"),
        ({"value": None}, "score_invalid"),
        ({"value": 1e300}, "score_invalid"),
        ({"value": "much"}, "score_invalid"),
        ({"userId": ""}, "identity_missing"),
        ({"userId": "null"}, "id_invalid"),
        ({"until": "soon"}, "timestamp_invalid"),
        ({"reasons": [{"feature": "x", "effect": 1e99}]}, "score_invalid"),
    ],
)
def test_what_is_wrong_with_one_score_costs_no_other(house: House, wrong: dict[str, Any], code: str) -> None:
    taken = posted(house, score("gus", 0.1) | wrong, score("gus", 0.4))
    assert taken["accepted"] == 1 and [(one["index"], one["code"]) for one in taken["faults"]] == [(0, code)]


def test_a_score_of_an_id_that_nobody_has_makes_no_person(house: House) -> None:
    assert posted(house, score("misspelt", 0.9))["accepted"] == 1
    assert house.client.get("/api/people/misspelt").status_code == 404
    house.send(identify("misspelt", email="late@example.test"))
    posted(house, score("misspelt", 0.7))
    assert house.get("/api/people/misspelt")["traits"]["$score:churn"]["value"] == 0.7


def test_a_request_that_is_none_is_refused(house: House) -> None:
    for content, status, code in (
        (b"[]", 400, "batch_missing"),
        (b"{", 400, None),
        (b'{"scores": [' + b"1," * 2_500 + b"1]}", 413, "batch_too_long"),
        (b" " * (1024 * 1024 + 1), 413, "body_too_large"),
    ):
        answer = house.stranger.post("/api/scores", content=content, headers=house.write)
        assert answer.status_code == status, answer.text
        assert code is None or answer.json()["error"]["code"] == code


def test_an_older_score_changes_nothing_and_a_model_too_many_is_not_kept(house: House) -> None:
    house.send(identify("old", email="old@example.test"), identify("many", email="many@example.test"))
    posted(house, score("old", 0.5))
    posted(house, score("old", 0.9, computedAt="2020-01-01T00:00:00Z"))
    house.send(track("old", "seen"))
    assert house.get("/api/people/old")["traits"]["$score:churn"]["value"] == 0.5
    posted(house, *(score("many", 0.5) | {"model": f"m{n}"} for n in range(20)))
    assert sum(name.startswith("$score:") for name in house.get("/api/people/many")["traits"]) == 16

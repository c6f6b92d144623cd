"""Proofs through the public doors: an SDK's, an operator's, and those of two people who turn out to be one."""

from collections.abc import Iterator
from typing import Any

import pytest

from loopline.model.consent.proof import TEXT_CHARACTERS
from tests.studio.house import House, Json, error_of, identify, living

TOLD = {"method": "single_opt_in", "text": "Yes, news", "form": "https://acme.test/sign-up", "ip": "192.0.2.7"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with living(tmp_path_factory.mktemp("proofs")) as opened:
        yield opened


def consent(person: str, proof: Any, **said: bool) -> Json:
    context = {"consent": {"categoryPreferences": said, "proof": proof}}
    return {**identify(person, plan="pro"), "context": context}


def proofs(house: House, person: str) -> list[Json]:
    found: list[Json] = house.get(f"/api/people/{person}")["proofs"]
    return found


def test_a_proof_that_an_sdk_sends_is_kept_once_and_with_both_after_a_merge(house: House) -> None:
    house.send(consent("ann", TOLD, email=True), consent("ann", TOLD, email=True))
    house.send(consent("bob", {**TOLD, "text": "x" * 5_000}, sms=True))
    assert [(one["name"], one["text"], one["ip"]) for one in proofs(house, "ann")] == [
        ("email", "Yes, news", "192.0.2.7")
    ]
    assert len(proofs(house, "bob")[0]["text"]) == TEXT_CHARACTERS
    house.send({"type": "alias", "previousId": "bob", "userId": "ann"})
    assert {one["name"] for one in proofs(house, "ann")} == {"email", "sms"}


@pytest.mark.parametrize("proof", ["yes", {"method": "magic"}, {"text": 7}])
def test_a_bad_proof_is_told_and_loses_nothing_beside_it(house: House, proof: Any) -> None:
    body = {"batch": [consent("cat", proof, email=True)]}
    answer = house.stranger.post("/v1/batch", json=body, headers=house.write)
    assert "consent_proof_invalid" in answer.text
    house.settle()
    assert house.get("/api/people/cat")["traits"]["plan"] == "pro"


def test_a_word_on_somebodys_behalf_notes_who_states_it(house: House) -> None:
    house.send(identify("dan"))
    url = "/api/people/dan/consent"
    assert house.client.put(url, json={"channel": "email", "allowed": True, "proof": TOLD}).status_code == 204
    assert house.client.put(url, json={"channel": "email", "allowed": False}).status_code == 204
    assert [(one["method"], bool(one["operator"])) for one in proofs(house, "dan")] == [
        ("single_opt_in", True),
        ("api", True),
    ]
    wrong = house.client.put(url, json={"channel": "email", "allowed": True, "proof": {"method": "magic"}})
    assert error_of(wrong) == (400, "proof_method_unknown")

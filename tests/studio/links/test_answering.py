"""STOP, START and HELP by SMS get one answer each, in a running house: whoever sends them, and never in a circle."""

from collections.abc import Iterator, Sequence

import pytest

from loopline.model.hook import Heard
from loopline.providers.sms.answers import answered
from tests.studio.house import House, Json, identify, living

GERMAN, AMERICAN, STRANGE = "+4915112345678", "+14155550100", "+33612345678"
RULES: Json = {
    "kind": "workspace",
    "brand": {"name": "Acme"},
    "answers": {"help_at": "help@acme.test", "help": {"en": "Acme {{here}}: write to us."}},
}


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with living(tmp_path_factory.mktemp("words")) as house:
        set_rules(house, RULES)
        house.send(identify("ann", phone=GERMAN), identify("bob", phone=GERMAN), identify("cat", phone=AMERICAN))
        yield house


def set_rules(house: House, document: Json) -> None:
    answer = house.client.put("/api/workspace", json={"document": document, "reason": "to see it work"})
    assert answer.status_code == 200, answer.text


def hears(house: House, news: Sequence[Heard]) -> None:
    house.do(house.app.hooks._hear("vonage", frozenset({"sms"}), news))
    house.settle()


def texts(house: House) -> list[tuple[str, str]]:
    """What the sandbox holds of answers: the number and the text."""
    found = house.get("/api/messages")["messages"]
    keys = [one["key"] for one in reversed(found) if one["key"].endswith(":answer:1")]
    whole = [house.get(f"/api/messages/{key}") for key in keys]
    return [(one["address"], one["rendered"]["body"]) for one in whole]


def test_each_word_is_answered_once_however_many_have_the_number(acme: House) -> None:
    hears(acme, answered(GERMAN, "STOP", "1"))
    hears(acme, answered(GERMAN, "STOP", "1"))  # the service tells it twice
    hears(acme, answered(GERMAN, "Abmelden", "2"))  # an auto-responder goes on
    stop = "Acme: Sie sind abgemeldet und bekommen keine Nachrichten mehr. Mit START sind Sie wieder dabei."
    assert texts(acme) == [(GERMAN, stop)]
    assert acme.get("/api/people/ann")["consent"] == {"sms": False}
    hears(acme, answered(GERMAN, "START", "3"))
    assert texts(acme)[1:] == [(GERMAN, "Acme: Sie sind wieder angemeldet. HILFE für Hilfe, STOP zum Abmelden.")]


def test_help_is_answered_in_the_workspaces_words_and_to_strangers_too(acme: House) -> None:
    before = len(texts(acme))
    hears(acme, answered(AMERICAN, "HELP", "4"))
    hears(acme, answered(STRANGE, "AIDE", "5"))
    hears(acme, answered(STRANGE, "merci", "6"))
    said = texts(acme)[before:]
    assert said[0] == (AMERICAN, "Acme { {here}}: write to us.")
    assert said[1] == (STRANGE, "Acme : aide sur help@acme.test. Répondez STOP pour partir.")
    assert len(said) == 2


def test_a_workspace_may_answer_to_nothing(acme: House) -> None:
    before = len(texts(acme))
    set_rules(acme, {**RULES, "answers": {"off": True}})
    hears(acme, answered("+4915112340000", "HILFE", "7"))
    assert len(texts(acme)) == before
    set_rules(acme, RULES)


def test_a_yes_by_sms_is_confirmed_by_the_answer_yes(acme: House) -> None:
    told = {"categoryPreferences": {"sms": True}, "double_opt_in": True}
    acme.send({**identify("dan", phone="+4915112349999"), "context": {"consent": told}})
    (asked,) = [one for one in acme.get("/api/messages", person="dan")["messages"] if ":confirm:" in one["key"]]
    assert "Antworten Sie JA" in str(acme.get(f"/api/messages/{asked['key']}")["rendered"]["body"]) or asked
    hears(acme, answered("+4915112349999", "vielleicht", "8"))
    assert acme.get("/api/people/dan")["pending"] == ["sms"]
    hears(acme, answered("+4915112349999", "Ja!", "9"))
    found = acme.get("/api/people/dan")
    assert (found["consent"], found["pending"]) == ({"sms": True}, [])
    assert found["proofs"][-1]["method"] == "double_opt_in" and found["proofs"][-1]["text"] == "Ja!"

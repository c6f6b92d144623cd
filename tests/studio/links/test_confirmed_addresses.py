"""A confirmed yes is of a person and an address: it follows nobody to an address that has not confirmed it."""

from collections.abc import Iterator

import pytest

from tests.studio.house import House, Json, identify, living, track
from tests.studio.links.yes import NEWS, PROOF, RULES, lines, link_of, looked, mails, says_yes

PENDING = "not sent: they said yes, and have not confirmed it yet"
KEPT = "The sandbox kept the e-mail of mail; nothing left."


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with living(tmp_path_factory.mktemp("bound")) as house:
        answer = house.client.put("/api/workspace", json={"document": RULES, "reason": "to begin"})
        assert answer.status_code == 200, answer.text
        house.publish(NEWS)
        yield house


def confirms(house: House, person: str, number: int = -1) -> None:
    """The person presses the button of a confirmation, the last one unless told otherwise."""
    assert "it is confirmed" in looked(house, link_of(mails(house, person)[number]), "POST")
    house.settle()


def told(house: House, person: str) -> list[str]:
    """What became of the news that somebody asked for just now."""
    before = len(lines(house, person))
    house.send(track(person, "asked"))
    found = lines(house, person)
    return found[: len(found) - before]


def is_held(house: House, person: str) -> bool:
    """Whether the news was held for a missing confirmation; if not, it was sent."""
    found = told(house, person)
    held, kept = any(PENDING in line for line in found), KEPT in found
    assert held is not kept, found
    return held


def test_a_new_address_is_asked_once_and_gets_nothing_before_it_confirms(acme: House) -> None:
    acme.send(says_yes("ann", "email", "email:news"))
    confirms(acme, "ann")
    assert not is_held(acme, "ann")
    acme.send(identify("ann", email="ann@new.test"))
    assert is_held(acme, "ann")
    (_, asked) = mails(acme, "ann")
    assert asked["address"] == "ann@new.test" and acme.get("/api/people/ann")["pending"] == ["email", "email:news"]
    acme.send(identify("ann", email="Ann@acme.test"))
    assert not is_held(acme, "ann"), "what was confirmed before stays so"
    acme.send(identify("ann", email="ann@new.test"))
    assert is_held(acme, "ann") and len(mails(acme, "ann")) == 2, "asked once"
    confirms(acme, "ann")
    assert not is_held(acme, "ann") and acme.get("/api/people/ann")["pending"] == []
    acme.send(identify("ann", email="ann@acme.test"), identify("ann", email="ann@third.test"))
    assert is_held(acme, "ann")


def test_a_form_that_says_yes_at_a_new_address_asks_it(acme: House) -> None:
    acme.send(says_yes("bob", "email:news"))
    confirms(acme, "bob")
    acme.send(says_yes("bob", "email:news", email="bob@new.test"))
    assert is_held(acme, "bob")
    assert {one["address"] for one in mails(acme, "bob")} == {"bob@acme.test", "bob@new.test"}
    confirms(acme, "bob")
    assert not is_held(acme, "bob")


def test_what_was_confirmed_elsewhere_is_bound_and_a_plain_yes_is_not(acme: House) -> None:
    stated: Json = {"categoryPreferences": {"email:news": True}, "proof": {**PROOF, "method": "double_opt_in"}}
    acme.send({**identify("cat", email="cat@acme.test"), "context": {"consent": stated}})
    acme.send(
        {
            **identify("dan", email="dan@acme.test"),
            "context": {"consent": {"categoryPreferences": {"email:news": True}}},
        }
    )
    assert not is_held(acme, "cat") and not is_held(acme, "dan")
    for person in ("cat", "dan"):
        acme.send(identify(person, email=f"{person}@new.test"))
    assert is_held(acme, "cat") and not is_held(acme, "dan")
    body = {"channel": "email", "topic": "news", "allowed": True}
    assert acme.client.put("/api/people/cat/consent", json=body).status_code == 204
    assert not is_held(acme, "cat"), "an operator answers for the new one"


def test_after_a_merge_each_yes_holds_for_the_address_from_which_it_was_confirmed(acme: House) -> None:
    acme.send(says_yes("eve-visits", "email:news", email="eve@home.test"))
    confirms(acme, "eve-visits")
    acme.send(identify("eve", email="eve@acme.test"))
    acme.send({"type": "alias", "previousId": "eve-visits", "userId": "eve"}, identify("eve", email="eve@acme.test"))
    assert is_held(acme, "eve")
    acme.send(identify("eve", email="eve@home.test"))
    assert not is_held(acme, "eve")


def test_a_plain_yes_goes_on_for_its_own_address_when_a_merge_brings_a_confirmed_one(acme: House) -> None:
    acme.send(says_yes("fay-visits", "email:news", email="fay@home.test"))
    confirms(acme, "fay-visits")
    acme.send(
        {
            **identify("fay", email="fay@acme.test"),
            "context": {"consent": {"categoryPreferences": {"email:news": True}}},
        }
    )
    acme.send({"type": "alias", "previousId": "fay-visits", "userId": "fay"}, identify("fay", email="fay@acme.test"))
    assert not is_held(acme, "fay")
    acme.send(identify("fay", email="fay@third.test"))
    assert is_held(acme, "fay")


def test_a_word_that_waits_for_another_address_shuts_nothing_after_a_merge(acme: House) -> None:
    acme.send(
        {
            **identify("gus", email="gus@acme.test"),
            "context": {"consent": {"categoryPreferences": {"email:news": True}}},
        }
    )
    acme.send(says_yes("gus-visits", "email:news", email="stranger@acme.test"))
    acme.send({"type": "alias", "previousId": "gus-visits", "userId": "gus"}, identify("gus", email="gus@acme.test"))
    assert acme.get("/api/people/gus")["pending"] == ["email:news"]
    assert not is_held(acme, "gus")


def test_asking_again_in_another_spelling_leaves_both_links_good(acme: House) -> None:
    acme.send(says_yes("hal", "email:news"))
    acme.send(says_yes("hal", "email:news", email="HAL@Acme.test"))
    first, second = mails(acme, "hal")
    assert (first["address"], second["address"]) == ("hal@acme.test", "HAL@Acme.test")
    for path in (link_of(first), link_of(second)):
        assert "<button" in looked(acme, path)
    confirms(acme, "hal", 0)
    assert acme.get("/api/people/hal")["consent"] == {"email:news": True}
    assert "This confirmation is over" in looked(acme, link_of(second))

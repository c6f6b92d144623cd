"""What is left of a browser's signal: the same as a server's, but for what it may not say."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.model.effect import Effect
from loopline.model.fact import Fact
from loopline.model.person import Person
from loopline.model.signal import ConsentChanged, PersonLinked, TraitsChanged
from loopline.signals.people.browser import permit

HEAD: dict[str, Any] = {"key": "ann", "id": "m1", "at": 5, "received_at": 6, "trust": "browser"}
ADDRESSES = frozenset(("email", "phone"))
NAMES = st.sampled_from(("email", "phone", "plan"))
VALUES = st.sampled_from((None, "", "a@example.test", "b@example.test", 7))


def reasons(effects: list[Effect]) -> list[tuple[str, str]]:
    return [(effect.reason, effect.name) for effect in effects if isinstance(effect, Fact)]


@given(st.dictionaries(NAMES, VALUES), st.dictionaries(NAMES, VALUES))
def test_an_address_that_is_there_stays_and_everything_else_is_taken(
    kept: dict[str, Any], stated: dict[str, Any]
) -> None:
    effects: list[Effect] = []
    person = Person(key="ann", traits=kept)
    left = permit(person, TraitsChanged(**HEAD, traits=stated), ADDRESSES, effects)
    assert isinstance(left, TraitsChanged)
    for name, value in stated.items():
        held = name in ADDRESSES and kept.get(name) not in (None, "") and kept[name] != value
        assert (name not in left.traits) is held
        assert (("address_refused", name) in reasons(effects)) is held
    assert len(effects) == len(stated) - len(left.traits)


@pytest.mark.parametrize(("kept", "passes"), [({}, False), ({"devices": ["t1"]}, False), ({"devices": ["t2"]}, True)])
def test_a_page_adds_no_device_to_anybody(kept: dict[str, Any], passes: bool) -> None:
    """Whoever reads the page could have somebody's pushes sent to a device of their own as well."""
    effects: list[Effect] = []
    person = Person(key="ann", traits={"push_token": "t1"} | kept)
    stated = TraitsChanged(**HEAD, traits={"devices": ["t2"], "plan": "pro"})
    left = permit(person, stated, ADDRESSES | {"devices"}, effects)
    assert isinstance(left, TraitsChanged) and left.traits.keys() == ({"devices", "plan"} if passes else {"plan"})
    assert reasons(effects) == ([] if passes else [("address_refused", "devices")])


@pytest.mark.parametrize(
    ("consent", "topic", "allowed", "passes"),
    [
        (None, "", True, True),
        (None, "", False, True),
        ({"email": True}, "", False, True),
        ({"email": False}, "", True, False),
        ({"email": False}, "", False, True),
        ({"email": False}, "news", True, False),
        ({"email:news": False}, "news", True, False),
        ({"email:news": False}, "", True, True),
        ({"sms": False, "email:news": False}, "offers", True, True),
    ],
)
def test_consent_is_given_only_where_nothing_was_refused(
    consent: dict[str, bool] | None, topic: str, allowed: bool, passes: bool
) -> None:
    effects: list[Effect] = []
    signal = ConsentChanged(**HEAD, channel="email", topic=topic, allowed=allowed)
    person = Person(key="ann", traits={}, consent=consent)
    assert permit(person, signal, ADDRESSES, effects) == (signal if passes else None)
    name = f"email:{topic}" if topic else "email"
    assert reasons(effects) == ([] if passes else [("consent_refused", name)])


@pytest.mark.parametrize(("other", "shown"), [("bea", "bea"), ("=~bea", "~bea"), ("=@bea", "@bea")])
def test_a_known_id_is_never_linked(other: str, shown: str) -> None:
    effects: list[Effect] = []
    assert permit(Person(key="ann", traits={}), PersonLinked(**HEAD, other=other), ADDRESSES, effects) is None
    assert reasons(effects) == [("alias_refused", shown)]


def test_an_anonymous_id_is_linked() -> None:
    effects: list[Effect] = []
    signal = PersonLinked(**HEAD, other="~bea")
    assert permit(Person(key="ann", traits={}), signal, ADDRESSES, effects) is signal
    assert not effects

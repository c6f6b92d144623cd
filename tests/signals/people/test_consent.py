"""What a person allowed and refused: the latest word counts, bounded, and a refusal is never lost."""

import pytest

from loopline.model.channels import ChannelName
from loopline.model.effect import Effect
from loopline.model.fact import Fact
from loopline.model.person import Person
from loopline.model.signal import ConsentChanged, PersonAbsorbed
from loopline.signals.people import consent as room
from loopline.signals.people.consent import CONSENTS_MAX, both_consents, fold_consent
from loopline.signals.people.identity import _encode, fold_absorb

AT = 1_772_366_400_000


def said(topic: str, allowed: bool, at: int = AT, channel: ChannelName = "email") -> ConsentChanged:
    return ConsentChanged(
        key="ann", id=f"{channel}:{topic}:{at}", at=at, received_at=at, channel=channel, topic=topic, allowed=allowed
    )


def full(allowed: bool) -> Person:
    names = [f"email:t{number:04}" for number in range(CONSENTS_MAX)]
    times = {name: AT + number for number, name in enumerate(names)}
    return Person("ann", {}, AT, consent=dict.fromkeys(names, allowed), consent_at=times)


def losses(effects: list[Effect]) -> list[tuple[str, str]]:
    return [(one.reason, one.name) for one in effects if isinstance(one, Fact) and one.kind == "quality"]


def test_somebody_known_by_their_will_alone_is_known_from_then_on() -> None:
    person, change = fold_consent(Person("ann", {}), said("news", True), [])
    assert change is not None and (person.first_seen_at, person.consent) == (AT, {"email:news": True})


def test_an_older_word_does_not_undo_a_later_one() -> None:
    person, _ = fold_consent(Person("ann", {}), said("news", False), [])
    assert fold_consent(person, said("news", True, AT - 1), []) == (person, None)


def test_a_thousand_topics_are_kept_and_one_permission_more_is_told_and_not_kept() -> None:
    person, effects = Person("ann", {}), list[Effect]()
    for number in range(CONSENTS_MAX + 1):
        person, change = fold_consent(person, said(f"t{number}", True, AT + number), effects)
        assert (change is None) is (number == CONSENTS_MAX)
    assert len(person.consent or {}) == len(person.consent_at or {}) == CONSENTS_MAX
    assert losses(effects) == [("consent_limit", f"email:t{CONSENTS_MAX}")]
    again, change = fold_consent(person, said("t7", False, AT + 9_999), [])
    assert change is not None and (again.consent or {})["email:t7"] is False


def test_a_refusal_beyond_the_bound_takes_the_place_of_the_oldest_permission() -> None:
    effects: list[Effect] = []
    person, change = fold_consent(full(True), said("late", False, AT + 9_999), effects)
    assert change is not None and len(person.consent or {}) == CONSENTS_MAX
    assert (person.consent or {})["email:late"] is False and "email:t0000" not in (person.consent or {})
    assert person.consent_at is not None and person.consent_at.keys() == (person.consent or {}).keys()
    assert losses(effects) == [("consent_limit", "email:t0000")]


def test_a_refusal_beyond_a_thousand_refusals_refuses_the_whole_channel() -> None:
    effects: list[Effect] = []
    person, change = fold_consent(full(False), said("late", False, AT + 9_999), effects)
    assert change is not None and (person.consent or {})["email"] is False
    assert losses(effects) == [("consent_limit", "email:late")]
    person, _ = fold_consent(person, said("", True, AT + 10_000, channel="sms"), [])
    assert (person.consent or {})["sms"] is True


@pytest.mark.parametrize(("other_allows", "channel"), [(True, None), (False, False)])
def test_two_people_in_one_keep_within_the_bound_and_lose_no_refusal(
    other_allows: bool, channel: bool | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "CONSENTS_MAX", 2)
    ann = Person("ann", {}, AT, consent={"email:a": False, "email:b": False}, consent_at={"email:a": 1, "email:b": 2})
    bob = Person("bob", {}, AT, consent={"email:c": other_allows}, consent_at={"email:c": 3})
    effects: list[Effect] = []
    merged, _ = fold_absorb(
        ann, PersonAbsorbed(key="ann", id="m", at=AT, received_at=AT, other="bob", state=_encode(bob)), effects
    )
    kept = merged.consent or {}
    assert (kept["email:a"], kept["email:b"], kept.get("email")) == (False, False, channel)
    assert "email:c" not in kept and "email:c" not in (merged.consent_at or {})
    assert losses(effects) == [("consent_limit", "email:c")]


def test_within_the_bound_refusals_win() -> None:
    ann, bob = Person("ann", {}, consent={"email": True, "sms": False}), Person("bob", {}, consent={"email": False})
    effects: list[Effect] = []
    assert both_consents(ann, bob, AT, effects) == {"email": False, "sms": False}
    assert effects == []

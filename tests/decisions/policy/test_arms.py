"""Limits that a cap tries: whose limit holds, and at which messages the arms differ."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from loopline.decisions.assign import held_out_of_everything
from loopline.decisions.capping.compiled import arm_of_unit
from loopline.decisions.documents.read import build_document
from loopline.decisions.policy.gate import Asked, Verdict, ask
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.model.person import Person, Sent
from tests.decisions.played import ANN, DAY, HOUR, MAIL, START, published

MAIL_TO_ANN = Asked("email", "", "ann@example.test", key="k", enrollment="e")
TRIES: dict[str, Any] = {
    "id": "weekly",
    "arms": [{"name": "one", "limit": 1}, {"name": "two", "limit": 2}, {"name": "four", "limit": 4}],
}
CAP: dict[str, Any] = {"limit": 3, "within": "7d", "experiment": TRIES}


def program(*caps: dict[str, Any], **rules: object) -> PublishedSet:
    made = published({"nodes": {"mail": MAIL}})
    return publish(made, build_document({"kind": "workspace", "caps": [*caps], **rules}), 1)


def of_arm(name: str, made: PublishedSet) -> Person:
    """Somebody like Ann whom the hash puts there."""
    tries = made.caps[-1].experiment
    assert tries is not None
    found = (f"p{number}" for number in range(1_000))
    key = next(one for one in found if arm_of_unit(tries, made.workspace.salt, one).name == name)
    return replace(ANN, key=key, unit="")


def verdict(made: PublishedSet, person: Person, had: int, **more: Any) -> Verdict:
    sends = tuple(Sent(START - HOUR * (n + 1), "email", "", f"other{n}", priority=50, journey="j") for n in range(had))
    return ask(MAIL_TO_ANN, replace(person, sends=sends, **more), made.live["j"], made, START)


@pytest.mark.parametrize(("arm", "limit"), [("one", 1), ("two", 2), ("four", 4)])
def test_the_limit_of_the_persons_arm_holds(arm: str, limit: int) -> None:
    made = program(CAP)
    person = of_arm(arm, made)
    for had in range(6):
        found = verdict(made, person, had)
        assert found.allowed is (had < limit)
        if not found.allowed:
            assert found.cap is not None
            assert f'{limit} in 7d, arm "{arm}" of the limits that weekly tries' in found.cap.told()["cap"]


@pytest.mark.parametrize("arm", ["one", "two", "four"])
def test_arms_differ_at_the_same_messages_whatever_the_own_arm_says(arm: str) -> None:
    made = program(CAP)
    person = of_arm(arm, made)
    differing = [had for had in range(7) if verdict(made, person, had).tried]
    assert differing == [1, 2, 3], "from the lowest limit on, until the highest refuses, too"
    (told,) = verdict(made, person, 1).tried
    assert (told.experiment, told.arm) == ("weekly", arm)


@pytest.mark.parametrize("first", [True, False])
def test_where_another_cap_refuses_anyway_the_arms_do_not_differ(first: bool) -> None:
    other = {"limit": 2, "per": "month"}
    made = program(*((other, CAP) if first else (CAP, other)))
    tries = next(cap.experiment for cap in made.caps if cap.experiment)
    for number in range(30):
        person = replace(ANN, key=f"p{number}", unit="")
        assert tries.arms[0].limit == 1
        assert [had for had in range(5) if verdict(made, person, had).tried] == [1]


def test_two_experiments_differ_where_the_other_one_lets_pass_by_the_own_arm() -> None:
    second = {"limit": 9, "within": "7d", "experiment": {**TRIES, "id": "other"}}
    made = program(CAP, second)
    limits = {arm.name: arm.limit for arm in made.caps[0].experiment.arms} if made.caps[0].experiment else {}
    for number in range(40):
        person = replace(ANN, key=f"p{number}", unit="")
        own = [arm_of_unit(cap.experiment, made.workspace.salt, person.key).name for cap in made.caps if cap.experiment]
        for had in range(6):
            told = {one.experiment: one.arm for one in verdict(made, person, had).tried}
            for mine, place, other in (("weekly", 0, 1), ("other", 1, 0)):
                assert (mine in told) is (1 <= had < 4 and had < limits[own[other]])
                assert told.get(mine, own[place]) == own[place]


def test_who_is_held_out_of_everything_is_in_no_arm_and_the_caps_own_limit_holds() -> None:
    made = program(CAP, holdout={"percent": 30})
    seen = {True: 0, False: 0}
    for number in range(60):
        person = replace(ANN, key=f"p{number}", unit="")
        spared = held_out_of_everything(person, made, START)
        seen[spared] += 1
        if spared:
            assert [verdict(made, person, had).allowed for had in range(5)] == [True, True, True, False, False]
            assert not any(verdict(made, person, had).tried for had in range(5))
    assert min(seen.values()) > 5


def test_the_arm_stays_after_a_merge_and_through_versions() -> None:
    made = program(CAP)
    two = of_arm("two", made)
    merged = replace(two, key="somebody-else", unit=two.key)
    assert [verdict(made, merged, had).allowed for had in range(4)] == [True, True, False, False]
    again = publish(made, build_document({"kind": "workspace", "caps": [CAP, {"limit": 50, "within": "1d"}]}), 2)
    assert [verdict(again, two, had).allowed for had in range(4)] == [True, True, False, False]


def test_test_people_and_transactional_messages_are_asked_by_no_cap() -> None:
    made = program(CAP)
    person = replace(of_arm("one", made), sends=tuple(Sent(START - n - 1, "email", "", f"o{n}") for n in range(5)))
    asked = replace(MAIL_TO_ANN, transactional=True)
    found = ask(asked, person, made.live["j"], made, START)
    assert found.allowed and not found.tried


@given(st.integers(0, 6), st.sampled_from(["one", "two", "four"]), st.integers(0, 10 * DAY))
def test_a_cap_that_tries_limits_answers_as_a_plain_cap_of_the_own_limit(had: int, arm: str, later: int) -> None:
    made = program(CAP)
    person = of_arm(arm, made)
    limit = {one["name"]: one["limit"] for one in TRIES["arms"]}[arm]
    plain = program({"limit": limit, "within": "7d"})
    sends = tuple(Sent(START - HOUR * (n + 1), "email", "", f"o{n}", priority=50, journey="j") for n in range(had))
    held = replace(person, sends=sends)
    tried, own = (ask(MAIL_TO_ANN, held, one.live["j"], one, START + later) for one in (made, plain))
    assert (tried.allowed, tried.retry_at, tried.reason) == (own.allowed, own.retry_at, own.reason)

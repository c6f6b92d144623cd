"""Caps: by the calendar of the person, of a journey or a programme, and with places kept for what matters more."""

from typing import Any

import pytest
from msgspec.structs import replace

from loopline.decisions.documents.read import build_document
from loopline.decisions.policy.gate import Asked, Verdict, ask
from loopline.decisions.publish import publish
from loopline.model.person import Person, Sent
from tests.decisions.played import ANN, DAY, HOUR, MAIL, START, published

MAIL_TO_ANN = Asked("email", "", "ann@example.test", key="k", enrollment="e")


def verdict(
    cap: dict[str, Any], person: Person, now: int = START, *, sending: bool = False, **journey: object
) -> Verdict:
    """Of a mail of the journey "j" to Ann, under this cap alone."""
    made = published({"nodes": {"mail": MAIL}, **journey})
    made = publish(made, build_document({"kind": "workspace", "caps": [cap]}), 1)
    return ask(MAIL_TO_ANN, person, made.live["j"], made, now, sending=sending)


def after(*sent: Sent, zone: str = "UTC") -> Person:
    return replace(ANN, sends=sent, zone=zone)


def mail(at: int, number: int = 0, priority: int = 50, journey: str = "j") -> Sent:
    return Sent(at, "email", "", f"other{at}{number}", priority=priority, journey=journey)


@pytest.mark.parametrize(
    ("per", "zone", "sent_at", "now", "free_at"),
    [
        ("day", "UTC", "2026-03-01T09:00Z", "2026-03-01T23:59:59Z", "2026-03-02T00:00Z"),
        ("day", "UTC", "2026-03-01T23:59Z", "2026-03-02T00:00Z", None),
        ("day", "Asia/Tokyo", "2026-03-01T14:59Z", "2026-03-01T15:00Z", None),
        ("day", "Asia/Tokyo", "2026-03-01T15:00Z", "2026-03-02T14:00Z", "2026-03-02T15:00Z"),
        ("day", "Europe/Berlin", "2026-03-28T23:30Z", "2026-03-29T21:30Z", "2026-03-29T22:00Z"),  # a day of 23 hours
        ("week", "UTC", "2026-03-02T00:00Z", "2026-03-08T23:00Z", "2026-03-09T00:00Z"),  # Monday to Sunday
        ("week", "UTC", "2026-03-01T23:59Z", "2026-03-02T00:00Z", None),
        ("month", "UTC", "2026-02-01T00:00Z", "2026-02-28T23:00Z", "2026-03-01T00:00Z"),
        ("month", "America/New_York", "2026-03-01T04:59Z", "2026-03-01T05:00Z", None),
    ],
)
def test_a_cap_by_the_calendar_counts_in_the_persons_own_zone(
    per: str, zone: str, sent_at: str, now: str, free_at: str | None
) -> None:
    found = verdict({"limit": 1, "per": per}, after(mail(moment(sent_at)), zone=zone), moment(now))
    assert found.allowed is (free_at is None)
    assert found.retry_at == (moment(free_at) if free_at else None)


def moment(text: str) -> int:
    from loopline.model.localtime import iso_ms

    found = iso_ms(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("priority", "taken", "allowed"),
    [
        (50, [50], True),
        (50, [50, 50], False),  # the third place is kept
        (90, [50, 50], True),
        (90, [50, 50, 90], False),
        (50, [90], True),
        (50, [90, 90], True),  # who may take the kept place may take the others too: one is left
        (50, [90, 50], True),
        (50, [90, 90, 90], False),
        (80, [50, 50], True),  # that very priority is enough
        (79, [50, 50], False),
    ],
)
def test_a_kept_place_is_for_the_priority_it_is_kept_for(priority: int, taken: list[int], allowed: bool) -> None:
    cap = {"limit": 3, "within": "7d", "reserve": {"priority": 80, "places": 1}}
    sends = [mail(START - (9 - number) * HOUR, number, each) for number, each in enumerate(taken)]
    assert verdict(cap, after(*sends), priority=priority).allowed is allowed
    assert verdict(cap, after(*sends), priority=priority, sending=True).allowed is allowed


def test_the_time_is_told_at_which_both_rules_let_it_leave() -> None:
    cap = {"limit": 2, "within": "1d", "reserve": {"priority": 80, "places": 1}}
    sends = (mail(START - 9 * HOUR, 1, 50), mail(START - 3 * HOUR, 2, 90))
    assert verdict(cap, after(*sends)).retry_at == START - 9 * HOUR + DAY
    sends = (mail(START - 9 * HOUR, 1, 90), mail(START - 3 * HOUR, 2, 50))
    assert verdict(cap, after(*sends)).retry_at == START - 3 * HOUR + DAY, "the kept place is no place for it"
    assert verdict(cap, after(*sends), priority=90).retry_at == START - 9 * HOUR + DAY


def test_a_cap_of_a_journey_or_a_programme_counts_and_holds_it_alone() -> None:
    of_another = after(mail(START - HOUR, journey="other"))
    of_itself = after(mail(START - HOUR))
    of_before = after(replace(mail(START - HOUR), journey=""))
    cap = {"limit": 1, "within": "1d", "journey": "j"}
    assert verdict(cap, of_another).allowed and not verdict(cap, of_itself).allowed
    assert verdict({**cap, "journey": "other"}, of_another).allowed, "another journey's cap does not concern this one"
    assert verdict(cap, of_before).allowed, "of what was sent before journeys were kept nobody knows it"
    cap = {"limit": 1, "within": "1d", "programme": "growth"}
    assert not verdict(cap, of_itself, programme="growth").allowed
    assert verdict(cap, of_itself).allowed and verdict(cap, of_another, programme="growth").allowed

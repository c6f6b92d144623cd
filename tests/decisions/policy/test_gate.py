"""The gate: who may be written to now, by the first rule that objects."""

import pytest
from msgspec.structs import replace

from loopline.decisions.documents.read import build_document
from loopline.decisions.policy.gate import Asked, Verdict, ask
from loopline.decisions.policy.recipient import address_of, address_traits, traits_of_address
from loopline.decisions.policy.sight import consents
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.model.person import SENDS_MAX, JourneyHistory, Person, Sent
from tests.decisions.played import ANN, DAY, HOUR, MAIL, START, published

MAIL_TO_ANN = Asked("email", "", "ann@example.test", key="k", enrollment="e")
WORKSPACE = {
    "kind": "workspace",
    "topics": {"news": {}, "tips": {"consent": "opt_in"}, "receipts": {"transactional": True}},
    "caps": [{"limit": 2, "within": "1d"}, {"limit": 1, "within": "2d", "channel": "sms"}],
}


def rules() -> PublishedSet:
    return publish(published({"nodes": {"mail": MAIL}}), build_document(WORKSPACE), 1)


def verdict(person: Person, asked: Asked = MAIL_TO_ANN, now: int = START, *, sending: bool = False) -> Verdict:
    made = rules()
    return ask(asked, person, made.live["j"], made, now, sending=sending)


def sent(*ages: int) -> Person:
    return replace(ANN, sends=tuple(Sent(START - age, "email", "", f"other{age}") for age in ages))


@pytest.mark.parametrize(
    ("consent", "channel", "topic", "reason"),
    [
        ({}, "email", "", ""),
        ({}, "sms", "", "no_opt_in"),
        ({"sms": True}, "sms", "", ""),
        ({"email": False}, "email", "", "unsubscribed"),
        ({"email": False, "email:news": True}, "email", "news", "unsubscribed"),
        ({"email:news": False}, "email", "news", "unsubscribed"),
        ({"email:news": False}, "email", "", ""),
        ({}, "email", "tips", "no_opt_in"),
        ({"email:tips": True}, "email", "tips", ""),
        ({"email": False}, "email", "receipts", ""),
    ],
)
def test_consent(consent: dict[str, bool], channel: str, topic: str, reason: str) -> None:
    asked = replace(MAIL_TO_ANN, channel=channel, topic=topic)
    assert verdict(replace(ANN, consent=consent), asked).reason == reason


def test_the_will_of_a_person_is_unknown_until_it_is_said() -> None:
    assert consents(ANN, "email", "news", rules()) is None
    assert consents(replace(ANN, consent={"email": True}), "email", "news", rules()) is True


@pytest.mark.parametrize(
    ("field", "address", "traits"),
    [
        ("person.mail", "ann@own.test", {"mail"}),
        ('person["e mail"].work', "ann@work.test", {"e mail"}),
        ("account.mail", "", set[str]()),
        ("event.mail", "", set[str]()),
    ],
)
def test_an_address_is_looked_for_where_the_workspace_says(field: str, address: str, traits: set[str]) -> None:
    """Another company's trait of the same name is nobody's address, also where an earlier version published that."""
    ann = replace(ANN, traits={"mail": "ann@own.test", "e mail": {"work": "ann@work.test"}})
    made = publish(rules(), build_document({"kind": "workspace", "addresses": {"email": field}}), 2)
    assert address_of(ann, "email", made) == address
    assert address_traits(made) == {"email", "phone", "push_token", "devices"} | traits


def test_a_push_goes_to_the_devices_that_are_not_dead() -> None:
    ann = replace(
        ANN, traits={"push_token": "t1", "devices": [{"token": "t=2"}, "t3"]}, suppressed={"push=t=2": "bounced"}
    )
    assert address_of(ann, "push", rules()) == "t1\nt3"
    push = replace(MAIL_TO_ANN, channel="push", address="t1\nt=2")
    assert verdict(ann, push).allowed, "one of them is alive"
    ann = replace(ann, suppressed={f"push={token}": "bounced" for token in ("t1", "t=2", "t3")})
    assert verdict(ann, push).reason == "suppressed_bounced"
    assert verdict(ann, replace(push, address=address_of(ann, "push", rules()))).reason == "suppressed_bounced"
    assert verdict(ann, replace(push, address="t4")).allowed
    assert traits_of_address("push", rules()) == {"push_token", "devices"}
    assert traits_of_address("email", rules()) == {"email"}


def test_suppression_stops_even_what_is_transactional() -> None:
    bounced = replace(ANN, suppressed={"email=ann@example.test": "bounced"})
    assert verdict(bounced, replace(MAIL_TO_ANN, transactional=True)).reason == "suppressed_bounced"
    assert verdict(bounced, replace(MAIL_TO_ANN, address="new@example.test")).allowed


def test_a_cap_lets_its_number_through_and_says_when_a_place_is_free() -> None:
    assert verdict(sent(HOUR)).allowed
    full = verdict(sent(HOUR, 3 * HOUR))
    assert (full.reason, full.retry_at) == ("capped", START - 3 * HOUR + DAY)
    assert verdict(sent(HOUR, 3 * HOUR), now=START - 3 * HOUR + DAY).allowed, "at that very moment it is free"
    assert verdict(sent(HOUR, 3 * HOUR), replace(MAIL_TO_ANN, transactional=True)).allowed
    assert verdict(sent(HOUR, 3 * HOUR), replace(MAIL_TO_ANN, key="other3600000")).allowed, "never against itself"


def test_at_the_send_the_highest_priority_of_one_moment_goes_first() -> None:
    due = [Sent(START, "email", "", "low", priority=10), Sent(START, "email", "", "high", priority=90)]
    due.append(Sent(START, "email", "", "also high", priority=90))
    ann = replace(ANN, sends=tuple(due))
    made = publish(rules(), build_document({**WORKSPACE, "caps": [{"limit": 1, "within": "1d"}]}), 2)
    allowed = [
        key
        for key in ("low", "also high", "high")
        if ask(replace(MAIL_TO_ANN, key=key), ann, made.live["j"], made, START, sending=True).allowed
    ]
    assert allowed == ["high"]


def test_a_memory_of_sends_that_is_full_refuses_what_it_cannot_count() -> None:
    made = publish(rules(), build_document({**WORKSPACE, "caps": [{"limit": 9, "within": "90d", "channel": "sms"}]}), 2)
    asked = replace(MAIL_TO_ANN, channel="sms", address="+49")
    ann = replace(ANN, consent={"sms": True})

    def verdict_after(count: int) -> Verdict:
        sends = tuple(Sent(START - HOUR, "email", "", f"k{n}") for n in range(count))
        return ask(asked, replace(ann, sends=sends), made.live["j"], made, START)

    assert verdict_after(SENDS_MAX - 1).allowed
    assert (verdict_after(SENDS_MAX).reason, verdict_after(SENDS_MAX).retry_at) == ("capped", START - HOUR + 90 * DAY)


def test_a_cap_of_one_channel_counts_that_channel() -> None:
    asked = replace(MAIL_TO_ANN, channel="sms", address="+49")
    assert verdict(replace(sent(HOUR), consent={"sms": True}), asked).allowed


def test_whoever_has_left_is_refused_at_the_send_only() -> None:
    gone = replace(ANN, journey_histories={"j": JourneyHistory(left=("e",))})
    assert verdict(gone).allowed
    assert verdict(gone, sending=True).reason == "exited"


def test_a_paused_journey_decides_nothing_new_and_sends_nothing() -> None:
    paused = rules().set_state("j", "paused")
    assert ask(MAIL_TO_ANN, ANN, paused.live["j"], paused, START, sending=True).reason == "journey_paused"
    stopped = rules().set_state("j", "stopped")
    assert ask(MAIL_TO_ANN, ANN, stopped.live["j"], stopped, START).reason == "journey_stopped"


def test_quiet_hours_are_those_of_the_persons_own_clock() -> None:
    made = published({"nodes": {"mail": MAIL}, "quiet_hours": {"from": "22:00", "to": "08:00"}})

    def at(zone: str, now: int) -> Verdict:
        return ask(MAIL_TO_ANN, replace(ANN, zone=zone), made.live["j"], made, now)

    noon = START  # 12:00 UTC is 21:00 in Tokyo and 07:00 in New York
    assert at("UTC", noon).allowed and at("Asia/Tokyo", noon).allowed
    held = at("America/New_York", noon)
    assert (held.reason, held.deferred, held.retry_at) == ("quiet_hours", True, noon + HOUR)
    assert at("America/New_York", noon + HOUR).allowed, "the end of the quiet hours is not quiet"
    assert at("Asia/Tokyo", noon + HOUR).reason == "quiet_hours", "their beginning is"


@pytest.mark.parametrize(("quiet", "reason"), [("07:00-23:00", "never_open"), ("12:00-09:00", "quiet_hours")])
def test_a_text_that_finds_no_hour_in_two_weeks_is_refused(quiet: str, reason: str) -> None:
    start, end = quiet.split("-")
    rules = {**WORKSPACE, "countries": ["FR"], "zone": "Europe/Paris", "quiet_hours": {"from": start, "to": end}}
    made = publish(published({"nodes": {"mail": MAIL}}), build_document(rules), 1)
    asked = replace(MAIL_TO_ANN, channel="sms", address="+33612345678")
    person = replace(ANN, consent={"sms": True}, zone="Europe/Paris")
    at_ten = START // DAY * DAY + 20 * HOUR  # 21 or 22 in Paris: after every window
    found = ask(asked, person, made.live["j"], made, at_ten)
    assert (found.allowed, found.reason, found.deferred) == (False, reason, reason != "never_open")
    assert (found.retry_at is None) == (reason == "never_open")

"""Every fact has its sentence: what was decided, why, and by which values."""

from collections.abc import Mapping
from typing import get_args

import msgspec
import pytest
from msgspec import Raw

from loopline.decisions import narrate as words
from loopline.decisions.fact_values import values
from loopline.decisions.narrate import moment, narrate
from loopline.decisions.narration.exits import ENDS
from loopline.model.fact import FACT_KINDS, Fact

NOON = 1_772_366_400_000


def fact(kind: str, **fields: object) -> Fact:
    """A fact of journey "hello" at node "mail"."""
    data = fields.pop("data", None)
    given: dict[str, object] = {"journey": "hello", "node": "mail", "channel": "email", **fields}
    given["data"] = None if data is None else Raw(msgspec.json.encode(data))
    return Fact(kind, "ann", NOON, **given)  # type: ignore[arg-type]  # fields of a fact by name


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (fact("event", name="paywall"), "Did paywall."),
        (fact("consent", name="refused", reason="api"), "Refused e-mail (api)."),
        (fact("consent", name="allowed", reason="sdk", topic="news"), 'Allowed e-mail, topic "news" (sdk).'),
        (
            fact("quality", name="plan", reason="trait_type", data={"was": "string", "now": "number"}),
            'The value of "plan" changed its type from string to number.',
        ),
        (
            fact("quality", name="timezone", reason="zone_unknown", data={"was": "UTC", "now": "Middle/{Earth}"}),
            '"Middle/{Earth}" is no time zone, so what was known before stays.',
        ),
        (
            fact("quality", name="email:news", reason="consent_limit", data={"was": "full", "now": "allowed"}),
            'There is no room for more topics: "email:news" was not kept (allowed).',
        ),
        (fact("quality", name="plan", reason="odd"), 'Something is odd about "plan" (odd).'),
        (fact("entered", name="signed_up"), "Entered hello by signed_up."),
        (
            fact("entered", name="signed_up", held="global"),
            "Entered hello by signed_up. Held out at the global level: messages are withheld.",
        ),
        (fact("not_entered", reason="too_soon"), "Did not enter hello: they had entered too recently."),
        (
            fact("attempt", name="failed", reason="There is no such number. Correct it."),
            "The e-mail of mail failed for good: There is no such number. Correct it.",
        ),
        (fact("stepped", reason="timed_out"), "The wait at mail ran out of time."),
        (fact("stepped", reason="event bought"), "The wait at mail ended: bought happened."),
        (fact("stepped", reason="condition"), "The wait at mail ended: its condition became true."),
        (
            fact("stepped", reason="handoff_missing", name="b"),
            "At mail was not handed over to b: no such journey is published.",
        ),
        (
            fact("stepped", reason="handoff_paused", name="b"),
            "At mail was not handed over to b: that journey is paused.",
        ),
        (fact("waited", data={"until": NOON}), "Waits at mail until 2026-03-01 12:00 UTC."),
        (fact("waited"), "Waits at mail for a signal."),
        (
            fact("withheld", held="journey"),
            "The e-mail of mail was withheld: the person is held out (journey level).",
        ),
        (
            fact("refused", reason="capped"),
            "The e-mail of mail was not sent: they have had as many messages as the frequency cap allows.",
        ),
        (
            fact(
                "refused",
                reason="capped",
                data={"cap": "1 in 7d", "taken": [{"journey": "big", "priority": 90, "at": NOON}]},
            ),
            "The e-mail of mail was not sent: they have had as many messages as the frequency cap allows"
            " (1 in 7d: big, of priority 90, has a place).",
        ),
        (
            fact("refused", reason="capped", data={"cap": "1 a day", "taken": [{"journey": "", "priority": 50}]}),
            "The e-mail of mail was not sent: they have had as many messages as the frequency cap allows"
            " (1 a day: a message of before, of priority 50, has a place).",
        ),
        (
            fact("deferred", reason="held_for_better", data={"better": "big"}),
            "The e-mail of mail is put off: it is held, so that a better one may overtake it:"
            " that of big is held, too.",
        ),
        (
            fact("not_entered", reason="group_taken", data={"group": "offers", "journey": "big"}),
            "Did not enter hello: they stand in another journey of its group (big, group offers).",
        ),
        (
            fact("exited", reason="outranked", data={"group": "offers", "journey": "big"}),
            "Left hello: a better journey of its group took its place (big, group offers).",
        ),
        (fact("deferred", reason="quiet_hours"), "The e-mail of mail is put off: it is quiet hours where they live."),
        (fact("attempt", name="sent"), "The e-mail of mail was handed to the provider."),
        (fact("attempt", name="sent", provider="ses-1"), "The e-mail of mail was handed to the provider ses-1."),
        (fact("attempt", name="sent", provider="sandbox"), "The sandbox kept the e-mail of mail; nothing left."),
        (fact("attempt", name="retry", reason="greylisted"), "The e-mail of mail will be tried again: greylisted."),
        (
            fact("attempt", name="unknown", reason="crashed_while_sending"),
            "Nobody can say whether the e-mail of mail went out: crashed_while_sending.",
        ),
        (fact("receipt", name="opened"), "Opened: e-mail of mail."),
        (
            fact("receipt", name="opened", reason="machine"),
            "Opened by a machine, so it does not count: e-mail of mail.",
        ),
        (fact("exited", reason="goal_reached"), "Left hello: reached the goal."),
        (fact("exited", reason="event_bought"), "Left hello: exit rule, because of bought."),
        (fact("exited", reason="change_plan"), "Left hello: exit rule, because this changed: plan."),
        (fact("exited", reason="sequence_done"), "Left hello: sequence done."),
        (fact("assigned", name="b"), 'Experiment mail: arm "b".'),
        (fact("goal", name="bought"), "Reached the goal: bought."),
        (fact("merged", name="~anon"), "Found to be the same person as ~anon."),
        (fact("list", name="vip", reason="added"), 'Added to the list "vip".'),
        (fact("list", name="vip", reason="removed"), 'Taken off the list "vip".'),
        (fact("published", version=3, reason="Shorter"), "Version 3 was published: Shorter."),
        (fact("state", name="paused"), "The journey is now paused."),
    ],
)
def test_the_sentence_of_a_fact(row: Fact, sentence: str) -> None:
    assert narrate(row) == sentence


def test_the_values_that_decided_are_told() -> None:
    data = {"when": "plan == seats", "truth": False, "values": {"plan": "free", "seats": 3, "zone": None, "on": True}}
    assert narrate(fact("not_entered", reason="filter_false", data=data)) == (
        "Did not enter hello: the entry filter was not met."
        ' (plan was "free", seats was 3, zone was not known, on was true)'
    )


def test_of_a_split_the_branch_that_was_tried_last_is_told() -> None:
    tried = [{"values": {"plan": "free"}}, {"values": {"seats": 9}}]
    assert narrate(fact("stepped", reason="branch", name="big", data={"tried": tried})) == (
        'At mail took "big". (seats was 9)'
    )


@pytest.mark.parametrize("data", [None, {}, {"values": {}}, {"values": 3}, {"tried": []}, {"tried": ["odd"]}])
def test_without_values_nothing_is_said(data: dict[str, object] | None) -> None:
    assert values(fact("stepped", data=data)) == ""


@pytest.mark.parametrize("at", [None, "soon", [1]])
def test_a_time_that_is_none(at: object) -> None:
    assert moment(at) == "an unknown time"


@pytest.mark.parametrize("kind", FACT_KINDS)
def test_no_kind_of_fact_is_without_words(kind: str) -> None:
    sentence = narrate(fact(kind, name="sent" if kind == "attempt" else "x", reason="y"))
    assert sentence.endswith(".")
    assert sentence[0].isupper()
    assert "{" not in sentence


@pytest.mark.parametrize(
    ("family", "sentences"),
    [
        (words.NotEnteredReason, words.NOT_ENTERED),
        (words.HandoffReason, words.HANDOFFS),
        (words.EndReason, ENDS),
    ],
)
def test_every_reason_of_ours_has_words(family: object, sentences: Mapping[str, str]) -> None:
    assert set(get_args(family)) == set(sentences)


def test_every_refusal_of_the_gate_has_words() -> None:
    assert set(get_args(words.GateReason)) <= set(words.REFUSALS), "there are refusals of the delivery too"

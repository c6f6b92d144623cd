"""The page of each shipped journey, word for word; and what a page says of everything else that a document can have.

Written anew by `python -m tests.reports.documentation.test_write`, and then read before it is committed.
"""

from pathlib import Path
from typing import Any, Final

import pytest

from loopline.decisions.documents.read import build_document
from loopline.model.journey import Journey, Workspace
from loopline.reports.documentation.page import ToldVersion
from loopline.reports.documentation.render import markdown
from loopline.reports.documentation.write import describe
from loopline.studio.gallery.read import ALL, load

GOLDEN: Final = Path(__file__).parent / "golden"


def page_of(template: str) -> str:
    document = load(template)
    assert isinstance(document, Journey)
    return markdown(describe(document))


@pytest.mark.parametrize("template", ALL)
def test_a_shipped_journey_is_told_word_for_word(template: str) -> None:
    assert page_of(template) == (GOLDEN / f"{template}.md").read_text(encoding="utf-8")


def journey(**fields: Any) -> Journey:
    mail = {"kind": "message", "channel": "email", "content": {"subject": "Hi", "text": "Hi"}}
    plain = {"kind": "journey", "id": "j", "entry": {"on": ["came"]}, "start": "mail", "nodes": {"mail": mail}}
    found = build_document(plain | fields)
    assert isinstance(found, Journey)
    return found


def told(*, rules: Workspace | None = None, **fields: Any) -> str:
    return markdown(describe(journey(**fields), rules))


MAIL: Final[dict[str, Any]] = {"kind": "message", "channel": "email", "content": {"subject": "Hi", "text": "Hi"}}
NODES: Final[list[tuple[dict[str, Any], str]]] = [
    (
        {**MAIL, "holdout": {"percent": 10}, "offer": "ten", "if_failed": {"then": "end"}, "if_refused": "exit"},
        "sends by e-mail `Hi`, with the offer `ten`, withheld from 10 %. Then the end; after a failure step 2. "
        "Where it may not be sent, the journey ends.",
    ),
    ({**MAIL, "content": {}, "template": "hello"}, "sends by e-mail `template hello`. Then the end."),
    ({"kind": "wait", "for": "1d12h"}, "waits for 1 day 12 hours; then the end."),
    (
        {"kind": "wait", "until_time": "09:00", "weekdays": ["mon", "fri"]},
        "waits until 09:00 on mon, fri, local time; then the end.",
    ),
    (
        {"kind": "wait", "until_date": {"field": "renews_at", "offset": "-3d", "if_past": "end"}},
        "waits until the date `renews_at`, moved by -3d; then the end. A date that has passed: step 2.",
    ),
    (
        {"kind": "wait", "until": {"event": "paid", "where": "event.x > 1"}, "timeout": "2d", "on_timeout": "end"},
        "waits until `paid` where `event.x > 1`; then the end; after 2 days step 2.",
    ),
    (
        {
            "kind": "wait",
            "ways": [{"name": "buys", "event": "bought", "then": "end"}, {"name": "d", "date": {"field": "x"}}],
        },
        "waits for the first of these: `bought` (buys): step 2; the date `x` (d): the end.",
    ),
    (
        {"kind": "split", "branches": [{"when": "a == 1", "then": "end"}], "otherwise": "mail"},
        "the first of these that is true: `a == 1`: step 2; otherwise step 1.",
    ),
    (
        {"kind": "experiment", "arms": [{"name": "a", "weight": 1, "then": "end"}, {"name": "b", "weight": 3}]},
        "draws an arm for good: **a** (25 %): step 2; **b** (75 %): the end.",
    ),
    (
        {"kind": "experiment", "winner": "b", "arms": [{"name": "a", "weight": 1}, {"name": "b", "weight": 1}]},
        "the experiment is over; everybody takes **b**: the end.",
    ),
    (
        {"kind": "choose", "options": [{"name": "ten", "when": "a == 1", "then": "end"}], "reward": "value"},
        "one of these, by a policy that learns from value: ten (where `a == 1`): step 2; nothing in at least 5 %: "
        "the end.",
    ),
    ({"kind": "update", "set": {"a": 1}, "add_to": ["l"]}, "sets `a` to `1`; adds to the list `l`. Then the end."),
    ({"kind": "handoff", "journey": "other", "wait": "30d"}, "enters the journey `other`, and waits up to 30 days"),
    (
        {"kind": "webhook", "url": "https://example.com"},
        "calls an endpoint and waits up to 1 day for it. Then the end.",
    ),
    ({"kind": "goal", "then": "end"}, "what the journey is for is reached. Then step 2."),
]


@pytest.mark.parametrize(("node", "sentence"), NODES)
def test_every_kind_of_step_has_its_sentence(node: dict[str, Any], sentence: str) -> None:
    text = told(nodes={"mail": node, "end": {"kind": "exit"}})
    assert f"1. **mail**: {sentence}" in text
    assert "2. **end**: leaves the journey, with the reason `completed`." in text


def test_ways_in_and_out_limits_and_measures_are_told() -> None:
    rules = build_document(
        {
            "kind": "workspace",
            "caps": [{"limit": 3, "within": "7d", "channel": "email"}, {"limit": 1, "per": "day", "journey": "other"}],
            "quiet_hours": {"from": "21:00", "to": "08:00"},
            "exits": [{"on": "closed", "reason": "gone"}, {"on": "kept", "spare": ["j"]}],
        }
    )
    assert isinstance(rules, Workspace)
    triggers = [
        {"change": "plan", "from": "free", "to": "pro"},
        {"segment": "vip", "leaves": True},
        {"schedule": "0 9 * * 1", "segment": "vip"},
        {"request": True, "where": "event.x == 1"},
    ]
    text = told(
        rules=rules,
        entry={
            "on": [],
            "triggers": triggers,
            "reentry": {"policy": "after", "after": "30d"},
            "limits": {"total": 1000, "per_day": 50},
        },
        goal={"event": "bought", "within": "7d", "exit": True},
        metrics={"left": {"receipt": "unsubscribed", "role": "guardrail", "better": "less", "at_most": 2}},
        factors=["trait:plan", "segment:vip"],
        exclusive="sales",
        planned_units=2000,
    )
    for sentence in (
        "When `plan` changes from `free` to `pro`.",
        "When it ceases to hold that the person is in the segment `vip`.",
        "By the schedule `0 9 * * 1`.",
        "When asked for by the API where `event.x == 1`.",
        "A person may enter again 30 days after the last time.",
        "At most 1,000 in all, 50 in any 24 hours; others wait up to 7 days.",
        "On the event `closed`, as `gone` (a rule of the workspace).",
        "Whoever reaches the goal.",
        "No marketing message from 21:00 to 08:00, local time (a rule of the workspace).",
        "At most 3 e-mail messages within 7 days a person (a rule of the workspace).",
        "A person stands in one journey of the group `sales` at most.",
        "Nobody is held out, so nothing is said about what it causes.",
        "The comparison ends 2,000 people.",
        "**left**: people who unsubscribed within 14 days; less is better; a guardrail: at most 2 % of the treated.",
        "It is tested whether the effect differs by `trait:plan`, `segment:vip`.",
    ):
        assert f"- {sentence}\n" in text, sentence
    assert "`kept`" not in text and "a day" not in text, "rules of others are no limits of this one"


def test_versions_stand_newest_first_with_their_reasons() -> None:
    versions = [ToldVersion(2, 1_800_000_000_000, "ann", "a | b"), ToldVersion(1, 1_700_000_000_000, "", "x")]
    text = markdown(describe(journey(), None, versions, "live"))
    assert "| 2 | 2027-01-15 | ann | a \\| b |\n| 1 | 2023-11-14 |  | x |" in text and "journey `j`, live" in text


if __name__ == "__main__":
    for name in ALL:
        (GOLDEN / f"{name}.md").write_text(page_of(name), encoding="utf-8")

"""Why did, or didn't, Ann get this? Asked of people who really walked, and of people who never did."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import Raw, json

from loopline.decisions.documents.read import build_document
from loopline.model.errors import Missing
from loopline.model.fact import Fact
from loopline.model.ids import bucket
from loopline.model.signal import PersonLinked
from loopline.reports.why import NEWEST, FactLine, WhyAnswer, explain_messages, timeline
from loopline.runtime.clock import VirtualClock
from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.transaction_rules import lines_of
from tests.runtime.parts import DAY, HELLO, NOON, Postbox, consent, event, journey, move, opened, publish, stated

HOLDOUT = {"percent": 30, "salt": "why"}


def held_and_treated() -> tuple[str, str]:
    """A person of each side, by the stable hash that anybody can recompute."""
    sides: dict[bool, str] = {}
    for n in range(200):
        sides.setdefault(bucket("why", "journey:hello", f"p{n}") * 100 < 30, f"p{n}")
    return sides[True], sides[False]


HELD, TREATED = held_and_treated()


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckFacts]:
    """Everything that happened to a dozen people in a journey with a filter, a holdout and a second message."""
    folder = tmp_path_factory.mktemp("why")
    asyncio.run(_live(folder))
    kept = DuckFacts(folder / "facts.duckdb")
    yield kept
    kept.close()


async def _live(folder: Path) -> None:
    clock = VirtualClock(NOON)
    nodes: dict[str, Any] = {
        "hello": {**HELLO, "then": "rest"},
        "rest": {"kind": "wait", "for": "1d", "then": "which"},
        "which": {"kind": "split", "branches": [{"when": 'plan == "pro"', "then": "again"}]},
        "again": {**HELLO, "channel": "email", "topic": "news"},
    }
    entry = {"on": ["signed_up"], "where": 'plan != "enterprise"', "reentry": {"policy": "once"}}
    async with opened(folder, Postbox(), clock) as app:
        await publish(app, build_document({"kind": "workspace", "topics": {"news": {"name": "News"}}}))
        await publish(app, journey(nodes, entry=entry, holdout=HOLDOUT))
        for person in (HELD, TREATED, "late", "gone"):
            await app.accept([stated(person, NOON, plan="pro", email=f"{person}@example.com", name=person)])
        await app.accept([stated("big", NOON, plan="enterprise"), event("blank", "seen", NOON)])
        await app.accept([event("big", "signed_up", NOON), event("blank", "signed_up", NOON)])
        await app.accept([event(HELD, "signed_up", NOON), event(TREATED, "signed_up", NOON, number=1)])
        await app.accept([event("late", "signed_up", NOON - 3 * DAY, received_at=NOON)])
        await app.accept([stated(_refuser(), NOON, plan="pro", email="r@example.com", name="R")])
        await app.accept([consent(_refuser(), NOON, allowed=False), event(_refuser(), "signed_up", NOON)])
        await app.accept([event("~anon", "browsed", NOON)])
        await app.accept([PersonLinked(key=TREATED, id="link", at=NOON, received_at=NOON, other="~anon")])
        await app.settle()
        move(app, clock, NOON + DAY)
        await app.settle()
        await app.accept([event(TREATED, "signed_up", NOON + DAY, number=2)])
        await app.settle()


def _refuser() -> str:
    return next(name for n in range(100) if bucket("why", "journey:hello", name := f"refuser{n}") * 100 >= 30 and name)


def texts(found: WhyAnswer) -> list[str]:
    return [step.text for entry in found.entries for step in entry.steps]


def test_somebody_who_got_it(facts: DuckFacts) -> None:
    found = explain_messages(facts, TREATED, "hello")
    assert found.answer.startswith("Got 2 messages; last: ")
    (entry,) = found.entries
    assert (entry.journey, entry.version, entry.held, entry.ended) == ("hello", 1, "", "completed")
    assert entry.entered_at == NOON
    told = texts(found)
    assert told[0] == "Entered hello by signed_up."
    assert 'At which took "1". (plan was "pro")' in told
    assert [step.at for step in entry.steps] == sorted(step.at for step in entry.steps)


def test_names_are_told_instead_of_ids(facts: DuckFacts) -> None:
    def names(fact: Fact) -> tuple[str, str]:
        return "Say hello", {"rest": "A day of rest"}.get(fact.node, "")

    told = explain_messages(facts, TREATED, "hello", names=names)
    steps = told.entries[0].steps
    assert steps[0].text == 'Entered "Say hello" by signed_up.'
    (rest, *_) = [step for step in steps if step.kind == "waited"]
    assert rest.text.startswith('Waits at "A day of rest" until ') and (rest.node, rest.node_name) == (
        "rest",
        "A day of rest",
    )
    assert explain_messages(facts, "late", "other", names=names).answer.startswith('Never entered "Say hello": ')


def test_the_second_time_is_told_too(facts: DuckFacts) -> None:
    (refused,) = explain_messages(facts, TREATED, "hello").not_entered
    assert refused.text == "Did not enter hello: they may enter only once."


def test_somebody_who_is_held_out(facts: DuckFacts) -> None:
    found = explain_messages(facts, HELD, "hello")
    assert found.entries[0].held == "journey"
    assert "held out" in found.answer
    assert found.answer.startswith("Got no message.")


def test_somebody_who_was_not_let_in_learns_which_value_decided(facts: DuckFacts) -> None:
    found = explain_messages(facts, "big", "hello")
    assert found.entries == ()
    assert found.answer == 'Did not enter hello: the entry filter was not met. (plan was "enterprise")'


def test_unknown_is_told_apart_from_false(facts: DuckFacts) -> None:
    answer = explain_messages(facts, "blank", "hello").answer
    assert answer == (
        "Did not enter hello: the entry filter could not be decided: a value it needs is missing. (plan was not known)"
    )


def test_somebody_whose_event_came_too_late(facts: DuckFacts) -> None:
    assert explain_messages(facts, "late", "hello").answer.startswith(
        "Did not enter hello: the event arrived too late to trigger."
    )


def test_somebody_who_refused_the_channel(facts: DuckFacts) -> None:
    found = explain_messages(facts, _refuser(), "hello")
    assert found.entries
    assert "they refused this channel or topic" in found.answer


def test_somebody_who_never_knocked(facts: DuckFacts) -> None:
    answer = explain_messages(facts, "gone", "hello").answer
    assert answer == "Never entered hello: no event that opens it was received for this person."
    assert explain_messages(facts, "gone").answer.startswith("Never entered any journey:")
    assert explain_messages(facts, TREATED, "another").answer.startswith("Never entered another:")


def test_somebody_of_whom_nothing_is_known(facts: DuckFacts) -> None:
    with pytest.raises(Missing) as caught:
        explain_messages(facts, "nobody", "hello")
    assert caught.value.code == "person_unknown"


def test_what_a_visitor_did_is_part_of_the_one_that_it_became(facts: DuckFacts) -> None:
    told = timeline(facts, TREATED).lines
    assert "Did browsed." in [one.text for one in told]
    assert any(one.text.startswith("Found to be the same person as ~anon") for one in told)


def test_a_timeline_is_newest_first_and_goes_on_where_it_ended(facts: DuckFacts) -> None:
    whole = timeline(facts, TREATED, limit=1_000)
    assert whole.next is None
    assert [one.at for one in whole.lines] == sorted((one.at for one in whole.lines), reverse=True)
    for limit in (1, 2, 3, 7):
        pages, place = list[FactLine](), NEWEST
        while True:
            page = timeline(facts, TREATED, after=place, limit=limit)
            assert len(page.lines) <= limit
            pages += page.lines
            if page.next is None:
                break
            place = page.next
        assert tuple(pages) == whole.lines, f"pages of {limit}"


def test_a_page_for_a_reader_who_goes_on_by_moments_ends_between_two(facts: DuckFacts) -> None:
    whole = timeline(facts, TREATED, limit=1_000).lines
    first = timeline(facts, TREATED, limit=1, whole=True)
    last = first.lines[-1].at
    assert len(first.lines) > 1 and {one.at for one in first.lines} == {last}
    assert first.lines + timeline(facts, TREATED, after=(last, 0), limit=1_000).lines == whole
    assert first.next is not None
    assert first.lines + timeline(facts, TREATED, after=first.next, limit=1_000).lines == whole


def test_a_timeline_tells_what_changed_of_a_person(facts: DuckFacts) -> None:
    changes = [one for one in timeline(facts, TREATED).lines if one.kind == "person"]
    first = changes[-1]
    mail = f"{TREATED}@example.com"
    assert first.text == f'Became known: email is "{mail}"; name is "{TREATED}"; plan is "pro".'
    assert first.data["changes"][0] == {"of": "traits", "field": "email", "now": mail}
    assert all(one.data["changes"] or one.text == "Became known." for one in changes)


def test_facts_of_before_stated_somebody_whole_and_are_told_alike() -> None:
    """What was known is that of the same person, not of the one who was merged into them."""
    told = [
        ("ann", {"traits": {"plan": "free"}}),
        ("anon", {"traits": {"plan": "basic"}, "lists": ["vip"]}),
        ("ann", {"traits": {"plan": "pro"}}),
        ("ann", {"now": {"traits": {"seats": 2}}, "was": {"traits": {}}}),
        ("ann", {"now": {"traits": {"seats": 3}}, "was": {"traits": {"seats": 2}}}),
        ("ann", {"traits": {"seats": 4}}),
    ]
    file = DuckFacts()
    file.append(1, lines_of([_stated(at, key, data) for at, (key, data) in enumerate(told, 1)]))
    assert [one.text for one in reversed(timeline(file, "ann").lines)] == [
        'Became known: plan is "free".',
        'Became known: plan is "basic"; added to the list vip.',
        'Plan went from "free" to "pro".',
        "Seats is 2.",
        "Seats went from 2 to 3.",
        'Plan was removed (it was "pro"); seats went from 3 to 4.',
    ]
    file.close()


def _stated(at: int, key: str, data: object) -> Fact:
    return Fact("person", "ann", at, position=at, key=key, data=Raw(json.encode(data)))


def test_every_line_is_a_sentence(facts: DuckFacts) -> None:
    for person in (TREATED, HELD, "big", "blank", "late", _refuser()):
        for one in timeline(facts, person).lines:
            assert one.text[0].isupper(), one
            assert one.text.endswith((".", ")")), one
            assert "{" not in one.text, one


@pytest.mark.anyio
async def test_more_facts_than_are_shown_are_judged_all_the_same_and_it_says_so(tmp_path: Path) -> None:
    """The newest are shown; the one message that was sent before all of them is not forgotten."""
    clock, many = VirtualClock(NOON), 900
    async with opened(tmp_path, Postbox(), clock) as app:
        await publish(app, journey())
        await app.accept([stated("ann", NOON, email="ann@example.com", name="Ann"), event("ann", "signed_up", NOON)])
        await app.settle()
        await app.accept([stated("~bob", NOON + 1, plan="free"), event("~bob", "signed_up", NOON + 1)])
        await app.accept([PersonLinked(key="ann", id="link", at=NOON + 1, received_at=NOON + 1, other="~bob")])
        await app.accept([stated("ann", NOON + 2, email=None)])
        await app.accept([event("ann", "signed_up", NOON + 3 + n, number=n) for n in range(many)])
        await app.settle()
        app.exporter.catch_up()
        found = explain_messages(app.facts, "ann", "hello")
    assert (found.totals.sent, found.totals.entered) == (1, many + 2), "those of whom was merged into her as well"
    assert found.answer.startswith("Got 1 message, the last one before what is shown.")
    assert f"the newest 2,000 of {found.totals.facts:,} facts" in found.answer
    assert f"in all they entered {many + 2} and did not enter 0 times" in found.answer
    newest = [entry.entered_at for entry in found.entries][-1]
    assert newest == NOON + 2 + many, "nobody is told of the oldest and not of the newest"

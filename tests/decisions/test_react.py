"""What a change means to one person: exits, goals, waits that end, pauses. Each test is a fault that was there once."""

import msgspec
import pytest
from msgspec.structs import replace

from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import publish
from loopline.model.fact import Fact
from loopline.model.journey import Document
from loopline.model.person import Person
from loopline.model.records import OutboxRow
from loopline.model.signal import (
    AccountChanged,
    AttemptAnswered,
    Signal,
)
from loopline.pipeline.attempts import gate_batch
from tests.decisions.played import (
    ANN,
    DAY,
    HOUR,
    MAIL,
    MANY,
    SECOND,
    START,
    answered,
    did,
    exits,
    later,
    mails,
    play,
    published,
    stated,
    word,
)


def test_an_exit_on_a_trait_does_not_heed_the_accounts_trait_of_that_name() -> None:
    rules = published({"nodes": {"rest": {"kind": "wait", "for": "5d"}}, "exits": [{"change": "plan"}]})
    person = replace(ANN, account="@acme", account_traits={"plan": "free"})
    changed = AccountChanged(
        key="ann", id="c1", at=START + 1, received_at=START + 1, account="@acme", traits={"plan": "pro"}
    )
    person, effects = play(rules, person, did("go"), changed)
    assert exits(effects) == []
    _, effects = play(rules, person, stated(START + 2, plan="x"))
    assert exits(effects) == [("j", "change_plan")]


def test_an_exit_on_an_accounts_trait_says_what_it_is_now() -> None:
    rules = published({"nodes": {"rest": {"kind": "wait", "for": "5d"}}, "exits": [{"change": "account.plan"}]})
    person = replace(ANN, account="@acme", account_traits={"plan": "free"})
    changed = AccountChanged(
        key="ann", id="c1", at=START + 1, received_at=START + 1, account="@acme", traits={"plan": "pro"}
    )
    _, effects = play(rules, person, did("go"), changed)
    (end,) = [fact for fact in effects if isinstance(fact, Fact) and fact.kind == "exited"]
    assert msgspec.json.decode(end.data or b"{}") == {"trait": "account.plan", "was": "free", "now": "pro"}


def test_what_many_passages_left_in_the_outbox_is_not_sent_after_an_exit() -> None:
    nodes = {"mail": {**MAIL, "then": "rest"}, "rest": {"kind": "wait", "for": "5d"}}
    rules = published({"nodes": nodes, "entry": {"on": ["go"], "reentry": MANY}, "exits": [{"on": "bought"}]})
    person, effects = play(rules, ANN, *[did("go", START + n) for n in range(30)], did("bought", START + SECOND))
    rows = [OutboxRow(message=mail, status="pending", due_at=mail.due_at, attempt=0) for mail in mails(effects)]
    allowed, told = gate_batch(rows, rules.live["j"], rules, {"ann": person}, START + HOUR)
    assert (len(rows), len(allowed), len(told)) == (30, 0, 30)


def test_passages_that_came_to_no_message_are_not_remembered_when_a_rule_ends_them() -> None:
    rules = published(
        {"nodes": {"rest": {"kind": "wait", "for": "5d", "then": "mail"}, "mail": MAIL}, "exits": [{"on": "bought"}]}
    )
    person, _ = play(rules, ANN, did("go"), did("bought", START + 1))
    assert [history.left for history in (person.journey_histories or {}).values()] == [()]


def test_an_event_after_the_entry_counts_though_both_came_in_one_flush() -> None:
    wait = {"kind": "wait", "until": {"event": "bought"}, "timeout": "1h", "on_timeout": "mail", "then": "done"}
    rules = published({"nodes": {"rest": wait, "mail": MAIL, "done": {"kind": "exit", "reason": "bought"}}})
    flushed = START + 10 * SECOND
    _, effects = play(rules, ANN, did("go", START, flushed), did("bought", START + SECOND, flushed), later(START + DAY))
    assert (exits(effects), mails(effects)) == ([("j", "bought")], [])
    _, effects = play(rules, ANN, did("go", START, flushed), did("bought", START - SECOND, flushed), later(START + DAY))
    assert len(mails(effects)) == 1


def test_an_exit_on_an_event_heeds_only_what_happened_since_the_entry() -> None:
    rules = published({"nodes": {"rest": {"kind": "wait", "for": "5d"}}, "exits": [{"on": "bought"}]})
    flushed = START + HOUR
    for at, left in ((START - SECOND, []), (START, [("j", "event_bought")]), (START + SECOND, [("j", "event_bought")])):
        _, effects = play(rules, ANN, did("go", START, flushed), did("bought", at, flushed + SECOND))
        assert exits(effects) == left, "the entry event happened at START, though it was heard an hour later"


@pytest.mark.parametrize(
    ("until", "signal"),
    [({"when": 'plan == "pro"'}, stated(START + HOUR, plan="pro")), ({"event": "bought"}, did("bought", START + HOUR))],
)
def test_what_ends_a_wait_while_the_journey_is_paused_counts_when_it_goes_on(
    until: dict[str, str], signal: Signal
) -> None:
    rest = {"kind": "wait", "until": until, "then": "done"}
    rules = published({"nodes": {"rest": rest, "done": {"kind": "exit", "reason": "done"}}})
    person, _ = play(rules, ANN, did("go"))
    person, effects = play(rules.set_state("j", "paused"), person, signal, later(START + 2 * HOUR))
    assert (exits(effects), len(person.enrollments), person.wake_at()) == ([], 1, None)
    person, effects = play(rules, person, word(START + 3 * HOUR))
    assert (exits(effects), person.enrollments) == ([("j", "done")], ())


def test_a_message_that_failed_while_the_journey_was_paused_goes_the_way_of_failures() -> None:
    nodes = {
        "mail": {**MAIL, "if_failed": {"then": "sorry"}, "then": "done"},
        "done": {"kind": "exit", "reason": "done"},
        "sorry": {"kind": "exit", "reason": "sorry"},
    }
    rules = published({"nodes": nodes})
    person, effects = play(rules, ANN, did("go"))
    (mail,) = mails(effects)
    answer = AttemptAnswered(
        key="ann",
        id="a1",
        at=START + 1,
        received_at=START + 1,
        message=mail.key,
        attempt=1,
        result="failed",
        channel="email",
        topic="",
        journey="j",
        version=1,
        node="mail",
        enrollment=mail.enrollment,
    )
    stale = replace(answer, id="a0", message=mail.key + "0")
    _, effects = play(rules, person, stale)
    assert exits(effects) == []
    person, _ = play(rules.set_state("j", "paused"), person, answer)
    _, effects = play(rules, person, word(START + HOUR))
    assert exits(effects) == [("j", "sorry")]


def test_a_rest_that_is_over_while_the_journey_is_paused_has_no_wake_up_until_the_word_comes() -> None:
    rules = published({"nodes": {"rest": {"kind": "wait", "for": "1d", "then": "mail"}, "mail": MAIL}})
    person, _ = play(rules, ANN, did("go"))
    person, effects = play(rules.set_state("j", "paused"), person, later(START + DAY))
    assert (mails(effects), person.wake_at(), person.enrollments[0].node) == ([], None, "rest")
    touched, effects = play(rules, person, did("something", START + 2 * DAY))
    assert (len(mails(effects)), touched.enrollments) == (1, ()), "any signal after the resume sees that it is due"
    _, effects = play(rules, person, word(START + 3 * DAY))
    assert [mail.created_at for mail in mails(effects)] == [START + 3 * DAY]


def test_an_exit_by_time_acts_also_while_its_journey_is_paused() -> None:
    rules = published(
        {"nodes": {"rest": {"kind": "wait", "for": "1d"}}, "exits": [{"when": "days_since(since) >= 3", "reason": "x"}]}
    )
    person, _ = play(rules, replace(ANN, traits={"since": START}), did("go"))
    person, _ = play(rules.set_state("j", "paused"), person, later(START + 2 * DAY))
    assert person.wake_at() == START + 3 * DAY
    assert exits(play(rules.set_state("j", "paused"), person, later(START + 3 * DAY))[1]) == [("j", "x")]


@pytest.mark.parametrize("signal", [did("something", START + HOUR), later(START + DAY), word(START + HOUR)])
def test_a_stop_is_for_good_though_the_journey_is_published_again(signal: Signal) -> None:
    document = {"kind": "journey", "id": "j", "entry": {"on": ["go"]}, "start": "rest"}
    nodes = {"rest": {"kind": "wait", "for": "1d", "then": "mail"}, "mail": MAIL}
    rules = published({"nodes": nodes})
    person, _ = play(rules, ANN, did("go"))
    again = publish(rules.set_state("j", "stopped"), build_document({**document, "nodes": nodes, "name": "new"}), 2)
    assert again.states["j"] == "live"
    _, effects = play(again, person, signal)
    assert (exits(effects), mails(effects)) == ([("j", "journey_stopped")], [])


def test_no_update_is_lost_however_many_there_are_in_a_row() -> None:
    updates = {f"u{n}": {"kind": "update", "set": {f"t{n}": 1}, "then": f"u{n + 1}"} for n in range(40)}
    other = {"id": "other", "nodes": {"rest": {"kind": "wait", "for": "5d"}}, "entry": {"on": ["first"]}}
    rules = published({"nodes": {**updates, "u40": {"kind": "exit"}}}, {**other, "exits": [{"change": "t39"}]})
    _, effects = play(rules, ANN, did("first"), did("go", START + 1))
    assert exits(effects) == [("j", "completed"), ("other", "change_t39")]


def test_a_message_that_waits_for_an_address_leaves_when_the_address_comes() -> None:
    rules = published({"nodes": {"mail": {**MAIL, "if_refused": "wait"}}})
    person, effects = play(rules, Person(key="ann", traits={}), did("go"), stated(START + 1, name="Ann"))
    assert mails(effects) == []
    _, effects = play(rules, person, stated(START + HOUR, email="ann@example.test"))
    assert [mail.created_at for mail in mails(effects)] == [START + HOUR]


def test_two_messages_that_wait_under_a_stricter_cap_do_not_refuse_each_other() -> None:
    def capped(limit: int) -> Document:
        return build_document({"kind": "workspace", "caps": [{"limit": limit, "within": "7d"}]})

    rules = publish(published({"nodes": {"mail": MAIL}, "entry": {"on": ["go"], "reentry": MANY}}), capped(5), 1)
    person, effects = play(rules, ANN, did("go"), did("go", START + 1))
    rows = [OutboxRow(message=mail, status="pending", due_at=mail.due_at, attempt=0) for mail in mails(effects)]
    stricter = publish(rules, capped(1), 2)
    allowed, told = gate_batch(rows, stricter.live["j"], stricter, {"ann": answered(person)}, START + HOUR)
    assert ([row.message.key for row in allowed], len(told)) == ([rows[0].message.key], 1)

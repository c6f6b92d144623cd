"""Metrics of messages: what counts twice, what does not, and where nothing is."""

import pytest

from loopline.learning.queries.metrics import messages as q
from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.transaction_rules import lines_of
from tests.reports.metrics.examples import DAY, MONDAY, facts_of

ALWAYS = {"since": 0, "until": 2**53, "now": MONDAY + 100 * DAY}
STEP = {"step": "month"}
DATED = (q.OPT_IN, q.OPT_OUT, q.COVERAGE)


def ask(sql: str, *lines: str, **more: object) -> list[tuple[object, ...]]:
    facts = DuckFacts()
    try:
        facts.append(1, lines_of(facts_of(lines)))
        real = {"real": False} if "$real" in sql else {}
        return facts.query(sql, ALWAYS | (STEP if "$step" in sql else {}) | real | more)
    finally:
        facts.close()


@pytest.mark.parametrize("sql", [q.LIST_HEALTH, *DATED, q.VOLUME, q.LATENCY])
def test_without_facts_there_is_no_row(sql: str) -> None:
    assert ask(sql) == []


@pytest.mark.parametrize(
    ("address", "provider"),
    [
        ("a@gmail.com", "Gmail"),
        ("a@GoogleMail.com", "Gmail"),
        ("a@hotmail.co.uk", "Outlook"),
        ("a@yahoo.de", "Yahoo"),
        ("a@me.com", "Apple"),
        ("a@web.de", "GMX"),
        ("a@notgmail.com", "others"),
        ("a@gmail.com.example", "others"),
    ],
)
def test_a_mailbox_provider_is_known_by_its_domains(address: str, provider: str) -> None:
    rows = ask(q.LIST_HEALTH, f"person a 0 email={address}", "attempt a 1 sent key=m channel=email")
    assert [row[:3] for row in rows] == [("email", provider, 1)]


def test_receipts_of_one_message_count_once_and_later_attempts_are_the_same_message() -> None:
    rows = ask(
        q.LIST_HEALTH,
        "attempt a 1 retry key=m channel=email",
        "attempt a 1 sent key=m channel=email",
        "attempt a 1 sent key=m channel=email",
        "receipt a 2 opened key=m channel=email",
        "receipt a 3 opened key=m channel=email",
        "receipt a 3 opened key=m channel=email reason=proxy",
        "attempt b 1 failed key=n channel=sms",
    )
    assert [row[:10] for row in rows] == [("email", "", 1, 0, 0, 0, 0, 1, 0, 0)]


def test_a_range_leaves_out_what_was_sent_outside() -> None:
    lines = ("attempt a 1 sent key=m channel=email", "attempt a 9 sent key=n channel=email")
    assert ask(q.VOLUME, *lines, until=MONDAY + 5 * DAY)[0][:3] == ("all", 1, 1)
    assert ask(q.VOLUME, *lines, now=MONDAY)[:1] == []


def test_what_nobody_took_has_no_latency() -> None:
    assert ask(q.LATENCY, "message a 1 key=m channel=email", "attempt a 1 failed key=m channel=email") == []


def test_people_who_were_here_before_are_no_new_ones() -> None:
    rows = ask(
        q.OPT_IN, "person a 1 email=a@x.y", "consent a 40 allowed channel=email", "consent z 40 allowed channel=sms"
    )
    assert rows == [("2026-01-01", "email", 1, 1, 1.0)]

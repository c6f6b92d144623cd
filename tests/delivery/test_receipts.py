"""One vocabulary for what providers say, and machines that are believed by nobody."""

import pytest

from loopline.delivery.receipts import classify_click, classify_open, smtp_outcome
from loopline.model.message import Accepted, Deferred, Refused

SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0 Safari/537.36"
GOOGLE = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
MINUTE = 60_000


@pytest.mark.parametrize(
    ("code", "text", "at_recipient", "hard"),
    [
        (550, "5.1.1 no such mailbox", True, True),
        (550, "No such user here", True, True),
        (553, "mailbox name not allowed", True, True),
        (550, "5.7.1 message refused by policy", True, False),
        (550, "spam content", False, False),
        (552, "5.2.2 mailbox full", True, False),
        (554, "5.1.1 unknown after data", False, True),
        (554, "transaction failed", True, False),
    ],
)
def test_only_a_dead_address_is_a_hard_bounce(code: int, text: str, at_recipient: bool, hard: bool) -> None:
    outcome = smtp_outcome(code, text, at_recipient=at_recipient)
    assert outcome == Refused(f"smtp_{code}", f"{code} {text}", permanent=True, hard_bounce=hard)


def test_smtp_answers_that_settle_and_that_do_not() -> None:
    assert smtp_outcome(250, "queued as A1", at_recipient=False) == Accepted("queued as A1")
    assert smtp_outcome(451, "4.7.1 greylisted", at_recipient=True) == Deferred("smtp_451", "451 4.7.1 greylisted")


@pytest.mark.parametrize(
    ("agent", "method", "ms", "opener"),
    [
        (SAFARI, "GET", MINUTE, "person"),
        (CHROME, "GET", None, "person"),
        (GOOGLE, "GET", MINUTE, "proxy"),
        ("Mozilla/5.0", "GET", MINUTE, "proxy"),
        ("", "GET", MINUTE, "machine"),
        (SAFARI, "GET", 900, "machine"),
        (SAFARI, "HEAD", MINUTE, "machine"),
        (GOOGLE, "HEAD", MINUTE, "machine"),
        ("YahooMailProxy; https://help.yahoo.test", "GET", MINUTE, "proxy"),
    ],
)
def test_who_opened_it(agent: str, method: str, ms: int | None, opener: str) -> None:
    assert classify_open(agent, method=method, ms_since_sent=ms) == opener


@pytest.mark.parametrize(
    ("agent", "method", "ms", "machine"),
    [
        (SAFARI, "GET", MINUTE, False),
        (SAFARI, "GET", 1_500, True),
        (CHROME, "HEAD", MINUTE, True),
        ("Barracuda Sentinel (EE)", "GET", MINUTE, True),
        ("python-requests/2.34", "GET", MINUTE, True),
        ("", "GET", MINUTE, True),
        ("Mozilla/5.0 (compatible; Proofpoint URL Defense)", "GET", None, True),
    ],
)
def test_clicks_by_scanners(agent: str, method: str, ms: int | None, machine: bool) -> None:
    assert classify_click(agent, method=method, ms_since_sent=ms) is machine

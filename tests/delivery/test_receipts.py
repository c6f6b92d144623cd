"""One vocabulary for what providers say, and machines that are believed by nobody."""

import pytest

from loopline.delivery.receipts import SmtpStage, classify_click, classify_open, smtp_outcome
from loopline.model.message import Accepted, Deferred, RefusalScope, Refused

SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0 Safari/537.36"
GOOGLE = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
MINUTE = 60_000


@pytest.mark.parametrize(
    ("code", "text", "stage", "hard"),
    [
        (550, "5.1.1 no such mailbox", "rcpt", True),
        (550, "No such user here", "rcpt", True),
        (553, "mailbox name not allowed", "rcpt", True),
        (551, "user not local", "rcpt", True),
        (550, "5.7.1 message refused by policy", "rcpt", False),
        (550, "spam content", "data", False),
        (552, "5.2.2 mailbox full", "rcpt", False),
        (550, "mailbox full", "rcpt", False),
        (554, "5.1.1 unknown after data", "data", True),
        (554, "transaction failed", "rcpt", False),
        (550, "5.1.0 sender rejected", "mail", False),
        (553, "5.1.3 bad sender address syntax", "mail", False),
        (550, "5.1.1 sender unknown", "mail", False),
        (554, "blocked: your host 5.1.1.77 is listed", "data", False),
        (550, "your host [5.1.1.1] is listed", "rcpt", False),
        (550, "mail from 10.5.1.1 refused", "data", False),
    ],
)
def test_only_a_dead_address_is_a_hard_bounce(code: int, text: str, stage: SmtpStage, hard: bool) -> None:
    outcome = smtp_outcome(code, text, stage=stage)
    assert isinstance(outcome, Refused)
    assert outcome.code == f"smtp_{code}" and outcome.reason.startswith(f"{code} {text}")
    assert outcome.permanent
    assert outcome.hard_bounce is hard


@pytest.mark.parametrize(
    ("code", "text", "stage", "scope"),
    [
        (550, "5.1.1 no such mailbox", "rcpt", "address"),
        (552, "5.2.2 mailbox full", "rcpt", "address"),
        (550, "user unknown", "data", "address"),
        (554, "5.7.1 Client host [192.0.2.7] blocked", "rcpt", "provider"),
        (550, "5.7.1 Relaying denied", "rcpt", "provider"),
        (550, "5.1.0 sender rejected", "mail", "provider"),
        (550, "5.4.5 Daily sending quota exceeded", "data", "provider"),
        (552, "5.3.4 Message too big", "data", "message"),
        (550, "5.7.1 looks like spam", "data", "message"),
        (554, "transaction failed", "data", "message"),
    ],
)
def test_a_refusal_says_what_it_is_about(code: int, text: str, stage: SmtpStage, scope: RefusalScope) -> None:
    outcome = smtp_outcome(code, text, stage=stage)
    assert isinstance(outcome, Refused)
    assert outcome.scope == scope
    assert (outcome.reason == f"{code} {text}") is (scope != "provider"), "what is about us says what to do"


def test_smtp_answers_that_settle_and_that_do_not() -> None:
    assert smtp_outcome(250, "queued as A1", stage="data") == Accepted("queued as A1")
    assert smtp_outcome(451, "4.7.1 greylisted", stage="rcpt") == Deferred("smtp_451", "451 4.7.1 greylisted")


@pytest.mark.parametrize(
    ("code", "text", "stage", "away"),
    [
        (530, "5.7.0 Authentication required", "mail", True),
        (535, "5.7.8 credentials invalid", "mail", True),
        (454, "4.7.0 TLS not available", "rcpt", True),
        (451, "4.3.2 system not accepting network messages", "mail", True),
        (452, "Too many connections from you", "mail", True),
        (451, "4.3.2 system not accepting network messages", "data", False),
        (450, "4.1.8 domain of sender not found", "mail", False),
        (452, "4.2.2 over quota", "rcpt", False),
    ],
)
def test_a_relay_that_takes_nothing_from_us_is_away(code: int, text: str, stage: SmtpStage, away: bool) -> None:
    outcome = smtp_outcome(code, text, stage=stage)
    assert isinstance(outcome, Deferred) and (outcome.code, outcome.away) == (f"smtp_{code}", away)
    assert outcome.reason.startswith(f"{code} {text}")
    assert ("Correct the login" in outcome.reason) is (code in (530, 535, 454))


def test_a_long_answer_keeps_room_for_what_to_do() -> None:
    outcome = smtp_outcome(535, "5.7.8 " + "no " * 400, stage="mail")
    assert isinstance(outcome, Deferred) and len(outcome.reason) <= 500 and "Correct the login" in outcome.reason


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

"""Whose fault a refusal is: the words of real servers' manner, each of them about one thing."""

import pytest

from loopline.delivery.email.blame import Blame, blame, enhanced_code


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("5.1.1 no such user", "5.1.1"),
        ("5.1.1 long\n5.1.1 answer", "5.1.1"),
        ("first line\n5.2.2 second", "5.2.2"),
        ("#5.1.0 Address rejected", "5.1.0"),
        ("sorry, no mailbox here by that name. (#5.1.1)", "5.1.1"),
        ("blocked: your host 5.1.1.77 is listed", ""),
        ("rejected by filter 5.1.2.9", ""),
        ("5.1.1.77 is listed", ""),
        ("mail from 10.5.1.1 refused", ""),
        ("Postfix 5.1.2 says no", ""),
        ("", ""),
    ],
)
def test_an_enhanced_code_is_read_only_where_one_stands(words: str, code: str) -> None:
    assert enhanced_code(words) == code


@pytest.mark.parametrize(
    ("code", "words", "about"),
    [
        (550, "5.1.1 The email account that you tried to reach does not exist", "dead"),
        (550, "5.1.1 <ann@box.test>: Recipient address rejected: User unknown in virtual mailbox table", "dead"),
        (550, "5.2.1 The email account that you tried to reach is inactive", "dead"),
        (550, "5.4.1 Recipient address rejected: Access denied", "dead"),
        (550, "5.7.1 Unknown recipient", "dead"),
        (554, "delivery error: dd This user doesn't have a yahoo.test account (ann@yahoo.test)", "dead"),
        (550, "5.1.1 RESOLVER.ADR.RecipNotFound; not found", "dead"),
        (550, "Empfänger unbekannt", "dead"),
        (550, "5.1.10 domain has a null MX", "dead"),
        (550, "mailbox full", "full"),
        (552, "mailbox is over its quota", "full"),
        (550, "5.2.2 Das Postfach ist voll", "full"),
        (554, "5.7.1 Service unavailable; Client host [192.0.2.7] blocked using a block list", "standing"),
        (554, "blocked: your host 5.1.1.77 is listed", "standing"),
        (550, "5.1.1 Access denied: your network is on our block list", "standing"),
        (550, "mail from 10.5.1.1 refused", "setup"),
        (
            550,
            "5.1.1 Recipient address rejected: Undeliverable address: said: 554 Client host [192.0.2.7] blocked",
            "standing",
        ),
        (550, "5.7.1 no such user; your ip 192.0.2.7 is on spamhaus", "standing"),
        (550, "5.1.1 user unknown, see https://help.test/block-list/spam", "dead"),
        (550, "5.7.26 This mail has been blocked because the sender is unauthenticated", "standing"),
        (550, "5.7.1 Relaying denied", "setup"),
        (550, "5.1.8 Sender address rejected: Domain not found", "setup"),
        (550, "5.4.5 Daily user sending quota exceeded", "setup"),
        (550, "5.7.1 message looks unsolicited", "content"),
        (552, "5.3.4 Message too big for system", "content"),
        (554, "rejected by filter 5.1.2.9", "content"),
        (550, "5.1.1 message rejected as spam", "content"),
        (550, "5.4.7 delivery time expired", "busy"),
        (450, "4.1.1 user unknown, for now", "busy"),
        (554, "transaction failed", "unclear"),
        (550, "5.0.0", "unclear"),
    ],
)
def test_the_words_say_whose_fault_it_is(code: int, words: str, about: Blame) -> None:
    assert blame(code, enhanced_code(words), words) == about


def test_words_without_end_are_read_to_a_bound() -> None:
    for piece in ("user ", "mailbox is ", "host a ", "<a@b> ", "quota "):
        assert blame(550, "", piece * 400_000) in ("dead", "full", "busy", "standing", "setup", "content", "unclear")

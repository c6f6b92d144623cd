"""`received` is a count of messages that were sent, `in_journey` asks for open passages; both are checked by name."""

import pytest

from loopline.conditions.language import KnownNames, Scope, check_condition, compile_condition

COUNTED = 'count("message_sent"{window}, where={where}) >= 1'


@pytest.mark.parametrize(
    ("text", "window", "where"),
    [
        ('received("offers")', "", 'journey == "offers"'),
        ('received("offers/mail")', "", 'journey == "offers" and node == "mail"'),
        ('received("offers/mail", within="30d")', ', within="30d"', 'journey == "offers" and node == "mail"'),
        (
            'received("offers", channel="sms", since=entry.at)',
            ", since=entry.at",
            'journey == "offers" and channel == "sms"',
        ),
    ],
)
def test_received_means_what_a_count_means(text: str, window: str, where: str) -> None:
    made, counted = compile_condition(text), compile_condition(COUNTED.format(window=window, where=where))
    assert (made.root, made.windows, made.events) == (counted.root, counted.windows, frozenset({"message_sent"}))
    assert made.text == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("received()", "condition_wrong_arguments"),
        ("received(offers)", "condition_wrong_arguments"),
        ('received("offers", "mail")', "condition_wrong_arguments"),
        ('received("of fers")', "condition_wrong_arguments"),
        ('received("a/b/c")', "condition_wrong_arguments"),
        ('received("a", channel="pigeon")', "condition_wrong_arguments"),
        ('received("a", where=x)', "condition_wrong_arguments"),
        ('received("a", within="30d", since=x)', "condition_wrong_arguments"),
        ('received("a", within="soon")', "condition_bad_duration"),
        ('received("a") == true', "condition_nested"),
        ('received("a", since=now())', "condition_bad_date"),
        ("in_journey(a)", "condition_wrong_arguments"),
        ('in_journey("a", within="3d")', "condition_wrong_arguments"),
    ],
)
def test_what_is_not_written_as_it_has_to_be_is_a_fault(text: str, code: str) -> None:
    assert code in {fault.code for fault in check_condition(text)}


KNOWN = KnownNames(journeys=frozenset({"offers", "quiet"}), messages=frozenset({"offers/mail"}))


@pytest.mark.parametrize(
    ("text", "code", "suggestion"),
    [
        ('received("offer/mail")', "condition_unknown_journey", "offers/mail"),
        ('received("offers/mial")', "condition_unknown_message", "offers/mail"),
        ('in_journey("ofers")', "condition_unknown_journey", "offers"),
        ('in_journey("zzz")', "condition_unknown_journey", ""),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest_one(text: str, code: str, suggestion: str) -> None:
    (fault,) = check_condition(text, KNOWN)
    assert (fault.code, fault.level, fault.suggestion) == (code, "warning", suggestion)


def test_nothing_is_said_of_what_is_known_or_of_messages_of_a_journey_of_which_none_are() -> None:
    for text in ('received("offers/mail")', 'received("quiet/mail")', 'received("offers")', 'in_journey("quiet")'):
        assert check_condition(text, KNOWN) == ()


def test_in_journey_asks_for_open_passages_and_is_never_unknown() -> None:
    asked = compile_condition('in_journey("a") and not in_journey("b")')
    assert asked.journeys == frozenset({"a", "b"}) and not asked.uses_time
    assert [asked.evaluate(Scope(stands_in=one)) for one in ("a".__eq__, "b".__eq__)] == [True, False]

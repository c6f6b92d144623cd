"""The table of rules by country: each row says where it is from, and its words can be kept."""

import re

import phonenumbers
import pytest

from loopline.model.sms.rules import TABLE, names_way_out, rule_of, sender_kind
from loopline.model.sms.text import sms_text
from loopline.model.sms.words import word_of


def test_each_country_has_one_row_and_is_one() -> None:
    countries = [country for row in TABLE for country in row.countries.split()]
    assert len(countries) == len(set(countries))
    assert set(countries) <= set(phonenumbers.SUPPORTED_REGIONS)
    assert rule_of("US") is TABLE[0] and rule_of("XX") is None and rule_of("") is None


def test_each_row_says_where_and_when_it_was_read() -> None:
    for row in TABLE:
        assert row.sources and row.senders and re.fullmatch(r"20\d\d-\d\d-\d\d", row.read)


def test_a_way_out_works_where_it_is_told() -> None:
    for row in (row for row in TABLE if row.way_out):
        assert "name" not in row.senders, "nobody can answer a name"
        assert names_way_out(row.way_out) and sms_text(row.way_out).alphabet == "GSM-7"
        words = re.findall(r"\b[A-Z]{4,}\b", row.way_out)
        for country in row.countries.split():
            assert words and all(word_of(word, country).kind == "stop" for word in words), country


@pytest.mark.parametrize(
    ("sender", "kind"),
    [
        ("+15005550006", "long"),
        ("15005550006", "long"),
        ("12345", "short"),
        ("My Shop", "name"),
        ("MG" + "0" * 32, None),
        ("", None),
    ],
)
def test_senders_are_of_three_kinds(sender: str, kind: str | None) -> None:
    assert sender_kind(sender) == kind

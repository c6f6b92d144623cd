"""Durations and numbers as people say them."""

from loopline.reports.documentation.words import plural, span


def test_durations_are_said_and_what_is_none_is_left() -> None:
    told = {"2d": "2 days", "1d12h": "1 day 12 hours", "1w": "1 week", "90m": "90 minutes", "soon": "soon", "": ""}
    assert {text: span(text) for text in told} == told


def test_a_number_has_its_noun() -> None:
    assert [plural(one, "member") for one in (1, 2, 1000)] == ["1 member", "2 members", "1,000 members"]
    assert plural(2, "person", "people") == "2 people"

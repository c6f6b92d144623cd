"""The finder of error codes sees each way in which a code is said, and leaves other texts alone."""

import ast

import pytest

from docs import codes

FAULT_CLASS = "class Fault(Struct):\n    text: str\n    code: str\n"
HELPER = "def _refuse(code: str, text: str) -> None: ...\n"
METHOD = "class Reader:\n    def fault(self, code: str, text: str) -> None: ...\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('raise Invalid("name_missing", "Give a name.")', {("name_missing", "Invalid")}),
        ('raise errors.Missing(code="journey_missing", text="x")', {("journey_missing", "Missing")}),
        (f'{FAULT_CLASS}Fault("Give a name.", "name_missing")', {("name_missing", "Problem")}),
        (f'{HELPER}_refuse("id_invalid", "x")', {("id_invalid", "Problem")}),
        (f'{METHOD}self.fault("too_deep", "x")', {("too_deep", "Problem")}),
        ('Invalid("one" if short else "other", "x")', {("one", "Invalid"), ("other", "Invalid")}),
        ('Invalid(f"{field}_invalid", "x")', {("*_invalid", "Invalid")}),
        ("Invalid(code, text)", set()),
        (f'{HELPER}_refuse("Not a code at all", "x")', set()),
        ('other("name_missing", "x")', set()),
    ],
)
def test_codes_are_found(text: str, expected: set[tuple[str, str]]) -> None:
    found = {(place.code, place.family) for place in codes.said({"signals/planted.py": ast.parse(text)})}
    assert found == expected


def test_a_refusal_of_delivery_is_an_outcome() -> None:
    text = 'class Refused(Struct):\n    code: str\nRefused("address_dead")\nRefused(f"smtp_{number}")\n'
    found = {(place.code, place.family) for place in codes.said({"providers/email/smtp.py": ast.parse(text)})}
    assert found == {("address_dead", "Outcome"), ("smtp_*", "Outcome")}


def test_the_words_beside_a_code_are_shown_with_gaps() -> None:
    text = 'raise Invalid("name_long", f"{name} is too long; " "cut it to {MOST}.", at=at)\n'
    (place,) = codes.said({"signals/planted.py": ast.parse(text)})
    assert place.text == "… is too long; cut it to {MOST}."


def test_the_words_may_stand_in_a_variable_above() -> None:
    text = 'text = "Another thing entirely."\ntext = f"Give {this} a name."\nraise Invalid("name_missing", text)\n'
    (place,) = codes.said({"signals/planted.py": ast.parse(text)})
    assert place.text == "Give … a name."


def test_a_code_handed_down_belongs_to_the_family_that_is_raised_in_the_end() -> None:
    text = (
        "def too_large(code, most): raise Invalid(code, most)\n"
        "def read(stream, code): too_large(code, 5)\n"
        'read(stream, "batch_too_large")\n'
    )
    found = {(place.code, place.family) for place in codes.said({"api/limits.py": ast.parse(text)})}
    assert found == {("batch_too_large", "Invalid")}


def test_a_narrower_kind_belongs_to_its_family() -> None:
    text = 'class TooLarge(Invalid):\n    status = 413\nraise TooLarge("batch_too_large", "Send it in parts.")\n'
    found = {(place.code, place.family) for place in codes.said({"api/limits.py": ast.parse(text)})}
    assert found == {("batch_too_large", "Invalid")}


def test_the_words_may_be_found_by_the_function_that_takes_the_code() -> None:
    text = 'def choose(given, code):\n    raise Invalid(code, f"{given} is none.")\nchoose("x", "channel_unknown")\n'
    (place,) = codes.said({"decisions/documents/check.py": ast.parse(text)})
    assert place == codes.Said("channel_unknown", "Invalid", "decisions/documents/check.py:3", "… is none.")


def test_a_code_may_stand_in_a_constant() -> None:
    source = {
        "runtime/one.py": ast.parse('CRASHED = "crashed"\n'),
        "runtime/two.py": ast.parse("Missing(CRASHED, text)\n"),
    }
    assert {place.code for place in codes.said(source)} == {"crashed"}


def test_a_private_name_of_another_file_is_another_thing() -> None:
    source = {"signals/one.py": ast.parse(HELPER), "app.py": ast.parse('_refuse("loop")\n')}
    assert not list(codes.said(source))


def test_a_line_of_the_log_is_no_error() -> None:
    source = {"app.py": ast.parse('class A:\n    def error(self, code): ...\nlog.error("stopped")\n')}
    assert not list(codes.said(source))

"""Segments and alphabets, at each border that costs money."""

import pytest

from loopline.model.sms.text import is_gsm, sms_text, written_text


@pytest.mark.parametrize(
    ("text", "segments", "alphabet"),
    [
        ("", 1, "GSM-7"),
        ("x" * 160, 1, "GSM-7"),
        ("x" * 161, 2, "GSM-7"),
        ("x" * 306, 2, "GSM-7"),
        ("x" * 307, 3, "GSM-7"),
        ("€" * 80, 1, "GSM-7"),
        ("€" * 81, 2, "GSM-7"),
        ("äöüßñ" * 32, 1, "GSM-7"),
        ("я" * 70, 1, "UCS-2"),
        ("я" * 71, 2, "UCS-2"),
        ("я" * 134, 2, "UCS-2"),
        ("я" * 135, 3, "UCS-2"),
        ("😀" * 35, 1, "UCS-2"),
        ("😀" * 36, 2, "UCS-2"),
        ("x" * 69 + "ê", 1, "UCS-2"),
        ("x" * 70 + "ê", 2, "UCS-2"),
    ],
)
def test_a_text_is_counted_as_it_travels(text: str, segments: int, alphabet: str) -> None:
    counted = sms_text(text)
    assert (counted.segments, counted.alphabet) == (segments, alphabet)


def test_the_letters_that_make_it_wide_are_named() -> None:
    assert sms_text("l’été “ok” – ê ✓ ✗ ☂").wide == "’“”–ê"
    assert sms_text("plain").wide == ""


def test_a_novel_is_counted_at_its_beginning() -> None:
    assert sms_text("x" * 1_000_000).segments == sms_text("x" * 10_000).segments


def test_half_a_character_is_counted_too() -> None:
    assert sms_text("\ud83d").alphabet == "UCS-2"
    assert not is_gsm("\ud83d")


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("Hi {{first_name}}!", "Hi !"),
        ("{{#if plan}}Pro{{else}}Free{{/if}}", "ProFree"),
        ("{{{raw}}} {{ a.b [c d] }}", " "),
        ("{{ open", "{{ open"),
        ("{{" * 50_000, ("{{" * 50_000)[:10_000]),
    ],
)
def test_what_an_author_wrote_is_counted_without_its_fields(template: str, text: str) -> None:
    assert written_text(template) == text

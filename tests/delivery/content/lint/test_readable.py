"""The colours of words: as they are written, as a dark sheet makes them, as a program turns them over."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loopline.delivery.content.lint.readable import pairs_of

DARK = (
    "<style>@media (prefers-color-scheme: dark){.card,.card>table{background:#111111 !important}"
    ".card div p{color:#eeeeee !important}}</style>"
)
MAIL = f"{DARK}<div class=card style='background:#ffffff'><div style='color:#222222'><p>Words</p></div>Bare</div>"


def test_a_dark_sheet_reaches_what_its_selectors_name_and_no_more() -> None:
    light = {one.words: (one.front, one.ground) for one in pairs_of(MAIL, "light")}
    assert light == {"Words": ("#222222", "#ffffff"), "Bare": ("#000000", "#ffffff")}
    dark = {one.words: (one.front, one.ground) for one in pairs_of(MAIL, "dark")}
    assert dark == {"Words": ("#eeeeee", "#111111"), "Bare": ("#ffffff", "#111111")}, "programs turn what is not said"
    forgotten = MAIL.replace("<p>Words</p>", "Words")
    assert [one.words for one in pairs_of(forgotten, "dark") if not one.is_readable] == ["Words"]


def test_turning_over_keeps_the_hue_and_changes_the_lightness() -> None:
    (pair,) = pairs_of("<p style='color:#000000;background-color:#1d4ed8'>x</p>", "inverted")
    assert pair.front == "#ffffff" and pair.ground != "#1d4ed8"


@pytest.mark.parametrize(
    ("style", "is_readable"),
    [
        ("color:#888888", False),
        ("color:#888888;font-size:24px", True),
        ("color:#888888;font-size:19px;font-weight:700", True),
        ("color:#888888;font-size:19px", False),
        ("color:#888", False),
        ("color:white", False),
    ],
)
def test_large_words_may_be_paler(style: str, is_readable: bool) -> None:
    (pair,) = pairs_of(f'<p style="{style}">x</p>', "light")
    assert pair.is_readable is is_readable


def test_what_is_hidden_or_said_in_the_head_is_not_seen() -> None:
    hidden = "<div style='display:none;color:#fff'>pre</div>"
    html = f"<html><head><title>T</title></head><body>{hidden}<!-- c --><p>x</p></body></html>"
    assert [one.words for one in pairs_of(html, "light")] == ["x"]


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="<>/ =\"'divpstyle:#0f;{}@!-", max_size=120), st.sampled_from(["light", "dark", "inverted"]))
def test_nothing_that_is_written_breaks_the_reading(html: str, scheme: str) -> None:
    for pair in pairs_of(html, scheme):  # type: ignore[arg-type]  # sampled from its own words
        assert 1 <= pair.ratio <= 21

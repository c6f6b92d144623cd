"""Pictures of a mail stand in its HTML where somebody looks at it, and nothing else of it changes."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.delivery.content.pictures import SHOWN_BYTES_MAX, Picture, with_pictures

LOGO = Picture("image/png", b"\x89PNG logo")
DATA = f"data:image/png;base64,{b64encode(LOGO.content).decode()}"


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ('<img alt="x" src="cid:logo">', f'<img alt="x" src="{DATA}">'),
        ("<IMG SRC=CID:logo width=8>", f'<IMG src="{DATA}" width=8>'),
        ("<img src='cid:lo%67o'/><p>cid:logo</p>", f'<img src="{DATA}"/><p>cid:logo</p>'),
        ('<img src=" cid:logo "><img src="cid:logo">', f'<img src="{DATA}"><img src="{DATA}">'),
        ('<a href="cid:logo">x</a>', '<a href="cid:logo">x</a>'),
        ('<img src="cid:other"><img src="https://acme.test/a.png">', None),
        ('<!-- <img src="cid:logo"> --><style>img{content:"<img src=cid:logo>"}</style>', None),
        ('<img alt="no source"><img src="cid:logo"', None),
    ],
)
def test_pictures_are_put_where_the_html_shows_them(html: str, seen: str | None) -> None:
    assert with_pictures(html, {"logo": LOGO}) == (html if seen is None else seen)


def test_what_is_no_picture_or_too_much_stays_as_it_is_written() -> None:
    html = '<img src="cid:page"><img src="cid:big"><img src="cid:big"><img src="cid:logo">'
    big = Picture("image/jpeg", bytes(SHOWN_BYTES_MAX - len(LOGO.content)))
    seen = with_pictures(html, {"page": Picture("text/html", b"<script>"), "big": big, "logo": LOGO})
    assert seen.startswith('<img src="cid:page"><img src="data:image/jpeg;base64,')
    assert seen.endswith(f'"><img src="cid:big"><img src="{DATA}">')


@given(st.text("<>img src=\"'cid:logo/!- ", max_size=80))
def test_what_has_no_picture_of_ours_is_left_to_the_letter(html: str) -> None:
    assert with_pictures(html, {"none": LOGO}) == html

"""What a person wrote cannot act in a mail that prints it as HTML."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.delivery.rendering.cleaned import cleaned, in_tag

PIECES = (
    *("<script>", "</script>", "<p ", "onclick=", "x", '"', "'", ">", "<!--", "-->", "<svg/onload=", "&lt;"),
    *("<a href=", "javascript:", "<style>", " ", "<"),
)


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("<b>Ann</b> & Bo", "<b>Ann</b> &amp; Bo"),
        ("a &amp; b", "a &amp; b"),
        ('say "hi"', "say &quot;hi&quot;"),
        ("<script>alert(1)</script>Ann", "Ann"),
        ('<img src="x" onerror="alert(1)">', '<img src="x">'),
        ('<img src="cid:logo" alt="a">', '<img src="cid:logo" alt="a">'),
        ('<a href="javascript:alert(1)">a</a>', "<a>a</a>"),
        ("<style>p{display:none}</style><!-- x --><p>a", "<p>a</p>"),
        ('<table border="0"><tbody><tr><td style="color:red">a</td></tr></tbody></table>',) * 2,
    ],
)
def test_what_a_mail_may_have_stays(written: str, left: str) -> None:
    assert cleaned(written) == left


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_nothing_that_acts_is_left(written: str) -> None:
    found = cleaned(written)
    tags = re.findall(r"<[^>]*>", found)
    assert not any(re.search(r"\bon\w+\s*=|javascript:|<!|<(script|style|svg)", tag, re.IGNORECASE) for tag in tags)
    assert cleaned(found) == found
    assert not set(in_tag(written)) & set("<>\"'")

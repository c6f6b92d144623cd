"""The table of where MJML elements stand."""

import pytest

from loopline.delivery.content.lint.structure import structure_faults

GOOD = "<mj-section><mj-column><mj-text><h1>a</h1></mj-text><mj-image src='a' /></mj-column></mj-section>"


def codes(source: str, *, inside: bool = False) -> list[tuple[str, int]]:
    return [(fault.code, fault.line) for fault in structure_faults(source, inside=inside)]


@pytest.mark.parametrize(
    "source",
    [
        GOOD,
        f"<mj-wrapper>{GOOD}</mj-wrapper>",
        f"<mjml><mj-head><mj-style>a{{}}</mj-style></mj-head><mj-body>{GOOD}</mj-body></mjml>",
        "<mj-section><mj-column><mj-table><tr><td>x</td></tr></mj-table></mj-column></mj-section>",
    ],
)
def test_what_stands_where_it_belongs_is_fine(source: str) -> None:
    assert codes(source) == []


@pytest.mark.parametrize(
    ("source", "code", "line"),
    [
        ("<mj-section>\n<mj-text>a</mj-text></mj-section>", "mjml_parent", 2),
        ("<mj-section><mj-column>\n<mj-section></mj-section></mj-column></mj-section>", "mjml_parent", 2),
        ("<mj-section>\n<p>a</p></mj-section>", "mjml_parent", 2),
        ("\n<mj-sektion></mj-sektion>", "mjml_tag", 2),
        (GOOD.replace("src='a'", "\nsrcc='a'"), "mjml_attribute", 1),
        ("<mj-include path='a' />", "mjml_forbidden", 1),
        ("<mj-carousel></mj-carousel>", "mjml_forbidden", 1),
        ("<mj-section><mj-column>", "mjml_syntax", 0),
    ],
)
def test_what_mrml_would_lose_is_told_with_its_line(source: str, code: str, line: int) -> None:
    assert codes(source)[0] == (code, line)


def test_a_part_may_stand_anywhere_and_is_bounded_in_depth() -> None:
    assert codes("<mj-text>a</mj-text>", inside=True) == []
    assert codes("<mj-wrapper>" * 100)[-1][0] == "mjml_depth"

"""The table of where MJML elements stand."""

import json
from pathlib import Path

import mrml
import pytest

from loopline.delivery.content.lint.structure import ANYWHERE, ATTRIBUTES, FORBIDDEN, PARENTS, structure_faults

GOOD = "<mj-section><mj-column><mj-text><h1>a</h1></mj-text><mj-image src='a' /></mj-column></mj-section>"


def codes(source: str, *, inside: bool = False) -> list[tuple[str, int]]:
    return [(fault.code, fault.line) for fault in structure_faults(source, inside=inside)]


@pytest.mark.parametrize(
    "source",
    [
        GOOD,
        f"<mj-wrapper>{GOOD}</mj-wrapper>",
        f"<mjml><mj-head><mj-attributes><mj-text color='red' /><mj-class name='a' /></mj-attributes></mj-head>"
        f"<mj-body>{GOOD}</mj-body></mjml>",
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


REFEREE = json.loads((Path(__file__).parent / "mjml_5_4_1.json").read_text("utf-8"))
LOST = {
    "mj-section": {"gutter"},
    "mj-wrapper": {"gutter"},
    "mj-spacer": {"border", "border-bottom", "border-left", "border-right", "border-top"},
    "mj-social": {"border", "table-layout"},
    "mj-social-element": {"border"},
}
"""Attributes of mjml of which mrml, which compiles here, prints nothing: they are told as unknown."""

OUTSIDE = {"mjml", "mj-social", "mj-navbar", "mj-accordion", "mj-accordion-element"}
"""Where mjml takes an mj-raw and we do not: mrml loses it there, or nobody needs it."""


def test_elements_stand_where_mjml_says() -> None:
    for name, parents in REFEREE["parents"].items():
        if name not in FORBIDDEN and name not in ("mj-carousel-image", "mj-selector", "mj-html-attribute"):
            assert set(PARENTS[name]) == set(parents) - (OUTSIDE if name == "mj-raw" else set()), name
    assert set(PARENTS) - set(REFEREE["parents"]) == {"mjml", "mj-all", "mj-class"}, "mjml writes these otherwise"


@pytest.mark.parametrize("name", sorted(ATTRIBUTES))
def test_elements_have_the_attributes_that_mjml_says(name: str) -> None:
    assert ATTRIBUTES[name] - ANYWHERE == set(REFEREE["attributes"][name].split()) - LOST.get(name, set())


def test_every_element_of_a_body_has_its_attributes_in_the_table() -> None:
    assert set(PARENTS) - set(ATTRIBUTES) == {
        *("mjml", "mj-head", "mj-title", "mj-preview", "mj-attributes", "mj-breakpoint", "mj-font", "mj-style"),
        *("mj-all", "mj-class", "mj-raw"),
    }


@pytest.mark.parametrize(("name", "attribute"), sorted((name, one) for name, some in LOST.items() for one in some))
def test_what_is_left_out_is_lost_by_the_compiler(name: str, attribute: str) -> None:
    def compiled(written: str) -> str:
        inner = {
            "mj-section": f"<mj-section {written}><mj-column><mj-text>a</mj-text></mj-column></mj-section>",
            "mj-wrapper": f"<mj-wrapper {written}><mj-section><mj-column /></mj-section></mj-wrapper>",
            "mj-spacer": f"<mj-section><mj-column><mj-spacer {written} /></mj-column></mj-section>",
            "mj-social": f"<mj-section><mj-column><mj-social {written} /></mj-column></mj-section>",
        }
        social = f'<mj-social><mj-social-element src="https://a.test/a.png" {written}>a</mj-social-element></mj-social>'
        inner["mj-social-element"] = f"<mj-section><mj-column>{social}</mj-column></mj-section>"
        return mrml.to_html(f"<mjml><mj-body>{inner[name]}</mj-body></mjml>").content

    assert compiled(f'{attribute}="7px"') == compiled("")

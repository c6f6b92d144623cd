"""The table of rules for mail programs: every starter keeps each, and a mail that breaks one is told so."""

import pytest

from loopline.delivery.content.compose import compose_template
from loopline.delivery.content.lint.programs import CLIP, RULES, program_checks
from loopline.model.content.documents import Brand
from loopline.model.content.library import ContentLibrary
from loopline.model.message import Rendered
from loopline.providers.templating.template_engine import TemplateEngine
from loopline.studio.content.starters import STARTERS, sample_of, starter

LOGO = Brand(name="Acme", url="https://acme.test", logo="https://acme.test/logo.png", address="1 Market Street")
NAMED = Brand(name="Acme", address="1 Market Street")
NAMES = [one.rule for one in (CLIP, *RULES)]
HEAD = (
    '<html lang="en"><head><title>Hello</title><meta name="color-scheme" content="light dark">'
    "<!--[if mso]><xml><o:PixelsPerInch>96</o:PixelsPerInch></xml><![endif]-->"
    "<style>:root{color-scheme:light dark}</style>"
    "<style>@media (prefers-color-scheme: dark){body{background:#111111}h1,p{color:#eeeeee}}</style>"
)
GOOD = HEAD + '</head><body style="background:#ffffff"><h1>Hello</h1><p style="font-size:16px">Words</p></body></html>'


def with_body(part: str) -> str:
    return GOOD.replace("</body>", f"{part}</body>")


def with_head(part: str) -> str:
    return GOOD.replace("</head>", f"{part}</head>")


BROKEN = {
    "clipped": with_body("<p>" + "word " * 21_000 + "</p>"),
    "style_size": with_head("<style>" + ".a{color:#000000}" * 1_200 + "</style>"),
    "nested_at": with_head("<style>@media screen{@media (min-width:9px){p{color:#000000}}}</style>"),
    "sheets_elsewhere": with_head("<style>@import url(https://x.test/a.css);</style>"),
    "written_pictures": with_body('<img alt="" width="9" src="data:image/png;base64,AA">'),
    "turned_over": with_body('<p style="color:#1d4ed8;background:#dd2222">Words</p>'),
    "conditions": with_body("<!--[if mso]><p>"),
    "image_width": with_body('<img alt="" src="https://x.test/a.png" width="50%">'),
    "image_format": with_body('<img alt="" width="9" src="https://x.test/a.webp?v=1">'),
    "background": with_body('<table role="presentation" background="https://x.test/a.png"></table>'),
    "layout": with_body('<div style="display:flex"></div>'),
    "screen_points": GOOD.replace("<o:PixelsPerInch>96</o:PixelsPerInch>", ""),
    "fonts": with_head("<style>@font-face{font-family:a;src:local(a)}</style>"),
    "color_scheme": GOOD.replace('content="light dark"', 'content="light"'),
    "contrast_dark": with_body('<div style="color:#222222">Words</div>'),
    "contrast": with_body('<p style="color:#bbbbbb">Pale</p>'),
    "alt": with_body('<img width="9" src="https://x.test/a.png">'),
    "language": GOOD.replace('lang="en"', 'lang="und"'),
    "title": GOOD.replace("<title>Hello</title>", "<title> </title>"),
    "headings": with_body("<h1>Again</h1>"),
    "tables": with_body("<table><tr><td>x</td></tr></table>"),
    "text_size": with_body('<p style="font-size:10px">x</p>'),
}


@pytest.mark.parametrize("brand", [LOGO, NAMED], ids=["logo", "name"])
@pytest.mark.parametrize("name", STARTERS)
def test_every_starter_keeps_every_rule(name: str, brand: Brand) -> None:
    library = ContentLibrary().with_document(brand, 1)
    content = compose_template(starter(name), {}, library).content
    for sample in (sample_of(name), {**sample_of(name), "event": {}}):
        (shown,) = TemplateEngine().render(content, [{**sample, "unsubscribe_url": "https://acme.test/leave"}])
        if isinstance(shown, Rendered):
            assert {one.rule: one.found for one in program_checks(shown.html) if not one.holds} == {}


def test_the_sample_keeps_every_rule() -> None:
    found = program_checks(GOOD)
    assert [one.rule for one in found] == NAMES and all(one.holds for one in found), found
    assert all(one.words and one.taken_from for one in found)


@pytest.mark.parametrize("rule", NAMES)
def test_each_rule_is_broken_by_its_fault(rule: str) -> None:
    found = {one.rule: one for one in program_checks(BROKEN[rule])}
    assert not found[rule].holds and found[rule].found, rule
    also = {"contrast_dark": set(), "clipped": set(), "contrast": {"contrast_dark", "turned_over"}}
    others = {name for name, one in found.items() if not one.holds} - {rule}
    assert others <= also.get(rule, {"contrast", "contrast_dark", "turned_over"}), others


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("<p>" * 400_000, "over 524,288 bytes"),
        (with_body("<b>x</b>" * 6_000), "elements"),
        (with_body("<!--" * 60_000), "elements"),
        (with_head("<STYLE>" * 200), "202 sheets of styles"),
        (with_head("<style>" + "@" + "a" * 90_000 + "</style>"), "bytes of styles"),
        (
            with_head("<style>@media (prefers-color-scheme: dark){" + "b b b{color:#000}" * 500 + "}</style>"),
            "503 dark styles",
        ),
    ],
)
def test_of_a_mail_that_is_too_much_that_is_said_and_its_size(html: str, told: str) -> None:
    found = program_checks(html)
    assert [one.rule for one in found] == ["clipped", "too_much"]
    assert not found[1].holds and told in found[1].found[0]


def test_a_sheet_within_the_bounds_is_read_though_it_never_ends() -> None:
    sheets = ("@" + "a" * 60_000, "@a" * 30_000, "@media" * 10_000, "@media{" + "a{b}" * 15_000)
    for text in sheets:
        found = {one.rule: one for one in program_checks(with_head(f"<style>{text}</style>"))}
        assert found["nested_at"].holds and not found["style_size"].holds

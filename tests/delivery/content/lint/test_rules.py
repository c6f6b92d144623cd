"""Each rule has a template that breaks it alone, and one that does not."""

from typing import Any

import pytest

from loopline.delivery.content.desk import ContentMaker
from loopline.delivery.content.lint.contrast import contrast
from loopline.model.content.documents import Block, Brand, Palette, Template
from loopline.model.content.library import ContentLibrary
from loopline.model.nodes.message import Content, LocalParts
from loopline.providers.templating.template_engine import TemplateEngine

LIBRARY = ContentLibrary().with_document(Brand(address="1 Market Street"), 1)
WORDS = "Enough words for a mail that says something to somebody who sees no pictures at all. " * 4


def mail(inner: str = "", **more: Any) -> Template:
    column = f"<mj-text><h1>Hi</h1>{WORDS}</mj-text>\n{inner}"
    body = f"<mj-section><mj-column>{column}</mj-column></mj-section>{{{{> footer}}}}"
    content = Content(subject="News of the week", preheader="What is new, in three lines.")
    given: dict[str, Any] = {"id": "mail", "content": content, "mjml": body}
    return Template(**given | more)


def found(template: Template) -> set[tuple[str, int, str]]:
    maker = ContentMaker(lambda content: ())
    return {(fault.code, fault.line, fault.severity) for fault in maker.faults(template, LIBRARY)}


def test_a_good_mail_has_nothing_to_mend() -> None:
    assert found(mail('<mj-image src="https://a.test/a.png" alt="A hat" />')) == set()


@pytest.mark.parametrize(
    ("inner", "fault"),
    [
        ('<mj-image src="https://a.test/a.png" />', ("image_alt", 2, "error")),
        ('<mj-image src="https://a.test/a" alt="" href="https://a.test" />', ("image_alt", 2, "error")),
        ('<mj-image src="https://a.test/a.webp" alt="a" />', ("image_format", 2, "error")),
        ('<mj-image src="data:image/png;base64,AA" alt="a" />', ("image_source", 2, "error")),
        ('<mj-text><img src="https://a.test/a.png" alt="a"></mj-text>', ("image_width", 2, "warning")),
        ('<mj-button href="">Go on</mj-button>', ("link_target", 2, "error")),
        ('<mj-button href="/plans">Go on</mj-button>', ("link_target", 2, "error")),
        ('<mj-button href="javascript:alert(1)">Go on</mj-button>', ("link_target", 2, "error")),
        ('<mj-button href="http://a.test">Go on</mj-button>', ("link_insecure", 2, "warning")),
        ('<mj-button href="https://10.0.0.1/a">Go on</mj-button>', ("link_host", 2, "error")),
        ('<mj-button href="https://bit.ly/a">Go on</mj-button>', ("link_host", 2, "warning")),
        ('<mj-button href="https://a.test">Click <b>here</b></mj-button>', ("link_words", 2, "warning")),
        ("<mj-text><script>1</script></mj-text>", ("html_stripped", 2, "error")),
        ('<mj-text><p onclick="x()">a</p></mj-text>', ("html_stripped", 2, "error")),
        ('<mj-text><p style="display:flex">a</p></mj-text>', ("css_unsupported", 2, "warning")),
        ("<mj-text>{{{bio}}}</mj-text>", ("raw_value", 2, "warning")),
        ('<mj-social><mj-social-element name="x" /></mj-social>', ("host_foreign", 2, "error")),
        (f"<mj-text>{WORDS * 230}</mj-text>", ("mail_size", 0, "warning")),
        (f"<mj-text>{WORDS * 320}</mj-text>", ("mail_size", 0, "error")),
    ],
)
def test_each_rule_is_told_with_its_line(inner: str, fault: tuple[str, int, str]) -> None:
    assert found(mail(inner)) == {fault}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"content": Content(subject="a", preheader="a")}, "preheader_form"),
        ({"content": Content(subject="a")}, "preheader_missing"),
        ({"content": Content(subject="a" * 70, preheader="b")}, "subject_long"),
        ({"content": Content(subject="BUY IT TODAY", preheader="b")}, "subject_shout"),
        ({"content": Content(subject="a", preheader="b", text="Only words.")}, "unsubscribe_missing"),
        ({"transactional": True}, "unsubscribe_unused"),
        ({"mjml": mail().mjml.replace("{{> footer}}", "")}, "unsubscribe_missing"),
        ({"mjml": mail().mjml.replace("h1", "h2")}, "heading_missing"),
        ({"mjml": f"<mjml><mj-head><mj-style>{'.a{color:red;}' * 1300}</mj-style></mj-head><mj-body>{mail().mjml}"
                  "</mj-body></mjml>"}, ""),
    ],
)  # fmt: skip
def test_rules_of_the_whole_mail(changed: dict[str, Any], code: str) -> None:
    assert {fault[0] for fault in found(mail(**changed))} == ({code} if code else set())


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"html": "<h1>Hallo</h1>" + WORDS}, {("unsubscribe_missing", "html")}),
        ({"html": "<h1>Hallo</h1>{{unsubscribe_url}}" + WORDS}, set()),
        ({"text": "Hallo"}, {("unsubscribe_missing", "text")}),
        ({"subject": "JETZT KAUFEN"}, {("subject_shout", "subject")}),
        ({"preheader": "x" * 150}, {("preheader_form", "preheader")}),
        ({"title": "x"}, set()),
    ],
)
def test_each_locale_is_held_to_the_rules_of_the_whole_mail(parts: dict[str, Any], told: set[tuple[str, str]]) -> None:
    content = Content(subject="News of the week", preheader="What is new.", locales={"de": LocalParts(**parts)})
    maker = ContentMaker(lambda content: ())
    found = {(one.code, one.at) for one in maker.faults(mail(content=content), LIBRARY)}
    assert found == {(code, f"content.locales.de.{part}") for code, part in told}


def test_colours_that_few_can_read_are_told() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    maker = ContentMaker(lambda content: ())
    assert list(maker.faults(Brand(), LIBRARY)) == []
    pale = Brand(light=Palette(text="#cccccc"))
    assert {(one.code, one.at) for one in maker.faults(pale, LIBRARY)} == {("contrast_low", "light.text")}


def test_mails_and_blocks_in_liquid_are_read_as_liquid() -> None:
    maker = ContentMaker(TemplateEngine().check)
    said = (
        '{% if seats > 5 %}<mj-text css-class="{{ plan | default: "free" }}">{{ plan | upcase }}</mj-text>{% endif %}'
    )
    content = Content(subject="News of the week", preheader="What is new, in three lines.", language="liquid")
    liquid = mail(
        f"{said}{{{{> end}}}}", content=content, slots={"end": '<mj-text>{{ plan | default: "x" }}</mj-text>'}
    )
    assert [one.text for one in maker.faults(liquid, LIBRARY)] == []
    assert [one.code for one in maker.faults(mail(said), LIBRARY)] == ["template_syntax"]
    for source, codes in {'{{ plan | default: "x" }}': [], "{{ plan | }": ["template_syntax"]}.items():
        block = Block(id="one", source=source)
        assert [one.code for one in maker.faults(block, LIBRARY.with_document(block))] == codes

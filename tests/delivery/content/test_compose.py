"""Content made of templates: overrides, blocks, brands and pins; and what is refused."""

from typing import Any

import pytest

from loopline.delivery.content.compose import compose_template, pin_journey
from loopline.delivery.content.expand import DEPTH_MAX
from loopline.delivery.content.mjml import compile_mjml, inline_html
from loopline.model.content.documents import Block, Brand, Template
from loopline.model.content.library import ContentLibrary
from loopline.model.errors import Invalid
from loopline.model.journey import Entry, Journey
from loopline.model.nodes.message import Content, LocalParts, Message


def library(*documents: Template | Block | Brand) -> ContentLibrary:
    made = ContentLibrary()
    for version, document in enumerate(documents, 1):
        made = made.with_document(document, version)
    return made


def sms(body: str, **more: Any) -> Template:
    return Template(id="note", channel="sms", content=Content(body=body), **more)


def refusal(template: Template, *documents: Template | Block | Brand, **overrides: str) -> str:
    with pytest.raises(Invalid) as caught:
        compose_template(template, overrides, library(*documents))
    return caught.value.code


def test_a_slot_goes_before_a_block_and_an_override_before_both() -> None:
    blocks = library(Block(id="end", source="block"), Block(id="tail", source="tail of {{> end}}"))
    assert compose_template(sms("{{> end}}"), {}, blocks).content.body == "block"
    assert compose_template(sms("{{> end}}", slots={"end": "slot"}), {}, blocks).content.body == "slot"
    assert compose_template(sms("{{> end}}", slots={"end": "slot"}), {"end": "mine"}, blocks).content.body == "mine"
    made = compose_template(sms("x", slots={"end": "slot"}), {"body": "{{> tail}}"}, blocks)
    assert (made.content.body, made.blocks) == ("tail of slot", {"tail": 2})


def test_the_brand_stands_in_texts_as_it_is_and_escaped_in_markup() -> None:
    brand = Brand(name="A & B", social={"x": "https://x.test"})
    assert (
        compose_template(sms("{{brand.name}} {{brand.social.x}}"), {}, library(brand)).content.body
        == "A & B https://x.test"
    )
    mail = Template(id="mail", content=Content(subject="{{brand.name}}", html="<p>{{brand.name}}</p>"))
    made = compose_template(mail, {}, library(brand))
    assert (made.content.subject, made.content.html) == ("A & B", "<p>A &amp; B</p>")
    assert made.brand == 1


def test_what_cannot_be_composed_says_why() -> None:
    assert refusal(sms("{{> nothing}}")) == "block_unknown"
    assert refusal(sms("{{> a}}"), Block(id="a", source="{{> b}}"), Block(id="b", source="{{> a}}")) == "block_cycle"
    chain = [Block(id=f"b{n}", source=f"{{{{> b{n + 1}}}}}") for n in range(DEPTH_MAX + 1)]
    assert refusal(sms("{{> b0}}"), *chain) == "block_depth"
    twice = [Block(id=f"b{n}", source=f"{{{{> b{n + 1}}}}}" * 40) for n in range(5)]
    assert refusal(sms("{{> b0}}"), *twice, Block(id="b5", source="x" * 100)) == "template_too_large"
    assert refusal(sms("{{> b0}}"), *twice, Block(id="b5", source="")) == "template_too_large"
    assert refusal(sms("{{> a b=1}}"), Block(id="a", source="x")) == "block_param_unknown"
    assert refusal(sms("{{> (lookup a)}}")) == "partial_form"
    assert refusal(sms("{{brand.nam}}")) == "brand_field_unknown"
    assert refusal(sms("x", brand="other")) == "brand_unknown"
    assert refusal(sms("x"), intro="y") == "override_unknown"
    assert refusal(Template(id="m", mjml="<mj-section><mj-text>x</mj-text></mj-section>")) == "mjml_parent"
    assert refusal(Template(id="m", mjml='<mj-section><mj-column a="<></mj-column></mj-section>')) == "mjml_syntax"


def test_a_journey_is_pinned_to_what_is_published_now() -> None:
    node = Message(channel="sms", template="note")
    journey = Journey(id="j", entry=Entry(on=("a",)), start="m", nodes={"m": node})
    pinned = pin_journey(journey, library(sms("one")))
    assert (pinned.pins["m"].content.body, pinned.pins["m"].template) == ("one", 1)
    assert pin_journey(pinned, library(sms("two"))).pins["m"].content.body == "two"
    with pytest.raises(Invalid) as caught:
        pin_journey(journey, ContentLibrary())
    assert (caught.value.code, caught.value.at) == ("template_unknown", "nodes.m.template")


def test_locales_and_headers_are_composed_as_the_content_is() -> None:
    german = LocalParts(
        subject="Hallo von {{brand.name}}",
        html="<style>b{color:red}</style><b>{{> end}}</b>",
        headers={"X-B": "{{> end}}"},
    )
    mail = Template(id="mail", content=Content(html="x", headers={"X-A": "{{> end}}"}, locales={"de": german}))
    made = compose_template(mail, {}, library(Brand(name="A & B"), Block(id="end", source="{{brand.name}}")))
    composed = made.content.locales["de"]
    assert (composed.subject, composed.headers) == ("Hallo von A & B", {"X-B": "A & B"})
    assert "color: red" in composed.html and "A &amp; B</b>" in composed.html
    assert (made.content.headers, made.blocks) == ({"X-A": "A & B"}, {"end": 2})


def test_what_a_node_overrides_is_said_to_people_of_all_languages() -> None:
    german, french = LocalParts(subject="alt", text="bleibt"), LocalParts(subject="vieux")
    mail = Template(id="mail", content=Content(subject="old", text="stays", locales={"de": german, "fr": french}))
    made = compose_template(mail, {"subject": "new"}, library()).content
    assert (made.subject, made.locales) == ("new", {"de": LocalParts(text="bleibt")})


@pytest.mark.parametrize("opened", ["<div>", "<textarea><div>", "<b><i>", "<td><table>"])
def test_elements_that_nest_without_end_are_refused_before_a_compiler_falls_over_them(opened: str) -> None:
    deep = opened * 12_000
    mail = f"<mj-section><mj-column><mj-text>{deep}</mj-text></mj-column></mj-section>"
    assert refusal(Template(id="a", mjml=mail)).startswith("mjml_")
    with pytest.raises(Invalid, match="deep"):
        compile_mjml(mail, title="", language="en", brand=Brand())
    if "textarea" not in opened:  # its text is no element there
        with pytest.raises(Invalid, match="deep"):
            inline_html(f"<style>b{{color:red}}</style>{deep}")

"""Judging what the engine said: a blank, a fault or a flood is a refusal with a reason, never a message."""

from msgspec.structs import replace

from loopline.delivery.rendering.verdict import EngineOutput, judge_output, template_parts
from loopline.model.channels import DISPLAY_RULES
from loopline.model.message import Content, Refusal, Rendered

CONTENT = Content(subject="s", html="h", payload="p", headers={"X-A": "a", "X-B": "b"})
PARTS = template_parts(CONTENT)


def test_each_part_has_its_own_way_to_be_safe() -> None:
    assert [(part.name, part.escape) for part in PARTS] == [
        ("subject", "text"),
        ("html", "html"),
        ("payload", "json"),
        ("header:X-A", "text"),
        ("header:X-B", "text"),
    ]


def test_every_part_of_the_content_is_rendered_and_kept() -> None:
    names = [
        name
        for name in Content.__struct_fields__
        if name not in ("headers", "language", "locales", "lookups", *DISPLAY_RULES)
    ]
    content = replace(Content(), **{name: name for name in (*names, *DISPLAY_RULES)})
    parts = template_parts(content)
    assert {part.name for part in parts} == set(names)
    rendered = judge_output(parts, EngineOutput(tuple(part.source for part in parts)))
    assert isinstance(rendered, Rendered)
    assert all(getattr(rendered, name) == name for name in names)


def test_outputs_go_back_to_their_parts() -> None:
    rendered = judge_output(PARTS, EngineOutput(("S", "H", "P", "A", "B")))
    assert rendered == Rendered(subject="S", html="H", payload="P", headers={"X-A": "A", "X-B": "B"})


def test_a_blank_is_refused_with_each_name_once() -> None:
    refusal = judge_output(PARTS, EngineOutput(missing=("first_name", "city", "first_name")))
    assert isinstance(refusal, Refusal)
    assert refusal.code == "personalisation_missing"
    assert refusal.names == ("first_name", "city")
    assert "first_name, city" in refusal.reason


def test_faults_and_floods_are_refused() -> None:
    fault, flood = (
        judge_output(PARTS, EngineOutput(error="boom")),
        judge_output(PARTS, EngineOutput(size=11), largest=10),
    )
    assert isinstance(fault, Refusal)
    assert isinstance(flood, Refusal)
    assert (fault.code, flood.code) == ("template_failed", "message_too_large")

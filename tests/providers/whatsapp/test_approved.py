"""Templates as authors write them, and as Meta takes them."""

import pytest
from msgspec import json

from loopline.providers.whatsapp.approved import ApprovedTemplate, cloud_template, read_approved


def read(**fields: object) -> ApprovedTemplate:
    template = read_approved(json.encode({"name": "order_shipped", **fields}).decode())
    assert isinstance(template, ApprovedTemplate), template
    return template


def test_a_template_without_values_has_a_name_and_a_language() -> None:
    assert cloud_template(read()) == {"name": "order_shipped", "language": {"code": "en"}}


def test_values_stand_in_order_and_buttons_by_their_place() -> None:
    made = cloud_template(read(language="pt_BR", header=["Ann"], body=["42", "on\nits  way"], buttons=["", "a?b=1"]))
    assert made["language"] == {"code": "pt_BR"}
    assert made["components"] == [
        {"type": "header", "parameters": [{"type": "text", "text": "Ann"}]},
        {"type": "body", "parameters": [{"type": "text", "text": "42"}, {"type": "text", "text": "on its way"}]},
        {"type": "button", "sub_type": "url", "index": "1", "parameters": [{"type": "text", "text": "a?b=1"}]},
    ]


def test_named_fields_and_metas_own_form_go_along() -> None:
    picture = {"type": "header", "parameters": [{"type": "image", "image": {"link": "https://a.test/x.png"}}]}
    made = cloud_template(read(body={"first_name": "Ann"}, components=[picture]))
    named = {"type": "text", "parameter_name": "first_name", "text": "Ann"}
    assert made["components"] == [{"type": "body", "parameters": [named]}, picture]


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "[]",
        "[" * 100_000,
        "{}",
        '{"name": "Order shipped"}',
        '{"name": "a", "language": "english"}',
        '{"name": "a", "body": ["  "]}',
        '{"name": "a", "body": {"first_name": ""}}',
        '{"name": "a", "body": "Ann"}',
        '{"name": "a", "text": "unknown"}',
        json.encode({"name": "a", "body": ["x" * 1_025]}).decode(),
        json.encode({"name": "a", "buttons": ["x"] * 11}).decode(),
        json.encode({"name": "a", "body": ["x"] * 61}).decode(),
    ],
)
def test_what_meta_would_not_take_is_told_in_words(payload: str) -> None:
    assert isinstance(read_approved(payload), str)

"""Templates written for Iterable print what the page about the language says."""

import re
from pathlib import Path
from typing import Any

import pytest

from loopline.delivery.rendering.reader import NOW
from loopline.model.message import Content, Refusal, Rendered
from loopline.providers.templating.template_engine import TemplateEngine

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "howto" / "template-language.md").read_text("utf-8")
DIALECT = (ROOT / "src" / "loopline" / "providers" / "templating" / "dialect.js").read_text("utf-8")
EXAMPLES = re.findall(r"^\| `(\{\{.+?\}\})` \| (.+) \|$", PAGE, re.MULTILINE)
HELPERS = re.findall(
    r"^ {6}(\w+): ", DIALECT[DIALECT.index("var prints") : DIALECT.index("return {\n      prints")], re.M
)
PERSON: dict[str, Any] = {
    "first_name": "Ann",
    "plan": "pro",
    "seats": 7,
    "price": 1234.5,
    "share": 0.25,
    "due": "2026-07-01T14:30:00Z",
    "title": "Crème & Co",
    "tags": ["a", "b"],
    "lines": "a\nb",
    "cart": [
        {"name": "Hat", "price": 20, "kind": {"of": "wool"}},
        {"name": "Tie", "price": 9, "kind": {"of": "silk"}},
        {"name": "Cap", "price": 15, "kind": {"of": "wool"}},
    ],
    NOW: 1_782_820_800_000,
}


@pytest.fixture(scope="module")
def engine() -> TemplateEngine:
    return TemplateEngine()


@pytest.mark.parametrize(("template", "gives"), EXAMPLES)
def test_the_page_says_what_is_printed(engine: TemplateEngine, template: str, gives: str) -> None:
    template = template.replace("\\|", "|")  # a bar would end the cell of the table
    assert engine.check(Content(text=template)) == []
    (answer,) = engine.render(Content(text=template), [PERSON])
    assert isinstance(answer, Rendered), answer
    assert answer.text.strip() == gives.replace("\\", "")


@pytest.mark.parametrize("helper", HELPERS)
def test_every_helper_stands_on_the_page(helper: str) -> None:
    assert any(re.search(rf"[{{#(]{helper}\b", template) for template, _ in EXAMPLES)


def test_there_are_examples_and_helpers() -> None:
    assert len(EXAMPLES) > 30
    assert len(HELPERS) > 25


@pytest.mark.parametrize(
    ("template", "names"),
    [
        ("{{upper nickname}}", ("nickname",)),
        ("{{dateFormat nickname format='yyyy'}}", ("nickname",)),
        ("{{dateFormat plan format='yyyy'}}", ("plan",)),
        ("{{numberFormat plan}}", ("plan",)),
        ("{{math seats '+' nickname}}", ("nickname",)),
        ("{{timestamp plan}}", ("plan",)),
        ("{{dateMath plan '+1d'}}", ("plan",)),
        ("{{#sortBy cart field='price' as |sorted|}}{{#each sorted}}{{nickname}}{{/each}}{{/sortBy}}", ("nickname",)),
        ("{{#maxInList cart 'price'}}{{first_name}}{{/maxInList}}", ("first_name",)),
    ],
)
def test_a_helper_without_its_value_refuses(engine: TemplateEngine, template: str, names: tuple[str, ...]) -> None:
    (answer,) = engine.render(Content(text=template), [PERSON])
    assert isinstance(answer, Refusal), answer
    assert (answer.code, answer.names) == ("personalisation_missing", names)


@pytest.mark.parametrize(
    "template",
    [
        "{{snippet 'footer'}}",
        "{{#catalog 'x'}}{{/catalog}}",
        "{{#assign 'x'}}y{{/assign}}",
        "{{ifEq a b}}",
        "{{sha256 a}}",
    ],
)
def test_what_is_not_available_is_told_before(engine: TemplateEngine, template: str) -> None:
    (fault,) = engine.check(Content(text=f"a\n{template}"))
    assert (fault.line, fault.part) == (2, "text")


def test_a_trait_of_the_name_of_a_helper_is_readable(engine: TemplateEngine) -> None:
    (answer,) = engine.render(
        Content(text="{{now}} {{timestamp}} {{math}}"), [{"now": "N", "timestamp": 5, "math": "M"}]
    )
    assert answer == Rendered(text="N 5 M")
    assert engine.paths(Content(text="{{now}} {{first_name}}")) == ("first_name",)
    (refused,) = engine.render(Content(text="{{now}}"), [{}])
    assert isinstance(refused, Refusal)


def test_traits_are_the_persons_as_in_conditions(engine: TemplateEngine) -> None:
    content = Content(text="{{person.first_name}} {{#if person.plan}}y{{else}}n{{/if}} {{person.id}} {{person.zone}}")
    person = {"first_name": "Ann", "plan": "pro", "id": "trait", "__proto__": {"x": 1}}
    (answer,) = engine.render(content, [{**person, "person": {"id": "a", "zone": "UTC"}}])
    assert answer == Rendered(text="Ann y a UTC")
    (refused,) = engine.render(Content(text="{{person.event}}"), [{"event": {"a": 1}, "person": {"id": "a"}}])
    assert isinstance(refused, Refusal)
    assert refused.names == ("person.event",)


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (Content(subject='{{fallback x ""}}', text="t"), ("subject",)),
        (Content(subject="s", html="{{#if x}}<p>x</p>{{/if}}\n", text=" {{#if x}}x{{/if}}"), ("html", "text")),
        (Content(body="{{#if x}}{{x}}{{/if}}"), ("body",)),
        (Content(title="{{#each x}}{{this}}{{/each}}", body="b"), ("title",)),
    ],
)
def test_a_part_that_comes_out_empty_refuses(engine: TemplateEngine, content: Content, names: tuple[str, ...]) -> None:
    (refused, fine) = engine.render(content, [{}, {"x": "y"}])
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.names) == ("content_blank", names)
    assert isinstance(fine, Rendered) or names == ("title",)


def test_a_raw_block_is_told_before(engine: TemplateEngine) -> None:
    (fault,) = engine.check(Content(text="{{{{raw}}}}{{x}}{{{{/raw}}}}"))
    assert fault.code == "template_unknown_helper"


def test_people_read_dates_and_money_in_their_language(engine: TemplateEngine) -> None:
    template = '{{date due "long"}} {{number price}} {{money price "EUR"}} {{numberFormat share "percent"}}'
    people = [{**PERSON, "language": tag} for tag in ("de", "en", "ar", "ja", "")]
    printed = [one.text for one in engine.render(Content(text=template), people) if isinstance(one, Rendered)]
    assert printed == [
        "Mittwoch, 1. Juli 2026 1.234,5 1.234,50 € 25 %",
        "Wednesday 1 July 2026 1,234.5 €1,234.50 25%",
        "الأربعاء، 1 يوليو 2026 1,234.5 \u200f1,234.50 € 25%",
        "2026年7月1日水曜日 1,234.5 €1,234.50 25%",
        "Wednesday 1 July 2026 1,234.5 €1,234.50 25%",
    ]
    (html,) = engine.render(Content(html='{{money price "EUR"}} {{money price "EUR" language="fr"}}'), people[:1])
    assert html == Rendered(html="1.234,50\u00a0€ 1\u202f234,50\u00a0€")


def test_the_mark_of_a_long_number_shows_nowhere() -> None:
    order = 2**60 + 1
    source = (
        '{{money 5 currency=order}} {{numberFormat 5 "currency" currency=order}} {{yesno "a" yes=order}} {{json said}}'
    )
    (answer,) = TemplateEngine().render(Content(text=source), [{"order": order, "said": "-007\ue002"}])
    assert isinstance(answer, Rendered)
    assert answer.text == f'5.00 {order} 5.00 {order} {order} "-007\ue002"'


def test_a_template_may_skip_a_person(engine: TemplateEngine) -> None:
    content = Content(text='Hi {{#if seats}}{{seats}}{{else}}{{sendSkip cause="no seats" left=seats}}{{/if}}')
    skipped, sent = engine.render(content, [{}, {"seats": 3}])
    assert isinstance(skipped, Refusal)
    assert (skipped.code, "no seats" in skipped.reason) == ("send_skipped", True)
    assert sent == Rendered(text="Hi 3")


@pytest.mark.parametrize(
    ("start", "steps", "gives"),
    [
        ("2026-01-31T00:00:00Z", "+1M", "2026-02-28"),
        ("2024-02-29T00:00:00Z", "+1y", "2025-02-28"),
        ("2026-03-01T00:00:00Z", "-1d", "2026-02-28"),
        ("2026-11-30T12:00:00Z", "+3M", "2027-02-28"),
        ("2026-07-01T23:00:00Z", "+2h", "2026-07-02"),
    ],
)
def test_dates_move_by_the_calendar(engine: TemplateEngine, start: str, steps: str, gives: str) -> None:
    content = Content(text="{{dateMath at steps format='yyyy-MM-dd'}}")
    (answer,) = engine.render(content, [{"at": start, "steps": steps}])
    assert answer == Rendered(text=gives)


def test_what_a_block_encodes_is_what_people_would_read(engine: TemplateEngine) -> None:
    content = Content(
        html="<a href='https://a.test/?q={{#urlEncode}}{{said}}{{/urlEncode}}'>{{#base64}}{{said}}{{/base64}}</a>",
        url="https://a.test/?q={{#urlEncode}}{{said}}{{/urlEncode}}",
    )
    (answer,) = engine.render(content, [{"said": 'a b&<"é'}])
    assert isinstance(answer, Rendered), answer
    assert answer.html == "<a href='https://a.test/?q=a+b%26%3C%22%C3%A9'>YSBiJjwiw6k=</a>"
    assert answer.url == "https://a.test/?q=a+b%26%3C%22%C3%A9"


def test_fields_of_items_are_not_the_persons(engine: TemplateEngine) -> None:
    text = "{{#sortBy lookup.cart field='price' as |sorted|}}{{#each sorted}}{{name}}{{/each}}{{plan}}{{/sortBy}}"
    assert set(engine.paths(Content(text=text))) == {"lookup.cart", "plan"}
    assert "lookup.cart[].name" in engine.paths(
        Content(text="{{#maxInList lookup.cart 'price'}}{{name}}{{/maxInList}}")
    )

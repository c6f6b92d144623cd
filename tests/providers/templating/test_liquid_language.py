"""Liquid is the second language of templates, with the same refusals, the same escaping and the same bounds."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.delivery.rendering.reader import NOW
from loopline.model.message import Content, Refusal, Rendered
from loopline.providers.templating.protocol import Limits
from loopline.providers.templating.template_engine import TemplateEngine

ANN: dict[str, Any] = {
    "first_name": "Ann",
    "space": " ",
    "nothing": None,
    "seats": 7,
    "price": 1234.5,
    "due": "2026-07-01T14:30:00Z",
    "items": [{"n": "a"}, {"n": "b"}],
    "tags": ["a", "b"],
    "person": {"id": "ann", "zone": "Asia/Tokyo"},
    NOW: 1_782_820_800_000,
}
SHARED = TemplateEngine()


def one(content: Content, **changes: object) -> Rendered | Refusal:
    (answer,) = SHARED.render(content, [{**ANN, **changes}])
    return answer


def printed(source: str, **changes: object) -> str:
    answer = one(Content(text=source, language="liquid"), **changes)
    assert isinstance(answer, Rendered), answer
    return answer.text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Hi {{ first_name }}, {{ person.first_name }} {{ person.id }}", "Hi Ann, Ann ann"),
        ('{{ nickname | default: "friend" }} {{ nickname | upcase | default: "x" }}', "friend x"),
        ("{% if nickname %}a{% else %}b{% endif %}{% if space %}c{% else %}d{% endif %}", "bd"),
        ("{% for i in items %}{{ forloop.index }}{{ i.n }}{% endfor %}", "1a2b"),
        ('{% assign a = nickname | default: "z" %}{{ a }}{% capture b %}{{ seats }}{% endcapture %}{{ b }}', "z7"),
        ('{{ tags | join: "+" }} {{ seats | plus: 1 }} {{ nickname | size }}', "a+b 8 0"),
        (
            '{{ due | date: "long" }} {{ due | date: "%H:%M" }} {{ "now" | date: "iso" }}',
            "Wednesday 1 July 2026 23:30 2026-06-30",
        ),
        ('{{ price | money: "EUR" }} {{ price | number }} {{ 0.25 | percent }}', "€1,234.50 1,234.5 25%"),
        ("{{ tags | json }}{% echo seats %}", '["a","b"]7'),
        ("{% comment %}x{% endcomment %}{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
        ("{% case seats %}{% when 7 %}seven{% else %}other{% endcase %}", "seven"),
    ],
)
def test_what_authors_write(source: str, text: str) -> None:
    assert SHARED.check(Content(text=source, language="liquid")) == []
    assert printed(source) == text


def test_dates_and_money_in_the_readers_language() -> None:
    assert printed('{{ due | date: "long" }} {{ price | money: "EUR" }}', language="de") == (
        "Mittwoch, 1. Juli 2026 1.234,50 €"
    )


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("{{ nickname }}{{ space }}{{ nothing }}", ("nickname", "space", "nothing")),
        ("{{ nickname | upcase }}", ("nickname",)),
        ('{{ "Hi " | append: nickname }}', ("nickname",)),
        ("{{ seats | plus: unheard }}", ("unheard",)),
        ("{{ unheard | plus: 1 }}", ("unheard",)),
        ("{{ account.owner.name }}", ("account.owner.name",)),
        ("{% for i in items %}{{ i.q }}{% endfor %}", ("i.q",)),
        ("{% assign a = nickname %}{{ a }}", ("a",)),
        ('{{ first_name | date: "long" }}', ("first_name",)),
        ('{{ nickname | date: "long" }}', ("nickname",)),
        ("{{ person }} {{ items }}", ("person", "items")),
    ],
)
def test_a_blank_is_refused_by_name(source: str, names: tuple[str, ...]) -> None:
    answer = one(Content(text=source, language="liquid"))
    assert isinstance(answer, Refusal), answer
    assert (answer.code, answer.names) == ("personalisation_missing", names)
    assert "| default:" in answer.reason


HOSTILE = '<b>"O\'Neil" & co\\ \n</b>'


def test_each_part_escapes_in_its_own_way() -> None:
    content = Content(
        subject="{{ x }}",
        html="{{ x }}{{ x | safe }}",
        text="{{ x }}",
        payload='{"a":"{{ x }}","b":{{ x | json }}}',
        headers={"X-A": "{{ x }}"},
        language="liquid",
    )
    answer = one(content, x=HOSTILE)
    assert isinstance(answer, Rendered)
    assert answer.subject == answer.text == answer.headers["X-A"] == HOSTILE
    assert answer.html.startswith("&lt;b&gt;&#34;O&#39;Neil&#34; &amp; co")
    assert answer.html.endswith(HOSTILE.replace("&", "&amp;"))
    assert json.loads(answer.payload) == {"a": HOSTILE, "b": HOSTILE}


@pytest.mark.parametrize(
    ("template", "value", "url"),
    [
        ("https://h.test/{{ x }}", "../admin?x=1#y", "https://h.test/..%2Fadmin%3Fx%3D1%23y"),
        ("https://{{ x }}/p", "shop.test:8080", "https://shop.test:8080/p"),
        ("https://{{ x }}.shop.test/p", "evil.test/?", "https://evil.test%2F%3F.shop.test/p"),
        ("{{ x }}?utm=1", "https://h.test/a?b", "https://h.test/a?b?utm=1"),
        ("https://h.test/{{ x | url_encode }}", "a/b", "https://h.test/a%2Fb"),
        ("https://h.test/{% ifchanged %}{{ x }}{% endifchanged %}", "a/b", "https://h.test/a%2Fb"),
        ("https://h.test/?q={{ x }}", "..", "https://h.test/?q=.."),
    ],
)
def test_a_value_in_an_address_stays_where_it_stands(template: str, value: str, url: str) -> None:
    assert one(Content(url=template, language="liquid"), x=value) == Rendered(url=url)


@pytest.mark.parametrize(
    ("template", "value"), [("https://h.test/a/{{ x }}", ".."), ("{{ x }}", "java\nscript:alert(1)")]
)
def test_a_value_that_leads_elsewhere_refuses(template: str, value: str) -> None:
    answer = one(Content(url=template, language="liquid"), x=value)
    assert isinstance(answer, Refusal)
    assert answer.code == "template_failed"


@pytest.mark.parametrize(
    ("source", "code", "line"),
    [
        ("a\n{% if x %}", "template_syntax", 2),
        ("a\nb\n{{ x | shout }}", "template_unknown_helper", 3),
        ("a\n{% foo %}", "template_unknown_helper", 2),
        ('\n\n{% include "x" %}', "template_partial", 3),
        ('{% render "x" %}', "template_partial", 1),
        ("{{ x ", "template_syntax", 1),
    ],
)
def test_faults_are_found_before_anybody_is_met(source: str, code: str, line: int) -> None:
    (fault,) = SHARED.check(Content(subject="fine", html=source, language="liquid"))
    assert (fault.code, fault.part, fault.line) == (code, "html", line)
    answer = one(Content(html=source, language="liquid"))
    assert isinstance(answer, Refusal)
    assert answer.code == code


def test_the_fields_that_a_template_reads() -> None:
    source = "{{ a.b }} {% for i in items %}{{ i.n }}{% endfor %}{{ c | default: d }}"
    assert SHARED.paths(Content(text=source, language="liquid")) == ("a.b", "items", "c", "d")


LOOP = "{% for a in (1..900) %}{% for b in (1..900) %}x{% endfor %}{% endfor %}"
GROWS = '{% assign s = "x" %}{% for a in (1..60) %}{% assign s = s | append: s %}{% endfor %}{{ s }}'


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (LOOP, "template_failed"),
        (GROWS, "template_failed"),
        ("{% for a in (1..10000) %}{{ big }}{% endfor %}", "message_too_large"),
    ],
)
def test_what_runs_away_is_stopped_and_the_next_one_goes_on(source: str, code: str) -> None:
    answer = one(Content(text=source, language="liquid"), big="x" * 1000)
    assert isinstance(answer, Refusal)
    assert answer.code == code
    assert printed("{{ seats }}") == "7"


def test_the_time_is_the_processors_as_for_the_other_language() -> None:
    engine = TemplateEngine(limits=Limits(call_ms=20, context_ms=1))
    source = '{% for a in (1..19000) %}{{ big | replace: "a", "b" | size }}{% endfor %}'
    people = [{"big": "a" * 20_000}, {"big": "a"}]
    slow, _ = engine.render(Content(text=source, language="liquid"), people)
    assert isinstance(slow, Refusal)
    assert slow.code == "template_time_limit"
    assert engine.render(Content(text="{{ big }}", language="liquid"), people[1:]) == [Rendered(text="a")]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=50).filter(lambda text: text.strip()))
def test_any_value_comes_through_and_is_never_a_template(text: str) -> None:
    answer = one(Content(text="{{ x }}!", payload='"{{ x }}"', language="liquid"), x=text)
    assert isinstance(answer, Rendered)
    assert answer.text == text + "!"
    assert json.loads(answer.payload) == text


def test_an_integer_that_javascript_cannot_hold_is_itself_here() -> None:
    order = 2**60 + 1
    assert printed("{{ order }} {{ order | plus: 1 }} {{ list | join: ',' }}", order=order, list=[order, 3]) == (
        f"{order} {order + 1} {order},3"
    )
    assert printed("{% if order > 5 %}more{% endif %}{{ order | json }}", order=order) == f"more{order}"
    address = Content(text="x", url="https://a.test/{{ order }}", language="liquid")
    answer = one(address, order=order)
    assert isinstance(answer, Rendered) and answer.url == f"https://a.test/{order}"

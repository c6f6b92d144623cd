"""Templates render as authors expect, nobody gets a blank, and no template takes more than its share."""

import gc
import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.model.errors import Unavailable
from loopline.model.message import Content, Refusal, Rendered
from loopline.providers.templating import template_engine
from loopline.providers.templating.template_engine import Limits, TemplateEngine

ANN: dict[str, Any] = {
    "first_name": "Ann",
    "plan": "pro",
    "seats": 7,
    "zero": 0,
    "no": False,
    "empty": "",
    "space": "  ",
    "nothing": None,
    "tags": ["a", "b"],
    "none": [],
    "account": {"name": "Acme", "seats_limit": 10},
    "event": {"amount": 1234.5, "at": "2026-11-22T23:30:00Z", "items": [{"name": "x"}, {"name": "y"}]},
    "person": {"timezone": "Asia/Tokyo"},
}


@pytest.fixture(scope="module")
def engine() -> TemplateEngine:
    """One warm engine for the file, as a worker has."""
    return TemplateEngine()


def one(engine: TemplateEngine, content: Content, **changes: object) -> Rendered | Refusal:
    (answer,) = engine.render(content, [{**ANN, **changes}])
    return answer


def printed(engine: TemplateEngine, source: str, **changes: object) -> str:
    answer = one(engine, Content(text=source), **changes)
    assert isinstance(answer, Rendered), answer
    return answer.text


def blanks(engine: TemplateEngine, source: str, **changes: object) -> tuple[str, ...]:
    answer = one(engine, Content(text=source), **changes)
    assert isinstance(answer, Refusal), answer
    assert answer.code == "personalisation_missing"
    return answer.names


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Hi {{first_name}}, {{account.name}}", "Hi Ann, Acme"),
        ("{{zero}} {{no}}", "0 false"),
        ("{{#each event.items}}{{@index}}{{name}}{{#unless @last}},{{/unless}}{{/each}}", "0x,1y"),
        ("{{#account}}{{name}}{{/account}} {{#nickname}}x{{else}}nobody{{/nickname}}", "Acme nobody"),
        ("{{#each event.items}}{{lookup this 'name'}}{{@root.plan}}{{/each}}", "xproypro"),
        ("{{#with account}}{{name}} of {{../first_name}}{{/with}}", "Acme of Ann"),
        ("{{#each event.items as |item at|}}{{at}}{{item.name}}{{/each}}", "0x1y"),
        ('{{fallback nickname "friend"}} {{default nickname first_name "x"}}', "friend Ann"),
        ('{{fallback (uppercase nickname) "F"}} {{uppercase (fallback nickname "f")}}', "F F"),
        ('{{fallback nickname ""}}|', "|"),
        ("{{#if nickname}}Hi {{nickname}}{{else}}Hello{{/if}}", "Hello"),
        ("{{#if (eq plan 'pro')}}p{{/if}}{{#eq plan 'pro'}}q{{else}}r{{/eq}}", "pq"),
        ("{{#if (and (gt seats 5) (lte seats account.seats_limit))}}in{{/if}}", "in"),
        (
            "{{#if (gt unheard 5)}}a{{else}}b{{/if}}{{#if (not unheard)}}c{{/if}}{{#or nickname empty}}d{{/or}}",
            "bc",
        ),
        ("{{uppercase plan}} {{lowercase 'ABC'}} {{capitalize plan}}", "PRO abc Pro"),
        ("{{truncate 'h\u00e9llo w\u00f6rld' 6}}|{{truncate plan 6}}", "h\u00e9llo\u2026|pro"),
        ("{{join tags}} {{join tags '+'}} {{length tags}} {{length none}} {{length unheard}}", "a, b a+b 2 0 0"),
        ("{{plus seats 1}} {{minus account.seats_limit seats}} {{times seats 2}} {{divide seats 2}}", "8 3 14 3.5"),
        ("{{money event.amount 'EUR'}} {{money event.amount currency='USD'}}", "\u20ac1,234.50 $1,234.50"),
        ("{{number event.amount}} {{number event.amount decimals=0}}", "1,234.5 1,235"),
        ("{{date event.at 'datetime'}} {{date event.at 'time' zone='UTC'}}", "23 Nov 2026, 08:30 23:30"),
        ("{{json tags}} {{urlencode 'a b&c'}}", '["a","b"] a%20b%26c'),
        ("{{lookup account 'name'}} {{!-- nothing --}}\\{{raw}}", "Acme {{raw}}"),
        ("{{{first_name}}} {{~plan~}} x {{or nickname plan}}", "Annprox pro"),
        ("{{date}}", "a trait with a helper's name"),
    ],
)
def test_what_authors_write(engine: TemplateEngine, source: str, text: str) -> None:
    changes = {"date": "a trait with a helper's name"} if source == "{{date}}" else {}
    assert printed(engine, source, **changes) == text


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("{{nickname}}", ("nickname",)),
        ("{{empty}}{{space}}{{nothing}}", ("empty", "space", "nothing")),
        ("{{account.owner.name}} {{account.owner.name}}", ("account.owner.name",)),
        ("{{uppercase nickname}}", ("nickname",)),
        ("{{plus seats unheard}}", ("unheard",)),
        ("{{date event.when 'short'}}", ("event.when",)),
        ("{{date first_name 'short'}}", ("first_name",)),
        ("{{money plan 'EUR'}}", ("plan",)),
        ("{{money seats currency=their_currency}}", ("their_currency",)),
        ("{{#each event.items}}{{price}}{{/each}}", ("price",)),
        ("{{#if plan}}{{nickname}}{{/if}}", ("nickname",)),
        ("{{or nickname empty}} {{fallback nickname plan}} {{{nickname}}}", ("nickname",)),
        ("{{account}}", ("account",)),
        ("{{none}}", ("none",)),
        ("{{lookup account 'owner'}}", ("account",)),
        ("{{lookup account '__proto__'}}", ("account",)),
        ("{{lookup account 'constructor'}}", ("account",)),
        ("{{#with account}}{{toString}}{{lookup this 'valueOf'}}{{/with}}", ("toString", "this")),
        ("{{constructor}} {{account.__proto__}}", ("constructor", "account.__proto__")),
    ],
)
def test_a_blank_is_refused_by_name(engine: TemplateEngine, source: str, names: tuple[str, ...]) -> None:
    assert blanks(engine, source) == names


def test_the_refusal_of_one_person_is_nobody_elses(engine: TemplateEngine) -> None:
    content = Content(subject="Hi {{first_name}}", text="{{plan}}")
    contexts = [{"first_name": f"P{i}", "plan": None if i % 3 == 0 else "pro"} for i in range(250)]
    answers = engine.render(content, contexts)
    assert [isinstance(answer, Refusal) for answer in answers] == [i % 3 == 0 for i in range(250)]
    assert [answer.subject for answer in answers if isinstance(answer, Rendered)] == [
        f"Hi P{i}" for i in range(250) if i % 3
    ]


HOSTILE = '<b>"O\'Neil" & co\\ \n</b>'


def test_each_part_escapes_in_its_own_way(engine: TemplateEngine) -> None:
    content = Content(
        subject="{{x}}",
        html="{{x}}{{{x}}}",
        text="{{x}}",
        payload='{"a":"{{x}}","b":{{json x}},"c":"{{uppercase x}}"}',
        headers={"X-A": "{{x}}"},
        preheader="{{x}}",
    )
    answer = one(engine, content, x=HOSTILE)
    assert isinstance(answer, Rendered)
    assert answer.subject == answer.text == answer.headers["X-A"] == HOSTILE
    escaped = "&lt;b&gt;&quot;O&#x27;Neil&quot; &amp; co\\ \n&lt;/b&gt;"
    assert answer.html == escaped + HOSTILE
    assert answer.preheader == escaped
    assert json.loads(answer.payload) == {"a": HOSTILE, "b": HOSTILE, "c": HOSTILE.upper()}


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=50).filter(lambda text: text.strip()))
def test_any_value_comes_through_text_and_json(text: str) -> None:
    answer = one(SHARED, Content(text="{{x}}!", payload='"{{x}}"'), x=text)
    if isinstance(answer, Refusal):  # JavaScript counts more letters as blank than Python does
        assert answer.names[0] == "x"
        return
    assert answer.text == text + "!"
    assert json.loads(answer.payload) == text


SHARED = TemplateEngine()


def test_a_value_is_never_a_template(engine: TemplateEngine) -> None:
    assert printed(engine, "{{x}}", x="{{first_name}}") == "{{first_name}}"


def test_long_numbers_keep_their_digits(engine: TemplateEngine) -> None:
    assert printed(engine, "{{id}} {{list.[0]}}", id=2**63 + 1, list=[2**60 + 1]) == f"{2**63 + 1} {2**60 + 1}"


LOOP = "{{#each a}}{{#each @root.a}}{{#each @root.a}}{{#each @root.a}}{{x}}{{/each}}{{/each}}{{/each}}{{/each}}"
LONG, SHORT = {"a": [{"x": 1}] * 400}, {"a": [{"x": 2}]}


def test_a_person_whose_data_loops_for_ever_refuses_nobody_else() -> None:
    engine = TemplateEngine(limits=Limits(call_ms=150, context_ms=1))
    answers = engine.render(Content(text=LOOP), [SHORT, LONG, SHORT, LONG, SHORT])
    assert [getattr(answer, "code", "sent") for answer in answers] == [
        "sent",
        "template_time_limit",
        "sent",
        "template_time_limit",
        "sent",
    ]


def test_a_template_that_loops_for_everybody_is_given_up_and_others_go_on() -> None:
    engine = TemplateEngine(limits=Limits(call_ms=150, context_ms=1))
    answers = engine.render(Content(text=LOOP), [LONG] * 100)
    assert {getattr(answer, "code", "sent") for answer in answers} == {"template_time_limit"}
    assert engine.render(Content(text=LOOP), [SHORT])[0] == answers[0]
    assert printed(engine, "{{plan}}") == "pro"


def test_a_starved_machine_is_not_the_templates_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses = [0.4, 0.4]

    def paused(value: object, style: str, zone: str) -> str:
        time.sleep(pauses.pop() if pauses else 0)
        return "now"

    monkeypatch.setattr(template_engine, "format_date", paused)
    engine = TemplateEngine(limits=Limits(call_ms=150, context_ms=1))
    assert printed(engine, "{{date seats}}{{#each a}}{{this}}{{/each}}", a=["."] * 3_000) == "now" + "." * 3_000
    assert not pauses


def test_a_flood_is_refused(engine: TemplateEngine) -> None:
    flood = {"a": ["x" * 1000] * 600}
    answers = engine.render(Content(text="{{#each a}}{{this}}{{/each}}"), [flood, {"a": ["x"]}])
    assert [getattr(answer, "code", "sent") for answer in answers] == ["message_too_large", "sent"]


def test_a_full_heap_is_refused_and_the_engine_lives() -> None:
    engine = TemplateEngine(limits=Limits(heap_bytes=8 * 1024 * 1024, call_ms=5_000))
    content = Content(text="{{#each a}}{{#each @root.a}}{{@root.s}}{{/each}}{{/each}}")
    answers = engine.render(content, [{"a": [1] * 100, "s": "y" * 10_000}, {"a": [1], "s": "z"}])
    assert isinstance(answers[0], Refusal)
    assert answers[1] == Rendered(text="z")
    assert printed(engine, "{{plan}}") == "pro"


@pytest.mark.parametrize(
    ("source", "code", "line"),
    [
        ("ok\n{{#if x}}", "template_syntax", 2),
        ("{{first_name", "template_syntax", 1),
        ("{{#if x}}{{/each}}", "template_syntax", 1),
        ("a\nb\n{{shout first_name}}", "template_unknown_helper", 3),
        ("{{uppercase (shout x)}}", "template_unknown_helper", 1),
        ("{{#if (shout x)}}{{/if}}", "template_unknown_helper", 1),
        ("{{> footer}}", "template_partial", 1),
        ("{{if x}}", "template_syntax", 1),
        ("{{$print x 'y'}}", "template_unknown_helper", 1),
    ],
)
def test_faults_are_found_before_anybody_is_met(engine: TemplateEngine, source: str, code: str, line: int) -> None:
    (fault,) = engine.check(Content(subject="fine", html=source))
    assert (fault.code, fault.part, fault.line) == (code, "html", line)
    answer = one(engine, Content(html=source))
    assert isinstance(answer, Refusal)
    assert answer.code == code


def test_a_good_template_has_no_faults(engine: TemplateEngine) -> None:
    assert (
        engine.check(Content(subject="{{first_name}}", html="{{#if x}}{{date x 'short'}}{{/if}}", text="plain")) == []
    )


def test_the_fields_that_a_template_reads(engine: TemplateEngine) -> None:
    content = Content(
        subject="Hi {{first_name}} {{fallback nick (lowercase other)}}",
        html="{{#each event.items as |item|}}{{name}} {{../plan}} {{item.x}} {{@index}}{{/each}}"
        "{{#with account}}{{name}}{{@root.seats}}{{/with}}{{#if (gt score limit)}}{{/if}}",
        url="{{broken",
    )
    assert engine.paths(content) == (
        "first_name",
        "nick",
        "other",
        "event.items",
        "event.items[].name",
        "plan",
        "account",
        "account.name",
        "seats",
        "score",
        "limit",
    )


def test_templates_beyond_the_bound_are_forgotten_and_come_back() -> None:
    engine = TemplateEngine(limits=Limits(templates=3))
    for at in [*range(10), *range(10)]:
        assert printed(engine, f"{at} {{{{plan}}}}") == f"{at} pro"
    assert engine._do(lambda kitchen: len(kitchen._loaded)) == 3


def test_any_thread_may_ask() -> None:
    engine = TemplateEngine()
    with ThreadPoolExecutor(8) as pool:
        texts = list(pool.map(lambda at: printed(engine, "{{plan}} {{n}}", n=at), range(50)))
    assert texts == [f"pro {at}" for at in range(50)]
    engine.close()
    engine.close()
    with pytest.raises(Unavailable, match="template_engine_closed"):
        printed(engine, "x")


def test_a_dropped_engine_takes_its_thread_along() -> None:
    engine = TemplateEngine()
    thread = engine._thread
    printed(engine, "{{plan}}")
    assert thread.is_alive()
    del engine
    gc.collect()
    thread.join(5)
    assert not thread.is_alive()


def test_a_missing_engine_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="make assets"):
        TemplateEngine(tmp_path / "handlebars.min.js")

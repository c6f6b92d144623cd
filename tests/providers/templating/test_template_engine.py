"""Templates render as authors expect, nobody gets a blank, and no template takes more than its share."""

import gc
import json
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.model.errors import Unavailable
from loopline.model.message import Content, Refusal, Rendered
from loopline.providers.templating import renderer_pool
from loopline.providers.templating.protocol import Limits
from loopline.providers.templating.template_engine import CHECKS_WAITING_MAX, TemplateEngine

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


SHARED = TemplateEngine()


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
    assert answer.html == escaped + HOSTILE.replace("&", "&amp;")
    assert answer.preheader == escaped
    assert json.loads(answer.payload) == {"a": HOSTILE, "b": HOSTILE, "c": HOSTILE.upper()}


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("<p>{{{x}}}</p>", "<p><a>a</a></p>"),
        ("<p>{{&x}}</p>", "<p><a>a</a></p>"),
        ("{{#if x}}<p>{{{fallback y x}}}</p>{{/if}}", "<p><a>a</a></p>"),
        ('<a title="{{{x}}}">', '<a title="&lt;a onclick=&quot;b&quot; href=&quot;javascript:c&quot;&gt;a&lt;/a&gt;">'),
        ('<a\n href="https://a.test/?{{{q}}}">', '<a\n href="https://a.test/?a=1&amp;b=2&c">'),
    ],
)
def test_what_a_person_wrote_cannot_act_where_it_is_printed_as_html(
    engine: TemplateEngine, source: str, printed: str
) -> None:
    answer = one(engine, Content(html=source), x='<a onclick="b" href="javascript:c">a</a>', q="a=1&amp;b=2&c")
    assert isinstance(answer, Rendered), answer
    assert answer.html == printed


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=50).filter(lambda text: text.strip()))
def test_any_value_comes_through_text_and_json(text: str) -> None:
    answer = one(SHARED, Content(text="{{x}}!", payload='"{{x}}"'), x=text)
    if isinstance(answer, Refusal):  # JavaScript counts more letters as blank than Python does
        assert answer.names[0] == "x"
        return
    assert answer.text == text + "!"
    assert json.loads(answer.payload) == text


@pytest.mark.parametrize(
    ("template", "value", "url"),
    [
        ("https://h.test/{{x}}", "../admin?x=1#y", "https://h.test/..%2Fadmin%3Fx%3D1%23y"),
        ("https://h.test/a/{{x}}/b", "gr\u00fc n", "https://h.test/a/gr%C3%BC%20n/b"),
        ("https://h.test/?q={{x}}&z=1", "a&b=c+d#e", "https://h.test/?q=a%26b%3Dc%2Bd%23e&z=1"),
        ("https://h.test/#{{x}}", "a b", "https://h.test/#a%20b"),
        ("https://h.test/v..{{x}}", "..", "https://h.test/v...."),
        ("https://h.test/?q={{x}}", "..", "https://h.test/?q=.."),
        ("https://{{x}}/p", "shop.test:8080", "https://shop.test:8080/p"),
        ("https://{{x}}.shop.test/p", "evil.test/?", "https://evil.test%2F%3F.shop.test/p"),
        ("https://{{x}}.shop.test/p", "user@evil.test", "https://user%40evil.test.shop.test/p"),
        ("{{x}}", "https://h.test/a/b?c=d&e=%20#f", "https://h.test/a/b?c=d&e=%20#f"),
        (" {{x}}?utm={{plan}}", "myapp://open/1", " myapp://open/1?utm=pro"),
        ("{{x}}/{{y}}", "https://h.test", "https://h.test/a%2Fb"),
        ("{{#if plan}}https://h.test{{else}}https://i.test{{/if}}/{{x}}", "a/b", "https://h.test/a%2Fb"),
        ("https://h.test/{{#each event.items}}{{name}}/{{/each}}{{x}}", "a/b", "https://h.test/x/y/a%2Fb"),
        ("https://h.test/{{{x}}}", "a/b?c", "https://h.test/a/b?c"),
        ("https://h.test/{{urlencode x}}", "a/b", "https://h.test/a%2Fb"),
        ('https://h.test/{{fallback (urlencode x) "none"}}', "a/b", "https://h.test/a%2Fb"),
        ('https://h.test/{{fallback x "none"}}', "", "https://h.test/none"),
        ("https://h.test/{{x}}", "\ue000..\ue001", "https://h.test/%EE%80%80..%EE%80%81"),
        ("https://h.test/{{x}}", 7, "https://h.test/7"),
    ],
)
def test_a_value_in_an_address_stays_where_it_stands(
    engine: TemplateEngine, template: str, value: object, url: str
) -> None:
    answer = one(engine, Content(url=template, text="{{plan}}"), x=value, y="a/b")
    assert answer == Rendered(url=url, text="pro")


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("https://h.test/a/{{x}}", ".."),
        ("https://h.test/a/{{x}}/b", "."),
        ("https://h.test/a/.{{x}}", "."),
        ("https://h.test/a/{{x}}{{x}}?q", "."),
        ("{{x}}", "java\nscript:alert(1)"),
        ("{{x}}", " DATA:text/html,x"),
    ],
)
def test_a_value_that_leads_elsewhere_refuses_the_message(engine: TemplateEngine, template: str, value: str) -> None:
    answer = one(engine, Content(url=template), x=value)
    assert isinstance(answer, Refusal)
    assert answer.code == "template_failed"
    assert one(engine, Content(url=template), x="") == one(engine, Content(url="{{x}}"), x="")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20), st.sampled_from(["path", "query"]))
def test_any_value_of_an_address_is_read_back(text: str, where: str) -> None:
    template = {"path": "https://h.test/a/{{x}}/b", "query": "https://h.test/?a=1&x={{x}}&b=2"}[where]
    answer = one(SHARED, Content(url=template), x=text)
    if isinstance(answer, Refusal):
        assert answer.names or text in (".", "..")
        return
    parts = urlsplit(answer.url)
    assert parts.netloc == "h.test"
    if where == "path":
        assert [unquote(segment) for segment in parts.path.split("/")] == ["", "a", text, "b"]
    else:
        assert parse_qsl(parts.query, keep_blank_values=True) == [("a", "1"), ("x", text), ("b", "2")]


def test_a_value_is_never_a_template(engine: TemplateEngine) -> None:
    assert printed(engine, "{{x}}", x="{{first_name}}") == "{{first_name}}"


def test_long_numbers_keep_their_digits(engine: TemplateEngine) -> None:
    assert printed(engine, "{{id}} {{list.[0]}}", id=2**63 + 1, list=[2**60 + 1]) == f"{2**63 + 1} {2**60 + 1}"


@pytest.mark.parametrize("number", [2**53 + 1, -(2**53) - 1, 2**64 - 1, 10**30, 2**53 - 1, 7])
def test_a_long_number_stays_a_number_in_json_and_shows_its_digits_elsewhere(
    engine: TemplateEngine, number: int
) -> None:
    data = {"n": number, "text": str(number), "list": [number, str(number)]}
    whole = printed(engine, "{{json all}}", all=data)
    assert msgspec.json.decode(whole, type=dict[str, object]) == data
    shown = "{{n}}|{{urlencode n}}|{{fallback gone n}}|{{join list '+'}}|{{list}}|{{eq n n}}|{{lookup list 0}}"
    n = str(number)
    assert printed(engine, shown, **data) == f"{n}|{n}|{n}|{n}+{n}|{n},{n}|true|{n}"


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
    with engine._pool.lent() as process:
        assert len(process.loaded) == len(engine._templates) == 3


def test_any_thread_may_ask() -> None:
    engine = TemplateEngine()
    with ThreadPoolExecutor(8) as pool:
        texts = list(pool.map(lambda at: printed(engine, "{{plan}} {{n}}", n=at), range(50)))
    assert texts == [f"pro {at}" for at in range(50)]
    engine.close()
    engine.close()
    with pytest.raises(Unavailable, match="template_engine_closed"):
        printed(engine, "x")


def test_a_dropped_engine_takes_its_process_along() -> None:
    engine = TemplateEngine()
    printed(engine, "{{plan}}")
    (pid,) = engine._pool.started()
    del engine
    gc.collect()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_process_that_is_killed_at_any_time_costs_no_message() -> None:
    died: list[BaseException] = []
    engine = TemplateEngine(on_error=died.append)
    people = [{**ANN, "n": at} for at in range(32)]
    killed = 0
    with ThreadPoolExecutor(1) as pool:
        for at in range(60):
            batch = pool.submit(engine.render, Content(text=f"{at % 3} {{{{n}}}}"), people)
            if pids := engine._pool.started() if at % 3 == 0 else []:
                os.kill(pids[0], signal.SIGKILL)
                killed += 1
            assert batch.result() == [Rendered(text=f"{at % 3} {n}") for n in range(32)]
    assert killed > 10
    assert len(died) <= killed


def test_a_process_that_is_stopped_for_a_while_blames_no_template() -> None:
    engine = TemplateEngine(limits=Limits(call_ms=300, context_ms=1))
    assert printed(engine, "{{plan}}") == "pro"
    (pid,) = engine._pool.started()
    text = "{{#each a}}{{this}}{{/each}}"
    with ThreadPoolExecutor(1) as pool:
        os.kill(pid, signal.SIGSTOP)
        answer = pool.submit(printed, engine, text, a=["."] * 3_000)
        time.sleep(0.6)
        os.kill(pid, signal.SIGCONT)
        assert answer.result() == "." * 3_000
    assert engine._pool.started() == [pid]


def test_what_the_kernel_ends_for_its_time_is_the_templates_fault() -> None:
    """SIGPROF is what it sends to a process whose time is up: here it comes from us."""
    engine = TemplateEngine(limits=Limits(call_ms=10_000))
    content = Content(text=LOOP)
    assert engine.render(content, [SHORT]) == [Rendered(text="2")]
    (pid,) = engine._pool.started()
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(engine.render, content, [LONG])
        time.sleep(0.3)
        os.kill(pid, signal.SIGPROF)
        (refusal,) = answer.result()
    assert isinstance(refusal, Refusal)
    assert refusal.code == "template_time_limit"
    assert engine.render(content, [SHORT]) == [Rendered(text="2")]
    assert engine._pool.started() != [pid]


def test_nobody_else_stands_still_while_a_template_runs_away() -> None:
    """The ticks of this thread, counted while another renders; each render used to stop it for all of its time."""
    engine = TemplateEngine(limits=Limits(call_ms=500))
    ticks = 0
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(engine.render, Content(text=LOOP), [LONG])
        while not answer.done():
            time.sleep(0.002)
            ticks += 1
    assert isinstance(answer.result()[0], Refusal)
    assert ticks > 25


def test_a_template_that_runs_away_leaves_a_process_for_others() -> None:
    engine = TemplateEngine(limits=Limits(call_ms=800))
    assert printed(engine, "{{plan}}") == "pro"
    with ThreadPoolExecutor(4) as pool:
        away = [pool.submit(engine.render, Content(text=LOOP), [LONG]) for _ in range(3)]
        time.sleep(0.2)
        for at in range(20):
            assert printed(engine, "{{plan}} {{n}}", n=at) == f"pro {at}"
        assert not any(one.done() for one in away)
        assert len(engine._pool.started()) == 2
        codes = [getattr(one.result()[0], "code", "") for one in away]
    assert codes == ["template_time_limit"] * 3


HUGE = "{{#if a}}" * 20_000 + "x" + "{{/if}}" * 20_000


def test_a_template_that_takes_too_long_to_check_is_a_fault_and_no_error() -> None:
    engine = TemplateEngine(limits=Limits(compile_ms=100))
    (fault,) = engine.check(Content(subject="x", html=HUGE))
    assert (fault.code, fault.part) == ("template_time_limit", "html")
    (refusal,) = engine.render(Content(html=HUGE), [ANN])
    assert isinstance(refusal, Refusal)
    assert refusal.code == "template_time_limit"
    assert engine.check(Content(subject="{{x}}")) == []


def test_checks_that_wait_are_bounded() -> None:
    engine = TemplateEngine(limits=Limits(compile_ms=300))
    with ThreadPoolExecutor(20) as pool:
        asked = [pool.submit(engine.check, Content(html=HUGE)) for _ in range(20)]
        raised = [one.exception() for one in asked]
    codes = [error.code for error in raised if isinstance(error, Unavailable)]
    assert codes == ["template_engine_busy"] * len(codes)
    assert len(codes) >= 20 - 1 - CHECKS_WAITING_MAX - 3
    assert None in raised


def test_a_missing_renderer_is_told_and_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = TemplateEngine()
    with monkeypatch.context() as broken:
        broken.setattr(renderer_pool, "MODULE", "loopline.providers.templating.nowhere")
        with pytest.raises(Unavailable, match="template_engine_down"):
            printed(engine, "{{plan}}")
    assert printed(engine, "{{plan}}") == "pro"


def test_a_missing_engine_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="make assets"):
        TemplateEngine(tmp_path / "handlebars.min.js")

"""What decided a condition: the values that it looked at, by the names that it uses, in one order."""

from typing import Any

import msgspec
from hypothesis import given

from loopline.conditions.dates import iso_text
from loopline.conditions.language import Scope, compile_condition
from loopline.conditions.path import compile_path, value_at
from loopline.decisions.context import DecisionContext
from loopline.decisions.evidence import deciding_values, evidence
from loopline.model.change import Change
from loopline.model.history.times import Forgotten
from loopline.model.person import Enrollment, Person
from loopline.model.signals.scores import is_score
from tests.decisions.played import ANN, DAY, MAIL, START, did, published
from tests.properties.conditions import NOW, conditions, histories, traits

INSIDE = Enrollment("e1", "j", 1, "mail", 1, START, START, entry=b'{"order":"a"}', answers={"ask": b'{"a":{"b":[1]}}'})
ASKED = (
    'count("seen", within="30d") == 7 or count("seen") > 5 or days_since(last("seen")) > 3 or first("seen") > now()'
    ' or last("never") > now() or in_list("vip") or consented("email", "news") or in_segment("none")'
)
ALL_SORTS = (
    'receipts("mail") or answer("ask", "a.b") == 1 or answer("ask", "c") == 1 or entry["order"] == event.order.id'
    ' or account.id == "x" or account["two words"] == 2 or count("seen") > 1 or plan == "free" or address.city == "x"'
).replace('receipts("mail")', 'opened("mail")')


def ctx(person: Person = ANN) -> DecisionContext:
    change = Change(START, event=did("go", order="a"))
    return DecisionContext(person, change, published({"nodes": {"mail": MAIL}}), START, [])


def test_the_values_that_decided_are_those_that_the_condition_names() -> None:
    condition = compile_condition('plan == "free" and event.order == entry.order and count("seen") >= 1')
    assert deciding_values(condition, ctx().enrollment_scope(INSIDE)) == {
        "plan": None,
        "event.order": "a",
        "entry.order": "a",
        "count(seen)": 0,
    }


def test_with_no_entry_at_hand_nothing_is_said_of_it() -> None:
    condition = compile_condition('event.order == entry.order and plan == "free"')
    assert list(deciding_values(condition, ctx().scope())) == ["plan", "event.order"]
    assert list(deciding_values(condition, ctx().enrollment_scope(INSIDE))) == ["plan", "event.order", "entry.order"]


def test_what_was_asked_of_history_lists_and_consent_is_shown_as_it_was_asked() -> None:
    times = tuple(START - age * DAY for age in (90, 40, 20, 10))
    person = msgspec.structs.replace(ANN, history={"seen": times}, lists=("vip",), consent={"email": False})
    assert deciding_values(compile_condition(ASKED), ctx(person).scope()) == {
        "consented(email, news)": False,
        "count(seen)": 4,
        "count(seen, 30d)": 2,
        "first(seen)": iso_text(times[0]),
        "in_list(vip)": True,
        "in_segment(none)": None,
        "last(never)": None,
        "last(seen)": iso_text(times[-1]),
    }


def test_a_count_that_is_not_known_to_the_last_is_shown_as_what_is_known() -> None:
    times = tuple(range(START - 1_000, START))
    gone = Forgotten(500, START - DAY, START - 1_001)
    person = msgspec.structs.replace(ANN, history={"seen": times}, forgotten={"seen": gone})
    asked = compile_condition('count("seen", within="30d") >= 1200 and count("seen") > 1')
    assert deciding_values(asked, ctx(person).scope()) == {"count(seen)": 1500, "count(seen, 30d)": "1000 or more"}


def test_every_sort_of_value_is_shown_in_its_order() -> None:
    person = msgspec.structs.replace(ANN, account="@acme", account_traits={"two words": 2}, traits={"address": {}})
    inside = msgspec.structs.replace(INSIDE, receipts={"mail": ("sent", "opened")})
    found = deciding_values(compile_condition(ALL_SORTS), ctx(person).enrollment_scope(inside))
    assert list(found.items()) == [
        ("address", {}),
        ("plan", None),
        ("account.id", "acme"),
        ("account.two words", 2),
        ("event.order.id", None),
        ("entry.order", "a"),
        ("count(seen)", 0),
        ("receipts(mail)", ["sent", "opened"]),
        ("answer(ask.a.b)", [1]),
        ("answer(ask.c)", None),
    ]


def test_an_unknown_truth_has_a_name() -> None:
    condition, scope = compile_condition("plan == 1"), Scope(traits={"plan": "x"})
    assert evidence(condition, None, scope) == {"when": "plan == 1", "truth": "unknown", "values": {"plan": "x"}}
    assert evidence(condition, False, scope)["truth"] is False


@given(text=conditions(), known=traits, history=histories, event=traits)
def test_fields_are_shown_as_a_walk_down_from_their_root_finds_them(
    text: str, known: dict[str, Any], history: dict[str, list[int]], event: dict[str, Any]
) -> None:
    condition = compile_condition(text)
    scope = Scope(traits=known, account=known, account_id="acme", event=event, entry=event, history=history, now=NOW)
    plain = {name: known.get(name) for name in sorted(condition.traits) if not is_score(name)}
    plain |= {f"account.{n}": compile_path(f'account["{n}"]').look(scope) for n in sorted(condition.account_traits)}
    plain |= {f"event.{path}": value_at(path.split("."), event) for path in sorted(condition.event_paths)}
    plain |= {f"entry.{path}": value_at(path.split("."), event) for path in sorted(condition.entry_paths)}
    found = list(deciding_values(condition, scope).items())
    assert found[: len(plain)] == list(plain.items())
    assert all("(" in name for name, _ in found[len(plain) :]), "the rest are answers to questions"


def test_a_part_of_the_past_is_shown_with_its_bounds() -> None:
    text = (
        'count("seen", since=entry.at) == 1 or count("seen", within="7d", ago="1d", where=a > 1) == 1'
        ' or min_count("seen", "7d", 4) == 1 or distinct("seen", "a", since=start_of("week")) == 1'
    )
    shown = deciding_values(compile_condition(text), Scope(entry={}, entry_at=0, history={"seen": [5, 7]}, now=9))
    assert shown == {
        "entry.at": "1970-01-01T00:00:00Z",
        "count(seen, since=entry.at)": 2,
        "count(seen, 7d, ago=1d, where=a > 1)": 0,
        "min_count(seen, 7d, 4)": 0,
        'distinct(seen, a, since=start_of("week"))': 0,
    }

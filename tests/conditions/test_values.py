"""Values in conditions: fields, arithmetic, windows to the millisecond, and each function."""

import pytest

from loopline.conditions.language import Scope, Truth, compile_condition

DAY = 86_400_000
NOW = 1_790_000_000_000
SCOPE = Scope(
    traits={
        "plan": "Free",
        "city": "İSTANBUL",
        "seats": 3,
        "tags": ["a", 1, None],
        "born": "2026-09-18",
        "since": NOW,
        "deep": -1e308,
        "tiny": 5e-324,
        "id": 2**53 + 1,
        "near": 2**53,
        "most": 2**64 - 1,
        "ids": [2**53 + 1, -(2**63), 2**64 - 1],
    },
    account={"seats": 10, "address": {"zip code": "1011"}},
    event={"amount": 5, "name": "inner", "items": [1]},
    event_name="order",
    entry={"amount": 5},
    history={"login": [NOW - 30 * DAY, NOW - 3 * DAY, NOW - 1]},
    receipts={"welcome": frozenset({"delivered", "opened"})},
    lists={"beta"},
    consent=lambda channel, topic: {("email", None): True, ("email", "news"): False}.get((channel, topic)),
    segments={"vip": compile_condition("seats > 2"), "odd": compile_condition("missing > 2")},
    now=NOW,
)
CASES: list[tuple[str, Truth]] = [
    ("account.seats / seats > 3", True),
    ('account.address["zip code"] == "1011"', True),
    ("account.address.street == null", True),
    ("plan.x.y == null", True),
    ('event.name == "order"', True),
    ('event["name"] == "inner"', True),
    ("event.amount == entry.amount", True),
    ("person.seats == 3", True),
    ("-seats == -3", True),
    ("seats % 2 == 1", True),
    ("-seats % 2 == 1", True),
    ("seats % 0 == 1", None),
    ('plan + "x" == "Freex"', None),
    ("tags * 2 == 2", None),
    (" * ".join(["1e18"] * 16) + " > 1", True),
    (" * ".join(["1e18"] * 17) + " > 1", None),
    ("0 == -deep", None),
    ("-(-deep) < 0", None),
    ("deep < 0", True),
    ("deep + deep < 0", None),
    ("deep * 0 == 0", True),
    ("seats % deep < 0", None),
    ("tiny / 2 == 0", True),
    ("1 / (tiny / 2) > 0", None),
    ("1 / tiny > 0", None),
    ("0 - tiny < 0", True),
    ("id == 9007199254740992", False),
    ("id == 9007199254740993", True),
    ("id == 9007199254740992.0", False),
    ("id in [9007199254740992]", False),
    ("id > near", True),
    ("near < id <= most", True),
    ("id + 0 == near", True),
    ("id - near == 0", True),
    ("most > 9223372036854775807", True),
    ("most == most + 0", False),
    ("most % 2 == 0", True),
    ("-id != -near", False),
    ("contains(ids, 9007199254740992)", False),
    ("contains(ids, 9007199254740993)", True),
    ("contains(ids, near)", False),
    ("contains(ids, id)", True),
    ("contains(ids, most + 0)", False),
    ("contains(ids, -9223372036854775807 - 1)", True),
    ("contains(ids, tiny / 0)", None),
    ("contains(tags, near)", False),
    ('count("login") == 3', True),
    ('count("login", within="30d") == 2', True),
    ('count("login", within="31d") == 3', True),
    ('count("login", within="3d") == 1', True),
    ('count("other") == 0', True),
    ('count("other", within="1d") == 0', True),
    ('days_since(first("login")) == 30', True),
    ('hours_since(last("login")) == 0', True),
    ('days_until(last("login")) == -1', True),
    ('hours_until(last("other")) == 0', None),
    ("hours_until(now()) == 0", True),
    ('days_since(last("other")) == 0', None),
    ('last("other") == null', True),
    ('first("login") < last("login")', True),
    ("days_since(born) == 3", True),
    ("days_since(since) == 0", True),
    ("days_since(plan) == 0", None),
    ("days_since(seats + 1) == 0", None),
    ("now() == since", True),
    ('date("2026-09-18") == born', True),
    ("has(plan)", True),
    ("has(missing)", False),
    ("has(account.address)", True),
    ("has(event.x)", False),
    ('lower(plan) == "free"', True),
    ('lower(city) == "istanbul"', True),
    ('lower(seats) == "3"', None),
    ('contains(plan, "ree")', True),
    ('contains(plan, "REE")', False),
    ('contains(tags, "a")', True),
    ("contains(tags, 1)", True),
    ("contains(tags, true)", False),
    ("contains(tags, missing)", None),
    ('contains(seats, "a")', None),
    ("contains(plan, 1)", None),
    ('starts_with(plan, "Fr")', True),
    ('ends_with(plan, "x")', False),
    ("starts_with(plan, seats)", None),
    ("length(plan) == 4", True),
    ("length(tags) == 3", True),
    ("length(seats) == 1", None),
    ('in_segment("vip")', True),
    ('in_segment("odd")', None),
    ('in_segment("none")', None),
    ('in_list("beta")', True),
    ('in_list("other")', False),
    ('consented("email")', True),
    ('consented("email", "news")', False),
    ('consented("sms")', None),
    ('delivered("welcome")', True),
    ('opened("welcome")', True),
    ('clicked("welcome")', False),
    ('replied("other")', False),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_value_is_what_the_reference_says(text: str, expected: Truth) -> None:
    assert compile_condition(text).evaluate(SCOPE) is expected


def test_without_an_event_its_fields_are_unknown() -> None:
    for text in ("event.amount == 5", "entry.amount == 5", "account.seats == 10", 'event.name == "order"'):
        assert compile_condition(text).evaluate(Scope()) is None


def test_an_occurrence_counts_at_once_and_until_exactly_its_window_has_passed() -> None:
    condition = compile_condition('count("login", within="10s") == 1')
    truths = [condition.evaluate(Scope(history={"login": [1_000]}, now=now)) for now in (999, 1_000, 10_999, 11_000)]
    assert truths == [True, True, True, False]


def test_asking_changes_nothing() -> None:
    history = {"login": [1, 2]}
    scope = Scope(history=history, traits={"tags": ["a"]}, now=5)
    compile_condition('count("login", within="1d") > 1 and contains(tags, "a") and count("new") == 0').evaluate(scope)
    assert (history, scope.traits, scope.now) == ({"login": [1, 2]}, {"tags": ["a"]}, 5)

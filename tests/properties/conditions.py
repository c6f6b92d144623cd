"""Random conditions, and random people for them, for the properties of the condition language."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

DAY_MS = 86_400_000
NOW = 1_790_000_000_000

EVENTS = ["login", "order"]
TRAITS = ["plan", "seats", "since", "tags", "address", "vip", "ratio"]
DATES = ["2026-01-31", "2026-09-22T10:00:00Z", "2026-09-20 01:02:03.25+05:30", "9999-12-31", "2026-02-30", "1066-10-14"]
WORDS = ["free", "pro", "Pro", "", "ÄRGER", "ärger", "İstanbul", 'quo"te', "50%", "a\\b", "3", "true", *DATES]

BOUNDS = [
    2**53 - 1,
    2**53,
    2**53 + 1,
    -(2**53) - 1,
    2.0**53,
    2**63 - 1,
    1 - 2**63,
    9e18,
    5e-324,
    -1e-320,
    2.3e-308,
    -0.0,
]
FIELD_BOUNDS = [2**63, 2**64 - 1, -(2**63), 1e200, -1e200, 1e300, -1e308, 1.7976931348623157e308]
numbers = st.integers(-50, 50) | st.sampled_from([0, 0.0, 0.5, -2.25, 1e15, NOW, NOW - 3 * DAY_MS, *BOUNDS])
words = st.sampled_from(WORDS) | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=4)
scalars = numbers | st.sampled_from(FIELD_BOUNDS) | words | st.booleans() | st.none()
objects = st.dictionaries(st.sampled_from(["country", "zip code", "tags"]), scalars | st.lists(scalars, max_size=2))
values = scalars | st.lists(scalars | objects, max_size=3) | objects
kept_scores = st.fixed_dictionaries(
    {
        "value": st.floats(0, 1) | st.sampled_from([0, 1, 0.7, 12.5]),
        "until": st.just(0) | st.integers(-2, 3).map(lambda days: NOW + days * DAY_MS) | st.integers(NOW - 1, NOW + 1),
        "version": st.just("1"),
        "at": st.just(NOW - DAY_MS),
        "reasons": st.just([["visits", 0, 0.25]]),
    }
)
"""Scores as people keep them; no sender can write there, so they are always whole."""
scored = st.dictionaries(st.sampled_from(["$score:churn", "$score:value"]), kept_scores)
stated_traits: st.SearchStrategy[dict[str, Any]] = st.dictionaries(st.sampled_from(TRAITS), values)
traits: st.SearchStrategy[dict[str, Any]] = st.builds(lambda said, kept: said | kept, stated_traits, scored)
moments = st.integers(-40, 3).map(lambda days: NOW + days * DAY_MS) | st.integers(NOW - 40 * DAY_MS, NOW + 10)
histories = st.dictionaries(st.sampled_from(EVENTS), st.lists(moments, min_size=1, max_size=5).map(sorted))
consents = st.dictionaries(st.sampled_from(["email", "email:news", "sms"]), st.booleans())


def quoted(word: str) -> str:
    """A string as a condition writes it."""
    return '"' + "".join(char if char.isalnum() else f"\\U{ord(char):08x}" for char in word) + '"'


def joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Conditions of conditions."""
    return st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        inner.map("not ({})".format),
    )


literals = st.one_of(numbers.map(repr), words.map(quoted), st.sampled_from(["true", "false"]))
trait_paths = st.sampled_from(
    [
        *TRAITS,
        "address.country",
        'address["zip code"]',
        "account.seats",
        "account.plan",
        "account.id",
        "tags[0]",
        "tags[-1].country",
        "account.tags[1]",
        "address.tags[-2]",
        'tags[1]["zip code"]',
    ]
)
events = st.sampled_from(EVENTS).map(quoted)
starts = st.sampled_from(["day", "week", "month", "quarter", "year"]).map('start_of("{}")'.format)
sinces_of = st.one_of(
    st.sampled_from(["since", "plan", "account.seats", 'last("login")', 'first("order")', '"2026-09-20"']),
    st.sampled_from(['last("login", within="3d")', 'date("2026-09-20T10:00")', "date(since)", 'first("login")']),
    starts,
)
withins = st.one_of(
    st.sampled_from(["", ', within="30d"', ', within="3d"', ', within="1w"', ', within="1h"']),
    st.sampled_from([', within="3d", ago="1d"', ', within="1h", ago="7d"', ', within="1w", ago="1w"']),
    sinces_of.map(", since={}".format),
)
"""The part of the past that a function looks at."""
spans = st.sampled_from(['"1d", 3', '"1w", 4', '"1h", 2', '"3d", 5'])
counts = st.builds("count({}{})".format, events, withins) | st.builds(
    "{}({}, {})".format, st.sampled_from(["min_count", "max_count"]), events, spans
)
dates = st.one_of(
    st.builds("{}({}{})".format, st.sampled_from(["first", "last"]), events, withins),
    st.just("now()"),
    starts,
    st.builds("date({})".format, trait_paths | st.sampled_from(DATES[:4]).map(quoted)),
)
sinces = st.builds(
    "{}({})".format, st.sampled_from(["days_since", "hours_since", "days_until", "hours_until"]), dates | trait_paths
)
firsts_known = st.builds(
    "coalesce({}, {})".format, trait_paths, trait_paths | literals | counts | dates.filter("now()".__ne__)
)
parts = st.builds("{}({})".format, st.sampled_from(["hour", "weekday", "day", "month", "year"]), dates | trait_paths)
texts = trait_paths | firsts_known | words.map(quoted) | st.builds("lower({})".format, trait_paths)


def _sums(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds("({} {} {})".format, inner, st.sampled_from("+-*/%"), inner) | inner.map("-{}".format)


lengths = st.builds("length({})".format, texts)
rounds = st.builds(
    "round({}{})".format, trait_paths | counts | st.just("seats / ratio"), st.sampled_from(["", ", 2", ", 6"])
)
scores = st.sampled_from(["churn", "value", "unheard"]).map('score("{}")'.format)
plain_numbers = st.one_of(numbers.map(repr), trait_paths, counts, lengths, parts, rounds, firsts_known, scores)
sums = st.recursive(plain_numbers | sinces, _sums, max_leaves=4)
known = st.one_of(literals, trait_paths, counts, sinces, lengths, sums, dates, texts, parts, rounds, firsts_known)
operands = known | st.just("null")
comparisons = st.builds("{} {} {}".format, operands, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), operands)
PATTERNS = ["^fr", "(?i)^PRO$", "e+$", "[0-9]{4}-", "^$", "a\\\\b|t$", ".", "(?s).+", "\\bpro\\b", "[^a-z]"]
items_asked = st.recursive(
    st.sampled_from(
        [
            'country == "free"',
            "item == 3",
            'item != "pro"',
            "has(country)",
            'person["zip code"] > 2',
            "country",
            "item",
            'contains(tags, "free")',
            "any(tags, item == 3)",
            "all(tags, has(item))",
            'matches(item, "e")',
            "length(tags) > 1",
            "round(item) == item",
            'coalesce(country, "pro") == "pro"',
            "tags[0] == 3",
            'item in ["free", 3]',
            "item / 2 < 1",
        ]
    ),
    joined,
    max_leaves=3,
)
"""Conditions on the items of a list."""
_clauses = st.one_of(
    comparisons,
    st.builds("{} < {} <= {}".format, operands, operands, operands),
    st.builds(
        "{} {} [{}]".format,
        known,
        st.sampled_from(["in", "not in"]),
        st.lists(literals, min_size=1, max_size=3).map(", ".join),
    ),
    st.builds("has({})".format, trait_paths),
    st.builds(
        "{} {} {}".format,
        scores,
        st.sampled_from(["==", "!=", "<", "<=", ">", ">="]),
        st.sampled_from([0, 0.5, 0.7, 1, "null"]),
    ),
    st.builds("{}({}, {})".format, st.sampled_from(["starts_with", "ends_with"]), texts, texts),
    st.builds("contains({}, {})".format, texts, texts | literals | counts),
    st.builds("matches({}, {})".format, texts, st.sampled_from(PATTERNS).map(quoted)),
    st.builds("{}({}, {})".format, st.sampled_from(["any", "all"]), trait_paths, items_asked),
    firsts_known,
    st.sampled_from(['in_list("vip")', 'in_list("none")', 'in_segment("active")', 'in_segment("grown")']),
    st.sampled_from(['consented("email")', 'consented("email", "news")', 'consented("sms")', "vip", "plan"]),
    st.sampled_from(["true", "false", 'in_segment("unheard")']),
)


clauses = st.none().flatmap(lambda _: _clauses)
"""The same under a short name: Hypothesis writes out what a strategy is made of."""


def conditions() -> st.SearchStrategy[str]:
    """Texts of conditions about a person: every function and operator but those that need an event or an enrollment."""
    return st.recursive(clauses, joined, max_leaves=5)


near = st.builds(lambda days, ms: NOW - days * DAY_MS + ms, st.integers(-2, 5), st.sampled_from([-1, 0, 0, 1]))
edge_histories = st.fixed_dictionaries({"login": st.lists(near, min_size=1, max_size=4).map(sorted)})
edge_traits: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries({"since": near})
EDGES = [
    *((f'count("login", within="{within}")', range(4)) for within in ("1d", "2d", "72h")),
    *((f"days_since({of})", range(-3, 6)) for of in ("since", 'last("login")')),
    *((f"hours_since({of})", (-24, 0, 23, 24, 48, 71.5)) for of in ("since", 'last("login")')),
    *((f"days_until({of})", (-3, -1, 0, 1, 2.5, 3)) for of in ("since", 'last("login")')),
    *((f"hours_until({of})", (-48, 0, 1, 23, 71.5)) for of in ("since", 'last("login")')),
    ("24 * days_since(since)", (-24, 0, 24, 48)),
    *((f'count("login", within="{within}", ago="{ago}")', range(3)) for within in ("1d", "2d") for ago in ("1d", "2d")),
    *((f'count("login", since={since})', range(4)) for since in ("since", 'last("login")', 'start_of("day")')),
    *(
        (f'{pick}("login", within="2d"{ago})', ("since", "null"))
        for pick in ("first", "last")
        for ago in ("", ', ago="1d"')
    ),
    ('days_since(last("login", within="3d"))', range(4)),
    *((f'{pick}_count("login", "1d", 3)', range(3)) for pick in ("min", "max")),
    ('hours_since(start_of("day"))', (0, 1, 14, 23)),
    *((f"{part}(now())", (1, 2, 14, 21, 2026)) for part in ("hour", "weekday", "day", "month", "year")),
    *((f"{part}(since)", (1, 2, 14, 21)) for part in ("hour", "weekday", "day")),
    ("days_since(coalesce(nothing, since))", range(4)),
    ("now()", ('start_of("day")', "since")),
]
edges = st.sampled_from(
    [f"{left} {op} {right}" for left, rights in EDGES for right in rights for op in ("==", "!=", "<", "<=", ">", ">=")]
)
"""Conditions on time, for people to whom all happens within a ms of whole days before or after now."""

ZONES = [
    "",
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Pacific/Auckland",
    "Australia/Lord_Howe",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "America/St_Johns",
    "Africa/Casablanca",
    "Pacific/Apia",
    "Europe/Dublin",
]
zones = st.sampled_from(ZONES)
CHANGES = [
    "2026-03-29",
    "2026-10-25",
    "2026-03-08",
    "2026-11-01",
    "2026-04-05",
    "2026-10-04",
    "2011-12-30",
    "2027-02-07",
]
"""Days on which clocks are changed somewhere."""
wall_days = st.sampled_from(CHANGES) | st.dates(date(1975, 1, 1), date(2060, 12, 31)).map(date.isoformat)
wall_times = st.builds("T{:02d}:{:02d}".format, st.integers(0, 23), st.sampled_from([0, 1, 15, 29, 30, 45, 59]))
wall_dates = st.builds(
    "{}{}{}".format, wall_days, st.just("") | wall_times | wall_times.map("{}:59.999".format), st.just("")
)
date_traits: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"since": wall_dates, "plan": wall_dates | wall_dates.map("{}T00:00Z".format)}
)
date_conditions = st.one_of(
    st.builds(
        "{}({}) >= {}".format, st.sampled_from(["days_since", "hours_until"]), st.just("since"), st.integers(-9, 9999)
    ),
    st.builds("date(since) {} date({})".format, st.sampled_from(["<", "==", ">="]), wall_dates.map(quoted)),
    st.builds("date(since) {} date(plan)".format, st.sampled_from(["<", "==", ">="])),
    st.builds("{}(since) >= {}".format, st.sampled_from(["hour", "weekday", "day", "month"]), st.integers(0, 24)),
    st.builds("now() > date({})".format, wall_dates.map(quoted)),
    wall_dates.map(lambda text: f"date(since) in [{quoted(text)}]"),
)
"""Conditions on dates without a zone, near to when clocks change and far from it."""

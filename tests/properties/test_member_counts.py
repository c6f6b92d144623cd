"""What all members did: the answer that an account tells each of them is what the SQL over the facts says."""

from collections.abc import Iterator, Sequence
from typing import Any

import duckdb
import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from loopline.conditions.accounts.asked import observed_names
from loopline.conditions.language import Condition, compile_condition, from_json
from loopline.conditions.sql.condition import compile_sql
from loopline.decisions.policy.sight import scope_of
from loopline.decisions.published import PublishedSet, observing
from loopline.model.accounts.account import Account
from loopline.model.effect import Effect, EmitSignal
from loopline.model.fact import Fact
from loopline.model.ids import ACCOUNT
from loopline.model.person import Person
from loopline.model.signal import AccountJoined, EventReceived, HistoryBackfilled, ListChanged, Signal, TimerDue
from loopline.pipeline.accounts.account import decide_account
from loopline.pipeline.advance import advance
from loopline.runtime.upkeep.past_history import told_past
from tests.properties.conditions import DAY_MS, NOW

HOUR = 3_600_000
PEOPLE, ACCOUNTS = ("ann", "bob", "eve"), ("@a", "@b")
EVENTS = ("login", "order")
CONDITIONS = (
    'account.count("login", within="1d") >= 2',
    '2 > account.count("login", within="1d")',
    'account.count("login") == 3',
    'account.count("login", within="2d", ago="1d") > account.count("login", within="1d")',
    'account.count("order", where=amount > 5, within="1d") in [1, 2]',
    'account.sum("order", "amount", within="1d") > 10',
    'account.avg("order", "amount") >= account.seats',
    'account.max("order", "amount", within="2d") == null',
    'account.distinct("order", "plan") > 1',
    'account.min_count("login", "1d", 2) >= 1',
    'days_since(account.last("login")) >= 1',
    'hours_since(account.first("login", within="2d")) > 20',
    'account.count("login", since=account.begun) > 1',
    'account.count("order", since=account.last("login")) >= 1',
    'account.count("login", within="1d") >= 2 and plan == "pro" or not account.count("order") > 1',
    'account.sum("order", "amount") / account.seats < 4 and account.count("login", within="1d") * 2 - 1 > 1',
    'account.in_list("pilot")',
    'not account.in_list("pilot") and account.count("login", within="1d") >= 1',
    'account.in_list("pilot") == true and plan == "pro"',
)
COMPILED = tuple(map(compile_condition, CONDITIONS))
ALL = observing(PublishedSet(), COMPILED)

Step = tuple[str, str, str, int, dict[str, Any]]


@st.composite
def steps(draw: st.DrawFn) -> Step:
    """What is done, by whom, its name or account, how long after the last one (ms), and what with."""
    kind = draw(st.sampled_from(["did", "did", "did", "did", "joined", "listed"]))
    name = draw(st.sampled_from(EVENTS if kind == "did" else ACCOUNTS))
    later = draw(st.sampled_from([0, 1, HOUR, 5 * HOUR, 20 * HOUR, DAY_MS, DAY_MS - 1, 2 * DAY_MS]))
    held: dict[str, Any] = draw(
        st.fixed_dictionaries(
            {"amount": st.sampled_from([3, 6, 7.5, "x"]), "plan": st.sampled_from(["free", "pro", 3])}
        )
        if kind == "did"
        else st.fixed_dictionaries(
            {"member": st.sampled_from([True, True, False]), "until": st.sampled_from([0, 1, HOUR, 20 * HOUR, DAY_MS])}
        )
        if kind == "listed"
        else st.dictionaries(
            st.sampled_from(["seats", "begun"]), st.sampled_from([2, 5, NOW, NOW + DAY_MS, "2026-09-20"]), max_size=2
        )
    )
    return kind, draw(st.sampled_from(PEOPLE)), name, later, held


class World:
    """People and their accounts, each signal decided as the loop does, timers at their own time."""

    def __init__(self, published: PublishedSet) -> None:
        self.published, self.now, self.facts = published, NOW, list[Fact]()
        self.people = {key: Person(key=key, traits={"plan": "pro"}, first_seen_at=1) for key in PEOPLE}
        self.accounts = {key: Account(key=key, traits={}) for key in ACCOUNTS}
        self.told = 0

    def take(self, signal: Signal) -> None:
        effects: list[Effect]
        if signal.key.startswith(ACCOUNT):
            self.accounts[signal.key], effects = decide_account(self.accounts[signal.key], signal, self.published)
            self.told += len(effects)
        else:
            person, effects = advance(self.people[signal.key], signal, self.published, self.now)
            self.people[signal.key] = person
        self.facts += [effect for effect in effects if isinstance(effect, Fact)]
        for effect in effects:
            if isinstance(effect, EmitSignal):
                self.take(effect.signal)

    def wait(self, until: int) -> None:
        while due := min(
            ((at, one.key) for one in self.accounts.values() if (at := one.wake_at()) is not None and at <= until),
            default=None,
        ):
            self.now = due[0]
            self.take(TimerDue(key=due[1], at=due[0], received_at=due[0]))
        self.now = until

    def step(self, number: int, step: Step) -> None:
        kind, person, name, later, held = step
        self.wait(self.now + later)
        identity, at = f"s{number}", self.now
        if kind == "joined":
            joined = AccountJoined(key=person, id=identity, at=at, received_at=at, account=name, traits=held)
            self.take(joined)
        elif kind == "listed":
            until = at + held["until"] if held["until"] else 0
            head: dict[str, Any] = {"key": name, "id": identity, "at": at, "received_at": at}
            self.take(ListChanged(**head, name="pilot", member=held["member"], until=until))
        else:
            body = msgspec.json.encode(held)
            self.take(EventReceived(key=person, id=identity, name=name, at=at, received_at=at, properties=body))


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE people (person VARCHAR, traits JSON, account VARCHAR, account_traits JSON,"
        " lists VARCHAR[], consent JSON, zone VARCHAR);"
        ' CREATE TABLE facts (kind VARCHAR, person VARCHAR, account VARCHAR, name VARCHAR, "at" BIGINT, data JSON,'
        " shard INTEGER, position BIGINT, reason VARCHAR, seq BIGINT);"
        " CREATE VIEW events AS SELECT person, name, \"at\", data, account FROM facts WHERE kind = 'event'"
    )
    yield connection
    connection.close()


def store(database: duckdb.DuckDBPyConnection, world: World) -> None:
    """The facts and the people as they are, in the tables that SQL reads."""
    database.execute("DELETE FROM people; DELETE FROM facts")
    for one in world.people.values():
        row: list[Any] = [
            one.key,
            '{"plan": "pro"}',
            one.account,
            msgspec.json.encode(one.account_traits).decode(),
            [],
            "{}",
            None,
        ]
        database.execute("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    for number, fact in enumerate(world.facts):
        data = bytes(fact.data).decode() if fact.data is not None else None
        row = [fact.kind, fact.person, fact.account, fact.name, fact.at, data, 0, 1]
        database.execute("INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [*row, fact.reason, number])


def by_sql(database: duckdb.DuckDBPyConnection, condition: Condition, now: int) -> dict[str, bool | None]:
    made = compile_sql(condition, {}, now)
    return dict(database.execute(f"SELECT p.person, {made.sql} FROM people p", made.params).fetchall())


def by_members(world: World, condition: Condition) -> dict[str, bool | None]:
    people = world.people.values()
    return {one.key: condition.evaluate(scope_of(one, world.published, world.now)) for one in people}


@settings(max_examples=60, deadline=None)
@given(lived=st.lists(steps(), min_size=1, max_size=14), after=st.sampled_from([0, 1, HOUR, DAY_MS, DAY_MS + 1]))
@example(lived=[("joined", "ann", "@a", 0, {}), ("did", "ann", "login", 0, {"amount": 3, "plan": 3})], after=DAY_MS)
@example(
    lived=[
        ("joined", "ann", "@a", 0, {"seats": 2}),
        ("did", "ann", "order", 0, {"amount": 6, "plan": 3}),
        ("joined", "ann", "@b", 1, {}),
        ("joined", "bob", "@a", 1, {}),
        ("did", "ann", "order", 0, {"amount": 7.5, "plan": "pro"}),
    ],
    after=0,
)
def test_what_members_are_told_is_what_the_facts_say(
    database: duckdb.DuckDBPyConnection, lived: list[Step], after: int
) -> None:
    world = World(ALL)
    for number, step in enumerate(lived):
        world.step(number, step)
    world.wait(world.now + after)
    store(database, world)
    for condition in COMPILED:
        assert from_json(condition.to_json()).root == condition.root, "text, tree and JSON are the same thing"
        assert by_members(world, condition) == by_sql(database, condition, world.now), condition.text


@settings(max_examples=40, deadline=None)
@given(
    lived=st.lists(steps(), min_size=1, max_size=12), cut=st.integers(0, 12), index=st.integers(0, len(COMPILED) - 1)
)
def test_a_question_that_comes_later_is_answered_as_if_it_had_stood_from_the_beginning(
    database: duckdb.DuckDBPyConnection, lived: list[Step], cut: int, index: int
) -> None:
    """The accounts begin to remember, are told of the past, and are asked: then each member knows."""
    early, late = World(ALL), World(PublishedSet())
    for number, step in enumerate(lived[:cut]):
        early.step(number, step)
        late.step(number, step)
    store(database, late)
    names = sorted(observed_names((COMPILED[index],)))
    late.published = late.published.observe(tuple(names))
    assert all(late.published.members.knows(name) for name in names) and not late.published.observed
    for batch in told_past(lambda sql, params: database.execute(sql, list(params)).fetchall(), names, 0, 2, late.now):
        for signal in batch:
            assert isinstance(signal, HistoryBackfilled)
            late.take(signal)
    late.published = observing(late.published, (COMPILED[index],))
    for number, step in enumerate(lived[cut:], cut):
        early.step(number, step)
        late.step(number, step)
    assert by_members(late, COMPILED[index]) == by_members(early, COMPILED[index])


def lived_through(world: World, lived: Sequence[Step]) -> World:
    for number, step in enumerate(lived):
        world.step(number, step)
    return world


LOGINS: Sequence[Step] = (
    ("joined", "ann", "@a", 0, {}),
    ("joined", "bob", "@a", 0, {}),
    ("did", "ann", "login", 0, {}),
    ("did", "bob", "login", HOUR, {}),
)


def test_an_answer_ends_at_the_ms_at_which_the_oldest_leaves_the_window() -> None:
    world = lived_through(World(ALL), LOGINS)
    assert set(by_members(world, COMPILED[0]).values()) == {True, None}, "eve has no account"
    world.wait(NOW + DAY_MS - 1)
    assert by_members(world, COMPILED[0])["bob"] is True
    world.wait(NOW + DAY_MS)
    assert by_members(world, COMPILED[0])["bob"] is False


def test_an_event_is_no_news_to_accounts_unless_a_condition_asks_for_it() -> None:
    """Nothing is forwarded where nobody asks, and members hear of answers that have changed alone."""
    silent = lived_through(World(PublishedSet()), LOGINS)
    asked = lived_through(World(observing(PublishedSet(), (COMPILED[0],))), LOGINS)
    assert silent.accounts["@a"].history is None and silent.told == 4, "two joined, and a fact of each"
    assert asked.told == silent.told + 2, "the second login alone made the answer another one, for two members"


def test_the_whole_says_which_part_decided_it() -> None:
    condition = compile_condition('account.count("login", within="1d") >= 2 and plan == "free"')
    world = lived_through(World(observing(PublishedSet(), (condition,))), LOGINS)
    told = condition.explain(scope_of(world.people["ann"], world.published, world.now))
    assert told.truth is False and [(one.truth, one.decided) for one in told.clauses] == [(True, False), (False, True)]
    alone = compile_condition('account.count("login", within="1d") >= 2')
    sentence = alone.explain(scope_of(world.people["ann"], world.published, world.now)).sentence
    assert sentence == 'account.count("login", within="1d") >= 2 is true'

"""What the Facts port promises: each chunk counts once, people are as last stated, and a query only reads."""

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest
from msgspec import json
from msgspec.structs import replace

from loopline.model.errors import Invalid, Unavailable
from loopline.model.fact import Fact
from loopline.storage.clickhouse.facts import ClickFacts
from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.transaction_rules import lines_of
from tests.contracts.made import fact, person
from tests.storage.clickhouse.server import ClickHouse, clickhouse

AnyFacts = DuckFacts | ClickFacts


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClickHouse]:
    with clickhouse(tmp_path_factory.mktemp("clickhouse")) as running:
        yield running


@pytest.fixture(params=["memory", "file", "clickhouse"])
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., AnyFacts]:
    """Opens the facts, and again what was there; those in memory begin anew."""
    if request.param == "memory":
        return DuckFacts
    if request.param == "file":
        return partial(DuckFacts, tmp_path / "an odd 'name" / ".." / "facts.duckdb")
    return partial(ClickFacts, request.getfixturevalue("server").fresh())


@pytest.fixture
def facts(reopen: Callable[..., AnyFacts]) -> Iterator[AnyFacts]:
    kept = reopen()
    yield kept
    kept.close()


@pytest.fixture(autouse=True)
def _odd_folder(tmp_path: Path) -> None:
    (tmp_path / "an odd 'name").mkdir()


def append(facts: AnyFacts, number: int, *given: Fact) -> None:
    """One chunk of these facts."""
    facts.append(number, lines_of(given))


def people(facts: AnyFacts, columns: str = "person, traits->>'plan'") -> Sequence[tuple[object, ...]]:
    """Everybody, by name."""
    return facts.query(f"SELECT {columns} FROM people ORDER BY person")


class TestCarrying:
    def test_nothing_is_exported_at_first(self, facts: AnyFacts) -> None:
        assert facts.exported() == 0
        assert facts.query("SELECT * FROM facts") == []

    def test_every_field_arrives_as_it_was(self, facts: AnyFacts) -> None:
        whole = Fact(
            "message", "p:ann", 11, 12, 13, 14, "opened", "paywall", 3, "e1", "offer", "email", "news", "k1", "b",
            "journey", "cap", 2.5, "a:acme", None,
        )  # fmt: skip
        append(facts, 1, whole)
        (row,) = facts.query("SELECT * EXCLUDE (number, unit, after_ms) FROM facts")
        assert row == (*(getattr(whole, name) for name in whole.__struct_fields__), 0)

    def test_what_is_left_out_is_empty_not_unknown(self, facts: AnyFacts) -> None:
        append(facts, 1, Fact("event", "p:ann", 1))
        (row,) = facts.query("SELECT journey, version, position, value, data FROM facts")
        assert row == ("", 0, 0, None, None)

    def test_data_stays_json(self, facts: AnyFacts) -> None:
        append(facts, 1, fact(data='{"path":"/a \\" \\n é","n":[1,2,{"x":null}],"big":9007199254740993}'))
        (row,) = facts.query("SELECT data->>'path', data->'n', data->>'big' FROM facts")
        assert row == ('/a " \n é', '[1,2,{"x":null}]', "9007199254740993")

    def test_a_chunk_exported_twice_counts_once(self, facts: AnyFacts) -> None:
        for _ in range(2):
            append(facts, 4, fact(), fact(seq=2))
        append(facts, 3, fact(position=9))
        assert facts.query("SELECT count(*) FROM facts") == [(2,)]
        assert facts.exported() == 4

    def test_many_at_once_are_all_or_nothing(self, facts: AnyFacts) -> None:
        good = [(number, lines_of([fact(position=number)])) for number in range(1, 6)]
        facts.append_many(good[:2])
        with pytest.raises(Unavailable):
            facts.append_many([*good, (6, b'{"kind": "event", broken\n')])
        assert facts.exported() == 2
        facts.append_many(good)
        assert facts.exported() == 5
        assert facts.query("SELECT position FROM facts ORDER BY 1") == [(number,) for number in range(1, 6)]

    def test_a_long_line_is_taken(self, facts: AnyFacts) -> None:
        append(facts, 1, fact(data=json.encode({"text": "x" * 20_000_000}).decode()))
        assert facts.query("SELECT length(data->>'text') FROM facts") == [(20_000_000,)]

    def test_events_are_a_view(self, facts: AnyFacts) -> None:
        append(facts, 1, fact(name="seen"), fact(kind="goal", name="bought", seq=2))
        assert facts.query('SELECT person, name, "at" FROM events') == [("p:ann", "seen", 10)]


class TestPeople:
    def test_the_last_statement_holds(self, facts: AnyFacts) -> None:
        ann = {"email": "ann@example.com", "name": "Ann", "plan": "pro"}
        append(facts, 1, person("p:ann", 1, traits={"plan": "free"}), person("p:bob", 1, 2, traits={"plan": "free"}))
        append(
            facts, 2, person("p:ann", 2, traits={"plan": "basic"}), person("p:ann", 3, traits=ann, lists=["vip", "eu"])
        )
        assert people(facts, "person, email, name, traits->>'plan', lists, first_seen_at, updated_at") == [
            ("p:ann", "ann@example.com", "Ann", "pro", ["vip", "eu"], 10, 30),
            ("p:bob", None, None, "free", [], 10, 10),
        ]

    def test_a_chunk_that_comes_late_undoes_nothing(self, facts: AnyFacts) -> None:
        append(facts, 1, person("p:ann", 7, traits={"plan": "pro"}), person("p:bob", 7, 2, traits={"plan": "free"}))
        append(facts, 2, person("p:ann", 3, traits={"plan": "free"}), person("p:bob", 8, traits={"plan": "max"}))
        assert people(facts) == [("p:ann", "pro"), ("p:bob", "max")]

    def test_an_empty_chunk_is_known(self, facts: AnyFacts) -> None:
        facts.append(3, b"")
        assert (facts.exported(), facts.query("SELECT count(*) FROM facts")) == (3, [(0,)])

    def test_what_changed_is_put_on_top_of_what_was_known(self, facts: AnyFacts) -> None:
        """Onto a whole person, onto nothing, in one append and in several; null removes."""
        append(facts, 1, person("p:ann", 1, traits={"plan": "free", "old": 1}, lists=["vip"], consent={"email": True}))
        changed = {
            "traits": {"plan": "pro", "old": None, 'odd "name"': {"n": None}},
            "lists": {"vip": None, "eu": True},
        }
        append(facts, 2, person("p:ann", 2, now=changed), person("p:ann", 2, 2, now={"account": "a:x", "zone": "UTC"}))
        append(facts, 3, person("p:bob", 3, now={"traits": {"plan": "basic", "email": "bob@example.com"}}))
        assert people(facts, "person, CAST(traits AS VARCHAR), account, zone, lists, consent->>'email', email") == [
            ("p:ann", '{"plan":"pro","odd \\"name\\"":{"n":null}}', "a:x", "UTC", ["eu"], "true", None),
            ("p:bob", '{"plan":"basic","email":"bob@example.com"}', "", None, [], None, "bob@example.com"),
        ]

    def test_a_value_that_is_an_object_is_replaced_as_a_whole(self, facts: AnyFacts) -> None:
        append(facts, 1, person("p:ann", 1, traits={"home": {"city": "Bonn", "floor": 2}}))
        append(facts, 2, person("p:ann", 2, now={"traits": {"home": {"city": "Kiel"}}}))
        assert people(facts, "CAST(traits AS VARCHAR)") == [('{"home":{"city":"Kiel"}}',)]

    def test_many_changes_at_once_are_folded_in_their_order(self, facts: AnyFacts) -> None:
        append(facts, 1, person("p:ann", 1, traits={"plan": "free", "seats": 0}, consent={"email": True}))
        changes = [
            person("p:ann", 2, n, now={"traits": {"seats": n, f"t{n % 7}": None if n % 2 else n}}) for n in range(1, 41)
        ]
        append(facts, 2, *changes)
        ((traits, consent),) = people(facts, "CAST(traits AS VARCHAR), CAST(consent AS VARCHAR)")
        known = {"plan": "free", "seats": 40, "t5": 40, "t1": 36, "t3": 38, "t6": 34}
        assert (json.decode(str(traits)), consent) == (known, '{"email":true}')

    def test_somebody_stated_whole_begins_anew(self, facts: AnyFacts) -> None:
        append(facts, 1, person("p:ann", 1, traits={"plan": "pro"}), person("p:ann", 2, now={"traits": {"seats": 1}}))
        append(facts, 2, person("p:ann", 3, now={"traits": {"old": 1}}), person("p:ann", 4, traits={"plan": "free"}))
        append(facts, 3, person("p:ann", 5, now={"traits": {"seats": 2}}))
        assert people(facts, "CAST(traits AS VARCHAR), first_seen_at") == [('{"plan":"free","seats":2}', 10)]

    def test_somebody_who_comes_back_begins_anew(self, facts: AnyFacts) -> None:
        gone = Fact("person", "p:ann", 20, 2, 1, reason="merged", data=None)
        append(facts, 1, person("p:ann", 1, now={"traits": {"plan": "pro"}}), gone)
        append(facts, 2, person("p:ann", 3, now={"traits": {"seats": 1}}))
        assert people(facts, "CAST(traits AS VARCHAR)") == [('{"seats":1}',)]

    def test_what_was_set_aside_counts_and_undoes_nothing(self, facts: AnyFacts) -> None:
        """Chunk 2 was set aside, and comes back as chunk 4."""
        append(facts, 1, person("p:ann", 1, traits={"plan": "free"}))
        append(facts, 2)
        append(facts, 3, person("p:ann", 3, now={"traits": {"plan": "max"}}))
        append(facts, 4, person("p:ann", 2, now={"traits": {"plan": "pro", "seats": 3}, "lists": {"vip": True}}))
        columns = "CAST(traits AS VARCHAR), lists, updated_at, position"
        assert people(facts, columns) == [('{"seats":3,"plan":"max"}', ["vip"], 30, 3)]
        append(facts, 5, person("p:ann", 5, now={"traits": {"seats": None}}))
        assert people(facts, columns) == [('{"plan":"max"}', ["vip"], 50, 5)]

    def test_what_was_set_aside_of_somebody_merged_since_brings_nobody_back(self, facts: AnyFacts) -> None:
        append(facts, 1, person("p:anon", 1, traits={"plan": "free"}), person("p:ann", 1, 2, traits={}))
        gone = Fact("person", "p:anon", 30, 3, 2, reason="merged", data=None)
        append(facts, 2, fact("p:ann", "merged", 3, name="p:anon"), gone)
        append(facts, 3, person("p:anon", 2, now={"traits": {"plan": "pro"}}))
        assert people(facts, "person") == [("p:ann",)]

    def test_a_chunk_in_pieces_counts_as_the_whole(self, facts: AnyFacts) -> None:
        pieces = [lines_of([person("p:ann", n, now={"traits": {f"t{n}": n}})]) for n in range(1, 6)]
        facts.append_many((7, piece) for piece in pieces)
        assert people(facts, "len(json_keys(traits))") == [(5,)] and facts.exported() == 7

    def test_big_pieces_are_taken_in_one_by_one_and_all_or_none(
        self, facts: AnyFacts, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("loopline.storage.duckdb.batches.BYTES_AT_ONCE", 1)
        merged = fact("p:ann", "merged", 3, name="p:anon")
        told = [
            [person("p:ann", 1, traits={"plan": "free", "a": 1}), person("p:anon", 1, 2, traits={}), fact("p:anon")],
            [person("p:ann", 2, now={"traits": {"plan": "pro", "a": None}})],
            [merged, Fact("person", "p:anon", 30, 3, 2, reason="merged", data=None)],
            [fact("p:anon", position=4), person("p:ann", 4, now={"traits": {"seats": 2}})],
        ]
        pieces = [(7, lines_of(one)) for one in told]

        def torn() -> Iterator[tuple[int, bytes]]:
            yield from pieces[:3]
            raise OSError("the disk is gone")

        with pytest.raises(OSError, match="the disk"):
            facts.append_many(torn())
        assert (facts.exported(), facts.query("SELECT * FROM facts"), people(facts)) == (0, [], [])
        facts.append_many([*pieces, (8, lines_of([fact("p:anon", position=5)]))])
        assert people(facts, "person, CAST(traits AS VARCHAR)") == [("p:ann", '{"plan":"pro","seats":2}')]
        assert (_events_of(facts), facts.exported()) == ({"p:ann": 3}, 8)

    def test_account_and_consent_are_there(self, facts: AnyFacts) -> None:
        append(
            facts, 1, person("p:ann", 1, account="a:x", account_traits={"seats": 4}, consent={"email": {"news": False}})
        )
        assert people(facts, "account, account_traits->>'seats', consent->'email'->>'news'") == [("a:x", "4", "false")]

    def test_two_statements_at_one_position_go_by_the_order_of_their_transactions(self, facts: AnyFacts) -> None:
        # Two timers after position 7: each step counts its own seq from 1.
        first, second = person("p:ann", 7, 2, traits={"plan": "old"}), person("p:ann", 7, 1, traits={"plan": "new"})
        facts.append_many([(1, lines_of([first])), (2, lines_of([second]))])
        assert people(facts) == [("p:ann", "new")]

    def test_somebody_merged_is_no_longer_among_the_people(self, facts: AnyFacts) -> None:
        append(facts, 1, person("p:ann", 1, traits={}), person("p:anon", 1, 2, traits={}))
        gone = Fact("person", "p:anon", 20, 2, 1, reason="merged", data=None)
        append(facts, 2, gone)
        assert people(facts, "person") == [("p:ann",)]


class TestMerges:
    def test_old_and_new_facts_of_the_other_count_for_the_one(self, facts: AnyFacts) -> None:
        append(facts, 1, fact("p:anon"), fact("p:bob", seq=2))
        append(facts, 2, fact("p:ann", "merged", 2, name="p:anon"))
        append(facts, 3, fact("p:anon", position=3))
        assert _events_of(facts) == {"p:ann": 2, "p:bob": 1}

    def test_a_chain_ends_at_its_last(self, facts: AnyFacts) -> None:
        append(facts, 1, fact("p:a"), fact("p:b", seq=2), fact("p:b", "merged", 2, name="p:a"))
        append(facts, 2, fact("p:c", "merged", 3, name="p:b"), fact("p:a", position=4))
        assert _events_of(facts) == {"p:c": 3}
        assert facts.query('SELECT other, "into" FROM merges ORDER BY other') == [("p:a", "p:c"), ("p:b", "p:c")]

    def test_merges_are_remembered_over_a_restart(self, reopen: Callable[..., AnyFacts]) -> None:
        facts = reopen()
        append(facts, 1, fact("p:ann", "merged", name="p:anon"))
        facts.close()
        facts = reopen()
        if not facts.exported():  # memory keeps nothing
            append(facts, 1, fact("p:ann", "merged", name="p:anon"))
        append(facts, 2, fact("p:anon", position=2))
        assert _events_of(facts) == {"p:ann": 1}
        facts.close()


class TestQueries:
    def test_parameters_are_bound(self, facts: AnyFacts) -> None:
        append(facts, 1, fact("p:ann"), fact("p:bob' OR 1", seq=2))
        assert facts.query("SELECT count(*) FROM facts WHERE person = ?", ["p:bob' OR 1"]) == [(1,)]

    @pytest.mark.parametrize(
        "sql",
        [
            "DELETE FROM facts",
            "SELECT 1; DELETE FROM facts",
            "WITH gone AS (DELETE FROM facts RETURNING *) SELECT * FROM gone",
            "COPY facts TO 'facts.csv'",
            "SET threads = 1",
            "SELECT * FROM read_csv('/etc/hostname')",
            "SELECT * FROM read_text('/etc/hostname')",
            "ATTACH 'other.duckdb'",
            "INSTALL httpfs",
            "SELECT nothing FROM facts",
            "SELEC 1",
            "",
        ],
    )
    def test_what_is_no_plain_question_is_refused(self, facts: AnyFacts, sql: str) -> None:
        append(facts, 1, fact())
        with pytest.raises(Invalid):
            facts.query(sql)
        assert facts.query("SELECT count(*) FROM facts") == [(1,)]

    def test_several_are_answered_as_of_one_moment(self, facts: AnyFacts) -> None:
        stop = threading.Event()

        def export() -> None:
            for number in range(1, 201):
                append(facts, number, fact(position=number))
                if stop.is_set():
                    return

        exporter = threading.Thread(target=export)
        exporter.start()
        count = "SELECT count(*) FROM facts"
        answers = [
            facts.query_all([(count, ()), (f"{count} WHERE position > $p", {"p": 0}), (count, ())]) for _ in range(20)
        ]
        stop.set()
        exporter.join()
        assert all(first == second == third for first, second, third in answers)
        assert facts.query_all([]) == []

    def test_an_answer_is_bounded(self, reopen: Callable[..., AnyFacts]) -> None:
        facts = reopen(row_bound=10)
        assert len(facts.query("SELECT * FROM range(10)")) == 10
        with pytest.raises(Invalid, match="query_too_large"):
            facts.query("SELECT * FROM range(11)")
        facts.close()


def _events_of(facts: AnyFacts) -> dict[object, object]:
    return dict(facts.query("SELECT person, count(*) FROM events GROUP BY person"))  # type: ignore[arg-type]  # pairs


class TestShards:
    def test_each_counts_its_chunks_by_itself(self, facts: AnyFacts) -> None:
        for _ in range(2):  # the second time they are there already
            for shard in (0, 2, 1):
                given = [fact(f"p{shard}", position=position) for position in (1, 2)]
                facts.append_many([(1, lines_of(given[:1])), (2, lines_of(given[1:]))], shard)
        facts.append(3, lines_of([fact("p1", position=3)]), 1)
        assert [facts.exported(shard) for shard in range(4)] == [2, 3, 2, 0]
        places = facts.query("SELECT shard, position, person, count(*) FROM facts GROUP BY ALL ORDER BY ALL")
        counts = {0: 2, 1: 3, 2: 2}
        assert places == [(shard, n, f"p{shard}", 1) for shard, count in counts.items() for n in range(1, count + 1)]

    def test_each_belongs_to_a_state_of_its_own(self, facts: AnyFacts) -> None:
        facts.append_many([(1, lines_of([fact()])), (7, lines_of([fact(position=2)]))], 1)
        facts.adopt("one", 2, 1)  # as after a rebuild, which counts other chunks
        facts.adopt("nought", 5)
        assert [(facts.birth(shard), facts.exported(shard)) for shard in range(3)] == [
            ("nought", 5),
            ("one", 2),
            ("", 0),
        ]
        facts.append(3, lines_of([fact(position=3)]), 1)
        facts.append(6, lines_of([fact(position=1)]), 0)
        assert facts.query("SELECT shard, number FROM facts ORDER BY ALL") == [(0, 6), (1, 7), (1, 7), (1, 8)]

    def test_what_one_says_of_people_is_not_older_for_a_smaller_position(self, facts: AnyFacts) -> None:
        append(facts, 1, person("ann", 1_000, traits={"plan": "pro"}))
        facts.append(1, lines_of([person("bob", 1, traits={"plan": "free"})]), 1)
        facts.append(2, lines_of([person("bob", 2, traits={"plan": "pro"})]), 1)
        assert people(facts) == [("ann", "pro"), ("bob", "pro")]

    def test_a_merge_across_them_comes_after_what_was_said_before_it(self, facts: AnyFacts) -> None:
        """Bob's own facts have the greater positions; a chunk of them was set aside and comes at last."""
        early, later = (
            replace(person("bob", position, traits={"plan": "free"}), decided_at=at)
            for position, at in ((400, 5), (500, 10))
        )
        facts.append(1, lines_of([later]), 1)
        append(facts, 1, person("ann", 2, traits={"plan": "pro"}))
        append(
            facts,
            2,
            replace(fact("ann", "merged", 3, name="bob"), decided_at=20),
            fact("bob", "person", 3, 2, reason="merged"),
        )
        facts.append(2, lines_of([early]), 1)
        assert people(facts) == [("ann", "pro")]
        assert facts.query("SELECT DISTINCT person FROM facts") == [("ann",)]

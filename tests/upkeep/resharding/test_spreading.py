"""Rows of any shards stand in the shard of their key afterwards, and what is not the same is found."""

from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from loopline.model.effect import MarkMessage
from loopline.model.erased.digest import GONE
from loopline.model.errors import Unavailable
from loopline.model.ids import shard_of
from loopline.model.person import Person
from loopline.model.records import Record, SeenPage
from loopline.runtime.engine.cache import encode
from loopline.storage.sql.database import Database
from loopline.storage.sql.migrate import bring_up
from loopline.storage.sql.state import SqlState
from loopline.upkeep.resharding import spreading
from loopline.upkeep.resharding.spreading import SpreadTable, spread_rows
from tests.contracts.made import message, transaction
from tests.storage.postgres import told

NAMES = st.sets(st.sampled_from([f"p:é{n}" for n in range(30)]), max_size=30)


def made(folder: Path, names: Sequence[str], shards: int) -> None:
    """A record of so many shards, with a message and a page of ids for each of these, and somebody forgotten."""
    for shard in range(shards):
        with closing(SqlState(folder / f"before-{shard}.db", shard=shard)) as state:
            ours = [name for name in names if shard_of(name, shards) == shard]
            records = [
                Record(name, encode(Person(key=name, traits={"n": n})), b"s", n, n) for n, name in enumerate(ours)
            ]
            records += [Record(f"{GONE}{shard}", b"gone")]
            done = transaction(
                state.take_ownership(),
                records=records,
                outbox=[replace(message(f"m {name}"), person=name) for name in ours],
                marks=[MarkMessage(key=f"m {name}", status="sent", attempt=1) for name in ours[::2]],
                pages=[SeenPage(name, slot, b"12345678") for name in ours for slot in range(2)],
            )
            state.commit(done)


def spread_to(folder: Path, before: int, after: int) -> list[SpreadTable]:
    with ExitStack() as stack:
        here = [stack.enter_context(closing(Database(folder / f"before-{one}.db"))) for one in range(before)]
        there = [stack.enter_context(closing(Database(folder / f"after-{one}.db"))) for one in range(after)]
        for database in there:
            bring_up(database, "state")
        return spread_rows(here, there)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=12)
@given(NAMES, st.integers(1, 3), st.integers(1, 4))
def test_everything_stands_in_the_shard_of_its_key(
    tmp_path_factory: pytest.TempPathFactory, names: set[str], before: int, more: int
) -> None:
    folder, after = tmp_path_factory.mktemp("spread"), before + more
    made(folder, sorted(names), before)
    tables = {one.table: one.rows for one in spread_to(folder, before, after)}
    assert tables == {"records": len(names) + before, "seen_pages": 2 * len(names), "outbox": len(names)}
    found, sent, waiting = set[str](), 0, set[str]()
    for shard in range(after):
        with closing(SqlState(folder / f"after-{shard}.db", shard=shard)) as state:
            records = state.scan("", 1_000)
            assert [one.key for one in records if one.key.startswith(GONE)] == [f"{GONE}{n}" for n in range(before)]
            ours = {one.key for one in records if not one.key.startswith(GONE)}
            assert {shard_of(key, after) for key in ours} <= {shard}
            found |= ours
            assert {key for key, _ in state.claim_due(1 << 60, 1_000)} == ours, "all timers are there"
            assert state.seen_pages([(key, 1) for key in ours]).keys() == ours
            rows = state.outbox(["pending", "sent"], 1 << 60, 1_000)
            assert {row.message.person for row in rows} <= ours
            sent += len(state.messages([f"m {key}" for key in ours]))
            waiting |= {row.message.person for row in rows if row.status == "pending"}
    assert (found, sent) == (names, len(names)) and waiting <= names


def test_what_differs_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path, ["p:ann", "p:bob", "p:cid"], 1)
    put = spreading._put

    def lose(database: Database, part: object, rows: Sequence[tuple[object, ...]]) -> None:
        put(database, part, rows[1:] if part is spreading.SEEN else rows)  # type: ignore[arg-type]

    monkeypatch.setattr(spreading, "_put", lose)
    with told(Unavailable, "copy_differs"):
        spread_to(tmp_path, 1, 2)


def test_records_that_are_not_in_rows_yet_are_not_left_behind(tmp_path: Path) -> None:
    with closing(SqlState(tmp_path / "before-0.db")) as state:
        state.commit(transaction(state.take_ownership(), records=[Record("p:ann", b"x")]))
        with told(Unavailable, "copy_differs"):
            spread_to(tmp_path, 1, 2)

"""A record is copied from files to PostgreSQL whole and equal, or not at all."""

import signal
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from msgspec.structs import replace

from loopline.model.effect import MarkMessage
from loopline.model.errors import Conflict, Missing, Unavailable
from loopline.model.records import Record, SetAside, ShardTelling, StoredDocument
from loopline.pipeline.person_inbox import InboxMessage
from loopline.storage.settled_shards import kept_shards, settle_shards
from loopline.storage.sql.access.operators import Operator, Session
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.places import Places
from loopline.storage.sql.state import SqlState
from loopline.storage.sql.studio import Key, StudioStore
from loopline.upkeep.copied_sides import waiting_folder
from loopline.upkeep.copying import KEPT_IN, CopyProgress, copy_record, set_aside, shards_in
from tests.contracts.made import events, fact, message, read_ids, transaction
from tests.storage import other
from tests.storage.postgres import PostgresServer, told

PEOPLE = 3_500

DIES = """
import os, signal, sys
from pathlib import Path
from loopline.upkeep.copying import copy_record
from loopline.storage.sql.places import Places
from loopline.storage.settled_shards import settle_shards

left = int(sys.argv[3])

def tell(progress):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

copy_record(Places(Path(sys.argv[1])), Places(Path("/nowhere"), sys.argv[2]), tell)
"""


@pytest.fixture
def source(tmp_path: Path) -> Places:
    """A folder with something in every table."""
    places = Places(tmp_path)
    log, state, studio = (
        SqlLog(places.log()),
        SqlState(places.state(), buffered_records=2_000),
        StudioStore(places.studio()),
    )
    log.append([events(1, 500), events(501, 3)])
    epoch = state.take_ownership()
    for turn in range(1, 6):
        first = turn * 700
        records = [Record(f"p:é{n:05}", b"\x00%d" % n, b"s", n if n % 3 else None) for n in range(first, first + 700)]
        state.commit(
            transaction(
                epoch,
                turn,
                records=records,
                outbox=[message(f"m{turn}"), message(f"n{turn}")],
                marks=[MarkMessage(key=f"m{turn}", status="sent", attempt=1)],
                facts=[fact(position=turn)],
                documents=[StoredDocument(kind="journey", name="j", version=turn, document=b"{}", published_at=turn)],
            )
        )
    state.quarantine.report(SetAside(kind="message", name="n1", code="unreadable", reason="so", payload=b"\xff"))
    state.quarantine.flush()
    studio.keys.add(Key("k1", "write", "h", "lw_ab", 1, ("https://a.example",)))
    studio.drafts.save("j", b"draft", 0, 5)
    studio.operators.put(Operator("ann@example.com", "Ann", "hash", 1))
    studio.operators.sign_in(Session("t", "ann@example.com", 1, 99))
    for store in (log, state, studio):
        store._database.close()  # as a kill leaves them: what is buffered is packed
    return places


def seen(log: SqlLog, state: SqlState, studio: StudioStore) -> list[object]:
    """Everything, as it is answered."""
    found: list[object] = [
        read_ids(log, 0, 10_000),
        state.position(),
        state.scan("", 10_000),
        state.claim_due(1 << 60, 9_999),
    ]
    found += [state.messages([f"{c}{n}" for c in "mn" for n in range(9)]), state.chunks(0, 99), state.documents()]
    found += [state.birth(), state.quarantine.items(0, 99), state.last_chunk(), state.oldest_due(1 << 60)]
    found += [studio.keys.all(), studio.drafts.all(), studio.operators.all(), studio.operators.session("t", 5)]
    for store in (log, state, studio):
        store.close()
    return found


def opened(places: Places) -> tuple[SqlLog, SqlState, StudioStore]:
    return SqlLog(places.log()), SqlState(places.state()), StudioStore(places.studio())


def copied(source: Places, url: str, tell: Callable[[CopyProgress], None] = lambda one: None) -> list[CopyProgress]:
    return copy_record(source, Places(source.folder / "none", url), tell)


def rows(done: list[CopyProgress]) -> dict[str, int]:
    return {one.table: one.rows for one in done}


def test_everything_is_there_as_it_was_and_goes_on(source: Places, postgres_url: str, tmp_path: Path) -> None:
    told_of: list[CopyProgress] = []
    done = copied(source, postgres_url, told_of.append)
    assert [one for one in told_of if one.step == "compared"] == done
    assert rows(done)["log.entries"] == 2 and rows(done)["state.outbox"] == 10 and rows(done)["desk.keys"] == 1
    assert rows(done)["state.records"] + 700 >= PEOPLE - 2_000
    there = Places(tmp_path / "elsewhere", postgres_url)
    assert seen(*opened(there)) == seen(*opened(source))
    log, state, studio = opened(there)
    assert log.append([events(504, 2)]) == [504]
    more = [StoredDocument(kind="journey", name="j", version=9, document=b"{}", published_at=9)]
    state.commit(transaction(state.take_ownership(), 6, facts=[fact(position=6)], documents=more))
    assert [chunk for chunk, _ in state.chunks(0, 99)] == [1, 2, 3, 4, 5, 6]
    assert state.documents()[-1].version == 9
    for store in (log, state, studio):
        store.close()
    with told(Conflict, "store_in_use"):  # it has gone on, so the files are old by now
        copied(source, postgres_url)


SHARDS = 3


def many(folder: Path, people: int = 900) -> Places:
    """A record of several shards, in which each has told the others something."""
    folder.mkdir()
    places = Places(folder)
    settle_shards(places, SHARDS)
    StudioStore(places.studio()).close()
    for shard in range(SHARDS):
        log, state = opened_shard(places, shard)
        log.append([events(1 + 1_000 * shard, 40), events(500 + 1_000 * shard, 3 + shard)])
        records = [Record(f"p:{shard}é{n:05}", b"\x00%d" % n, b"s", n if n % 3 else None) for n in range(people)]
        tellings = [ShardTelling(target, b"words", 2) for target in range(SHARDS) if target != shard]
        heard = {source: 4 + shard for source in range(SHARDS) if source != shard}
        told_of = transaction(state.take_ownership(), 9, records=records, facts=[fact(position=9)])
        state.commit(replace(told_of, tellings=tellings, heard=heard, outbox=[message(f"m{shard}")]))
        log.close()
        state._database.close()  # as a kill leaves it
    return places


def opened_shard(places: Places, shard: int) -> tuple[SqlLog, SqlState]:
    return SqlLog(places.log(shard), shard), SqlState(places.state(shard), shard=shard)


def seen_shards(places: Places) -> list[object]:
    """Everything of each shard, as it is answered."""
    found: list[object] = [kept_shards(places)]
    for shard in range(SHARDS):
        log, state = opened_shard(places, shard)
        found += [read_ids(log, 0, 99), state.position(), state.birth(), state.scan("", 2_000), state.chunks(0, 9)]
        found += [state.messages([f"m{shard}"]), state.claim_due(1 << 60, 2_000), state.heard(), state.told()]
        found += [state.tellings(target, 9) for target in range(SHARDS)]
        log.close()
        state.close()
    return found


def dropped(url: str) -> None:
    """Whoever has this database next finds one shard."""
    with psycopg.connect(url, autocommit=True) as connection:
        for (name,) in connection.execute("SELECT nspname FROM pg_namespace WHERE nspname ~ '^shard_[1-9]'").fetchall():
            connection.execute(f"DROP SCHEMA {name} CASCADE")
    for store in (SqlLog(url), SqlState(url), StudioStore(url)):
        store.close()


def test_all_shards_of_a_record_go_there_and_back_by_calls_that_are_killed(tmp_path: Path, postgres_url: str) -> None:
    source, there = many(tmp_path / "data"), Places(tmp_path / "data", postgres_url)
    before = seen_shards(source)
    for told_so_often in (9, 40, 70):
        process = other.start(DIES, source.folder, postgres_url, told_so_often)
        process.communicate(timeout=60)
        assert process.returncode == -signal.SIGKILL
        assert kept_shards(Places(tmp_path / "none", postgres_url)) == 0, "no start finds it"
    told_of: list[CopyProgress] = []
    digests = {one.table: (one.rows, one.digest) for one in copied(source, postgres_url, told_of.append)}
    assert {"state.records", "state-2.records", "log.entries", "log-2.entries", "desk.keys"} <= digests.keys()
    carried = [one for one in told_of if one.step == "carried"]
    assert sum(one.written for one in carried) < sum(one.rows for one in carried), "what was there is kept"
    assert seen_shards(Places(tmp_path / "none", postgres_url)) == before
    assert (shards_in(source), shards_in(Places(tmp_path / "none", postgres_url))) == (SHARDS, SHARDS)
    copied(source, postgres_url)  # it was killed before it set them aside
    set_aside(source, SHARDS)
    assert [path.name for path in source.folder.glob("*.db*")] == []
    back = Places(tmp_path / "back")
    done = copy_record(there, back, lambda one: None)
    assert {one.table: (one.rows, one.digest) for one in done} == digests, "the same in both directions"
    assert seen_shards(back) == before
    assert copy_record(there, back, lambda one: None) == done
    set_aside(there, SHARDS)
    assert kept_shards(there) == 0, "nothing is left that a start would find"
    dropped(postgres_url)


def test_a_record_of_which_a_shard_is_missing_is_not_copied(tmp_path: Path, postgres_url: str) -> None:
    source = many(tmp_path / "data", 3)
    (source.folder / "state-2.db").unlink()
    with told(Conflict, "shards_differ"):
        copied(source, postgres_url)
    assert kept_shards(Places(tmp_path / "none", postgres_url)) == 0


def test_a_folder_in_which_fewer_shards_were_begun_takes_the_place_whole(tmp_path: Path, postgres_url: str) -> None:
    """What waits of an earlier call of another record is no part of it."""
    source, back = many(tmp_path / "data", 3), Places(tmp_path / "back")
    waiting_folder(back.folder).mkdir()
    for name in ("state-7.db", "log-7.db", "log-7.db-wal"):
        (waiting_folder(back.folder) / name).write_text("of another one")
    copied(source, postgres_url)
    there = Places(source.folder, postgres_url)
    set_aside(source, SHARDS)
    copy_record(there, back, lambda one: None)
    files = {path.name for path in back.folder.glob("*.db")}
    assert files == {*(f"{name}{end}.db" for name in ("log", "state") for end in ("", "-1", "-2")), "studio.db"}
    dropped(postgres_url)


def test_files_that_were_copied_are_found_by_no_start(source: Places, postgres_url: str) -> None:
    first = copied(source, postgres_url)
    assert copied(source, postgres_url) == first, "it was killed before it set them aside"
    assert set_aside(source) == str(source.folder / KEPT_IN)
    assert not source.hold_a_record()
    assert {"log.db", "state.db", "studio.db"} <= {path.name for path in (source.folder / KEPT_IN).iterdir()}
    Places(source.folder, postgres_url).log()
    with pytest.raises(Missing, match="folder_missing"):
        copied(source, postgres_url)


@pytest.mark.parametrize("told_so_often", [1, 6, 25, 60])
def test_a_kill_leaves_the_source_as_it_was_and_the_database_empty_and_a_second_call_goes_on(
    source: Places, postgres_url: str, told_so_often: int, tmp_path: Path
) -> None:
    before = seen(*opened(source))
    process = other.start(DIES, source.folder, postgres_url, told_so_often)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert seen(*opened(source)) == before
    log, state, studio = opened(Places(tmp_path / "elsewhere", postgres_url))
    assert (log.end(), state.position(), state.scan("", 9), studio.keys.all()) == (0, 0, [], [])
    for store in (log, state, studio):
        store.close()
    told_of: list[CopyProgress] = []
    copied(source, postgres_url, told_of.append)
    carried = [one for one in told_of if one.step == "carried"]
    if told_so_often > 1:
        assert sum(one.written for one in carried) < sum(one.rows for one in carried), "what was there is kept"
    assert seen(*opened(Places(tmp_path / "elsewhere", postgres_url))) == before


def test_a_source_that_has_gone_on_since_it_was_interrupted_is_copied_as_it_is_now(
    source: Places, postgres_url: str, tmp_path: Path
) -> None:
    other.start(DIES, source.folder, postgres_url, 40).communicate(timeout=60)
    log, state, studio = opened(source)
    log.append([events(504, 9)])
    state.commit(transaction(state.take_ownership(), 6, records=[Record("p:é00800", b"new", b"t", None)]))
    studio.keys.drop("k1")
    for store in (log, state, studio):
        store.close()
    copied(source, postgres_url)
    before = seen(*opened(source))
    assert seen(*opened(Places(tmp_path / "elsewhere", postgres_url))) == before


def test_the_way_back_is_a_folder_with_everything_that_makes_it_go_on(
    source: Places, postgres_url: str, tmp_path: Path
) -> None:
    there, back = Places(source.folder, postgres_url), Places(tmp_path / "of" / "mine")
    back.folder.parent.mkdir()
    (source.folder / "secrets").mkdir()
    (source.folder / "secrets" / "links").write_text("signs")
    digests = [(one.table, one.rows, one.digest) for one in copied(source, postgres_url)]
    set_aside(source)
    told_of: list[CopyProgress] = []

    def fail(one: CopyProgress) -> None:
        if one.table == "desk.keys":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_record(there, back, fail)
    assert not back.folder.exists()
    done = copy_record(there, back, told_of.append)
    assert [(one.table, one.rows, one.digest) for one in done] == digests
    assert sum(one.written for one in told_of if one.step == "carried" and one.table.startswith("state")) == 0
    assert not waiting_folder(back.folder).exists()
    assert (back.folder / "secrets" / "links").read_text() == "signs"
    assert copy_record(there, back, lambda one: None) == done, "it was killed before it set the schemas aside"
    before = seen(*opened(there))
    assert seen(*opened(back)) == before
    assert "_copied_" in set_aside(there)
    log, state, studio = opened(there)
    assert (log.end(), state.position(), studio.keys.all()) == (0, 0, []), "nothing is left that a start would find"
    for store in (log, state, studio):
        store.close()


def test_a_target_that_is_in_use_is_left_alone(source: Places, postgres_url: str, tmp_path: Path) -> None:
    theirs = SqlLog(postgres_url)
    theirs.append([events(1, 3)])
    with told(Conflict, "store_in_use"):
        copied(source, postgres_url)
    assert theirs.end() == 3
    theirs.close()
    for name in ("notes.txt", "log.db"):
        folder = tmp_path / name.partition(".")[0]
        folder.mkdir()
        (folder / name).touch()
        with told(Conflict, "folder_in_use"):
            copy_record(Places(tmp_path / "none", postgres_url), Places(folder), lambda one: None)
        assert [path.name for path in folder.iterdir() if path.name.endswith(".txt")] in ([], ["notes.txt"])


def test_what_differs_does_not_count(postgres: PostgresServer, source: Places, postgres_url: str) -> None:
    """Somebody has put a trigger there that changes what is written."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:

        def spoil(one: CopyProgress) -> None:
            if (one.step, one.table) == ("carried", "desk.keys"):
                connection.execute("UPDATE copying_desk.keys SET hash = 'other'")

        with told(Unavailable, "copy_differs"):
            copied(source, postgres_url, spoil)
    log = SqlLog(postgres_url)
    assert log.end() == 0
    log.close()
    copied(source, postgres_url)  # another call mends the page


def test_a_number_that_was_given_is_not_given_again(source: Places, postgres_url: str, tmp_path: Path) -> None:
    """Streams of a person's inbox go on behind the last number that they told of."""
    message = InboxMessage(key="k1", person="ann", at=1, expires_at=0, waits=False, content=b"{}")

    def keep_and_trim(places: Places) -> int:
        studio = StudioStore(places.studio())
        studio.inbox.keep([message])
        with studio._database.write() as connection:
            (number,) = connection.exec_driver_sql("SELECT number FROM inbox").one()
            connection.exec_driver_sql("DELETE FROM inbox")
        studio.close()
        return int(number)

    first = keep_and_trim(source)
    copied(source, postgres_url)
    there, back = Places(tmp_path / "none", postgres_url), Places(tmp_path / "back")
    assert keep_and_trim(there) == first + 1
    copy_record(there, back, lambda one: None)
    assert keep_and_trim(back) == first + 2


def test_what_was_set_aside_before_stays(source: Places, postgres_url: str, tmp_path: Path) -> None:
    """Records of two histories may have had as many owners."""
    target, kept = (
        Places(tmp_path / "none", postgres_url),
        "SELECT nspname FROM pg_namespace WHERE nspname ~ '_copied_'",
    )
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        copy_record(source, target, print)
        before = {str(name) for (name,) in connection.execute(kept).fetchall()}
        first = set_aside(Places(tmp_path, postgres_url))
        copy_record(source, target, print)
        second = set_aside(Places(tmp_path, postgres_url))
        found = {str(name) for (name,) in connection.execute(kept).fetchall()} - before
    for store in (SqlLog(postgres_url), SqlState(postgres_url), StudioStore(postgres_url)):
        store.close()  # whoever has this database next finds the tables there
    assert first != second and len(found) == 6
    assert set_aside(source) == str(source.folder / KEPT_IN)
    (source.folder / "log.db").write_text("of a later one")
    assert set_aside(source) == str(source.folder / f"{KEPT_IN}-2")
    assert (source.folder / KEPT_IN / "log.db").read_bytes()[:6] == b"SQLite"

"""Records of all shards are read as one State, which answers what one shard answers of the same signals."""

from collections.abc import Iterator

import pytest

from loopline.model.ids import shard_of
from loopline.model.records import Record, StoredDocument
from loopline.model.signal import AccountJoined
from loopline.runtime.engine.account_versions import REFERRED_BYTES
from loopline.runtime.engine.cache import StateCache
from loopline.runtime.engine.people import People
from loopline.runtime.shards.state import AllShardsState
from tests.runtime.engine.shards.shards_made import Shards
from tests.runtime.shards.worlds import Lived, lived

SEEDS = ((4, 2), (7, 3), (12, 5))
EVER = 1 << 60
STATUSES = ("pending", "sending", "sent", "failed", "refused", "unknown", "held")


@pytest.fixture(scope="module", params=SEEDS, ids=lambda one: f"world {one[0]} on {one[1]}")
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    found = lived(tmp_path_factory.mktemp("shards"), *request.param)
    yield found
    found.close()


def everybody(world: Lived, page: int) -> list[Record]:
    found: list[Record] = []
    while records := world.state.scan(found[-1].key if found else "", page):
        found += records
    return found


@pytest.mark.parametrize("page", [1, 7, 1_000])
def test_a_scan_has_every_key_once_and_in_order(world: Lived, page: int) -> None:
    keys = [one.key for one in everybody(world, page)]
    assert keys == sorted(set(keys)) and len(keys) > 10
    expected = {one.key for one in world.one.scan("", 10_000)}
    assert {key for key in keys if not key.startswith(("@", "!"))} == {
        key for key in expected if not key.startswith(("@", "!"))
    }


def test_what_a_shard_keeps_of_accounts_of_others_is_no_record_of_theirs() -> None:
    """Big traits of an account stand once a shard, beside its members there; the account itself has one shard."""
    shards = Shards()
    now = shards.clock.now()
    for key in ("ann", "bob"):
        joined = AccountJoined(
            key=key, id=key, at=now, received_at=now, account="@acme", traits={"about": "x" * 2 * REFERRED_BYTES}
        )
        shards.accept(joined)
    shards.settle()
    states = [one.state for one in shards.cluster.shards]
    other = states[1 - shard_of("@acme", 2)]
    beside = [one for one in other.scan("", 100) if one.key == "@acme"]
    whole = AllShardsState(states, lambda: 0)
    found = [one.key for one in whole.scan("", 1_000)]
    assert len(beside) == 1 and found == sorted(["@acme", "ann", "bob"])
    assert whole.scan("@", 1)[0] == whole.load(["@acme"])["@acme"] != beside[0]
    people = People(StateCache(other), other, whole.of)
    known = [one.account_traits for one in people.get(["ann", "bob"]).values()]
    assert known == [{"about": "x" * 2 * REFERRED_BYTES}] * 2
    account = people.account("@acme")
    assert account is not None and set(account.members) == {"ann", "bob"}


def test_records_are_loaded_from_the_shards_of_their_keys(world: Lived) -> None:
    records = everybody(world, 1_000)
    assert world.state.load([one.key for one in records] + ["nobody"]) == {one.key: one for one in records}


def test_people_are_those_of_one_shard(world: Lived) -> None:
    keys = [one.key for one in world.one.scan("", 10_000)]
    alone = People(StateCache(world.one), world.one)
    several = People(StateCache(world.opened.states[0]), world.opened.states[0], world.state.of)
    mine, theirs = several.get(keys), alone.get(keys)
    assert mine.keys() == theirs.keys() and len(mine) > 5
    for key, person in theirs.items():
        found = mine[key]
        assert (found.key, found.traits, found.lists, found.account, found.account_traits) == (
            person.key,
            person.traits,
            person.lists,
            person.account,
            person.account_traits,
        )
        assert [one.id for one in found.enrollments] == [one.id for one in person.enrollments]


@pytest.mark.parametrize("page", [1, 3, 1_000])
def test_the_outbox_is_that_of_one_shard_in_its_order(world: Lived, page: int) -> None:
    for state in STATUSES:
        found, expected = list[str](), [one.message.key for one in world.one.outbox((state,), EVER, 10_000)]
        while rows := world.state.outbox((state,), EVER, page, found[-1] if found else ""):
            found += [one.message.key for one in rows]
        assert found == expected


def test_pages_of_the_outbox_go_on_where_nobody_remembers_the_last(world: Lived) -> None:
    expected = [one.message.key for one in world.one.outbox(("sent",), EVER, 10_000)]
    assert len(expected) > 3
    for place, key in enumerate(expected):
        world.state._cursors.clear()
        assert [one.message.key for one in world.state.outbox(("sent",), EVER, 2, key)] == expected[place + 1 :][:2]


def test_messages_are_found_whichever_shard_has_them(world: Lived) -> None:
    keys = [one.message.key for state in STATUSES for one in world.one.outbox((state,), EVER, 10_000)]
    found = world.state.messages([*keys, "none"])
    assert {key: (row.status, row.due_at) for key, row in found.items()} == {
        key: (row.status, row.due_at) for key, row in world.one.messages(keys).items()
    }
    assert world.state.oldest_due(EVER) == world.one.oldest_due(EVER)


def test_timers_are_those_of_all(world: Lived) -> None:
    assert world.state.next_wake_at() == world.one.next_wake_at()
    due = world.one.claim_due(EVER, 10_000)
    assert world.state.claim_due(EVER, 10_000) == due
    assert world.state.claim_due(EVER, 2) == due[:2]


def _published(documents: list[StoredDocument]) -> list[tuple[str, str, int]]:
    numbered = ("observation", "state", "told")
    return [(one.kind, one.name, 0 if one.kind in numbered else one.version) for one in documents]


def test_documents_are_those_of_the_shard_that_publishes(world: Lived) -> None:
    mine, theirs = _published(world.state.documents()), _published(world.one.documents())
    assert [one for one in mine if one[0] != "told"] == [one for one in theirs if one[0] != "told"]


def test_nothing_is_on_its_way_and_every_shard_knows_what_is_published(world: Lived) -> None:
    assert not world.state.is_telling()
    assert len(set(world.state.known_publications())) == 1 and world.state.known_publications()[0] > 0
    assert world.state.position() == world.log.end()


def test_pages_of_ids_come_from_the_shards_of_their_keys(world: Lived) -> None:
    wanted = [(one.key, 0) for one in everybody(world, 1_000)]
    found = world.state.seen_pages(wanted)
    assert all(found[key] == world.state.of(key).seen_pages([(key, 0)])[key] for key in found)

"""Versions of account traits stand where the records that name them do, and are counted as often as they are named."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from loopline.model.accounts.account import Account, HeldTraits
from loopline.model.ids import shard_of
from loopline.model.person import Person
from loopline.model.records import Record
from loopline.runtime.engine.cache import encode, readable
from loopline.upkeep.resharding.versions import NamedVersions

ACCOUNTS = ("@acme", "@globex", "@initech")
MEMBER = st.tuples(st.sampled_from(ACCOUNTS), st.sampled_from(("", "v1", "v2", "lost")))


def account(key: str) -> Account:
    return Account(
        key=key, traits={"of": key}, versions={name: HeldTraits({"is": name + key}, 99) for name in ("v1", "v2")}
    )


@given(st.lists(MEMBER, max_size=40), st.integers(2, 5))
def test_each_shard_holds_what_its_members_name(members: list[tuple[str, str]], shards: int) -> None:
    versions, wanted = NamedVersions(shards), dict[int, Counter[tuple[str, str]]]()
    for number, (key, version) in enumerate(members):
        person = Person(key=f"p:{number}", traits={}, account=key, account_version=version)
        versions.note(Record(person.key, encode(person)))
        if version in ("v1", "v2"):
            wanted.setdefault(shard_of(person.key, shards), Counter())[key, version] += 1
    for key in ACCOUNTS:
        versions.note(Record(key, encode(account(key))))
    for shard in range(shards):
        held = {one.key: readable(one) for one in versions.beside_members(shard)}
        assert all(shard_of(key, shards) != shard for key in held)
        for key in ACCOUNTS:
            if shard_of(key, shards) == shard:
                own = versions.at_home(Record(key, encode(account(key)), b"seen", 7, 2))
                assert (own.seen, own.wake_at, own.paged) == (b"seen", 7, 2)
                held[key] = home = readable(own)
                assert isinstance(home, Account) and home.traits == {"of": key}
        found = Counter[tuple[str, str]]()
        for key, state in held.items():
            assert isinstance(state, Account)
            for name, one in (state.versions or {}).items():
                assert one.traits == {"is": name + key}
                found[key, name] = one.members
        assert found == wanted.get(shard, Counter())

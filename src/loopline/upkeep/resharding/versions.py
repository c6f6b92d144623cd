"""Account traits that members' records name are counted anew, by the shard in which each member's record will stand."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from loopline.model.accounts.account import Account, HeldTraits
from loopline.model.ids import shard_of
from loopline.model.person import Person
from loopline.model.records import Record
from loopline.runtime.engine.cache import encode, readable

Counts = Counter[tuple[str, str]]
"""How many records name a version, by account and version."""


class NamedVersions:
    """What was noted of all records of before. Bounded by the number of versions, not of people."""

    def __init__(self, shards: int) -> None:
        self._shards: Final = shards
        self._members: Final[dict[int, Counts]] = defaultdict(Counter)
        self._traits: Final[dict[str, dict[str, HeldTraits]]] = defaultdict(dict)

    def note(self, record: Record) -> None:
        """A record of any shard of before, be it an account's own or what stood beside its members."""
        state = readable(record)
        if isinstance(state, Person) and state.account_version:
            self._members[shard_of(record.key, self._shards)][state.account, state.account_version] += 1
        elif isinstance(state, Account):
            self._traits[state.key].update(state.versions or {})

    def of(self, shard: int, account: str) -> dict[str, HeldTraits] | None:
        """What the record of an account holds in a shard. A version that nobody holds any more is named in vain."""
        counts = self._members[shard]
        found = {
            version: HeldTraits(held.traits, counts[account, version])
            for version, held in self._traits.get(account, {}).items()
            if counts[account, version]
        }
        return found or None

    def at_home(self, record: Record) -> Record:
        """An account's own record, as its shard has it."""
        account = readable(record)
        assert isinstance(account, Account)
        versions = self.of(shard_of(record.key, self._shards), record.key)
        return replace(record, state=encode(replace(account, versions=versions)))

    def beside_members(self, shard: int) -> Iterator[Record]:
        """What a shard holds of accounts of other shards: the versions alone."""
        accounts = dict.fromkeys(account for account, _ in self._members[shard])
        for account in sorted(accounts):
            if shard_of(account, self._shards) != shard and (versions := self.of(shard, account)):
                yield Record(account, encode(Account(key=account, traits={}, versions=versions)))

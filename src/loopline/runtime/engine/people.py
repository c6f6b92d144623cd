"""People as they are now, for readers outside the loop: from the cache, or else from the store."""

from collections.abc import Callable, Sequence
from typing import Final

from msgspec.structs import replace

from loopline.model.accounts.account import Account
from loopline.model.addresses.address import Address
from loopline.model.addresses.normal import ADDRESS
from loopline.model.admission.ledger import EntryLedger, entries_key
from loopline.model.ids import ACCOUNT
from loopline.model.keyed.ledger import OfferLedger
from loopline.model.keyed.states import LEDGERS, KeyState
from loopline.model.person import Person
from loopline.ports import State
from loopline.runtime.engine.account_versions import with_traits
from loopline.runtime.engine.cache import StateCache, readable
from loopline.signals.people.aliases import end_of_chain

READ_AGAIN: Final = 5


class People:
    """Reads states; safe from any thread, since all it returns is frozen."""

    def __init__(
        self, hot: StateCache, state: State, elsewhere: Callable[[str], State | None] = lambda key: None
    ) -> None:
        """`elsewhere` is the state of the shard that a key belongs to; None where that is this one."""
        self._hot, self._state, self._elsewhere = hot, state, elsewhere

    def get(self, keys: Sequence[str]) -> dict[str, Person]:
        """The people behind these keys, tombstones followed; a key that no person has is absent."""
        found: dict[str, Person] = {}
        for asked in dict.fromkeys(keys):
            person = self._end_of(asked)
            if person is not None:
                found[asked] = replace(person, merged_into="") if person.merged_into else person
        return found

    def _end_of(self, asked: str) -> Person | None:
        read: dict[str, Person | None] = {}

        def points_at(key: str) -> str:
            person = read[key] = self._one(key)
            return "" if person is None else person.merged_into

        return read[end_of_chain(asked, points_at)[0]]

    def _points_at(self, key: str) -> str:
        person = self._one(key)
        return "" if person is None else person.merged_into

    def account(self, key: str) -> Account | None:
        """An account by its key."""
        state = self._state_of(key)
        return state if isinstance(state, Account) else None

    def address(self, key: str) -> Address | None:
        """An address by its key; None where nothing was ever said of it and nobody has it."""
        state = self._state_of(key)
        return state if isinstance(state, Address) and state != Address(key=key) else None

    def offer(self, key: str) -> OfferLedger | None:
        """The ledger of an offer by its key; None where nothing was ever asked of it."""
        state = self._state_of(key)
        return state if isinstance(state, OfferLedger) else None

    def entries(self, journey: str) -> EntryLedger | None:
        """The ledger of a journey's entries; None where nobody ever asked it."""
        state = self._state_of(entries_key(journey))
        return state if isinstance(state, EntryLedger) else None

    def _one(self, key: str) -> Person | None:
        if key.startswith((ACCOUNT, ADDRESS, *LEDGERS)):
            return None
        state = self._state_of(key)
        return state if isinstance(state, Person) else None

    def _state_of(self, key: str) -> KeyState | None:
        state = self._read(key)
        for _ in range(READ_AGAIN):
            if not isinstance(state, Person) or not state.account_version:
                return state
            beside = self._read(state.account, state.key)  # each shard has the versions that its own records name
            person = with_traits(state, beside if isinstance(beside, Account) else None)
            if person.account_traits is not None:
                return person
            state = self._read(key)  # told of a newer version between the two reads
        return with_traits(state, None) if isinstance(state, Person) else state

    def _read(self, key: str, beside: str = "") -> KeyState | None:
        """What stands under a key in its own shard, or in that of the key `beside`."""
        other = self._elsewhere(beside or key)
        cached = self._hot.peek(key) if other is None else None
        if cached is not None:
            state = None if cached.is_aside else cached.state
        else:
            record = (other or self._state).load([key]).get(key)
            state = readable(record) if record else None
        return None if state == Person(key=key, traits={}) else state

    def is_set_aside(self, key: str) -> bool:
        """Whether there is a record of this key, or of whom it was merged into, that cannot be read."""
        key, _ = end_of_chain(key, self._points_at)
        other = self._elsewhere(key)
        cached = self._hot.peek(key) if other is None else None
        record = None if cached else (other or self._state).load([key]).get(key)
        return cached.is_aside if cached else record is not None and readable(record) is None

"""The state cache: states kept in memory up to stated bounds, the lately used decoded, the others as bytes."""

from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from functools import partial
from itertools import chain, islice
from math import ceil
from typing import Final

import msgspec

from loopline.model.accounts.account import Account
from loopline.model.addresses.address import Address
from loopline.model.addresses.normal import ADDRESS
from loopline.model.admission.ledger import ENTRIES, QUEUE, EntryLedger, QueuePage
from loopline.model.erased.digest import GONE, Hidden, hidden_by
from loopline.model.ids import ACCOUNT
from loopline.model.keyed.ledger import OFFER, SHELF, CodeShelf, OfferLedger
from loopline.model.keyed.states import LEDGERS, KeyState, LedgerState, ledger_state
from loopline.model.person import Person
from loopline.model.records import Record, SeenPage
from loopline.ports import State
from loopline.runtime.engine.account_versions import reference_of, with_traits
from loopline.runtime.engine.erased.gone import found_gone, may_be_gone
from loopline.runtime.engine.held import Asleep, CachedState, fallen_asleep
from loopline.signals.people.deduplicate import NO_PAGES, SeenIds, slots_read_first

SET_ASIDE = b""
"""The bytes of a record that is set aside: they cannot be read, and no wake-up stands beside them."""

PERSON_BYTES = 1_024
"""States take on average so many bytes at most, encoded: fewer stay in memory when they are bigger."""

AWAKE_SHARE = 8
"""One in so many states is decoded. Decoding one costs about as much as a fifth of deciding an event."""

encode = msgspec.msgpack.Encoder().encode
_person = msgspec.msgpack.Decoder(Person).decode
_account = msgspec.msgpack.Decoder(Account).decode
_address = msgspec.msgpack.Decoder(Address).decode
_LEDGERS: Final[dict[str, Callable[[bytes], LedgerState]]] = {
    OFFER: msgspec.msgpack.Decoder(OfferLedger).decode,
    SHELF: msgspec.msgpack.Decoder(CodeShelf).decode,
    ENTRIES: msgspec.msgpack.Decoder(EntryLedger).decode,
    QUEUE: msgspec.msgpack.Decoder(QueuePage).decode,
}


def decode(record: Record) -> KeyState:
    """The state in a record."""
    if record.key.startswith(LEDGERS):
        return _LEDGERS[record.key[: record.key.index("/") + 1]](record.state)
    if record.key.startswith((ADDRESS, GONE)):
        return _address(record.state)
    return _account(record.state) if record.key.startswith(ACCOUNT) else _person(record.state)


def readable(record: Record) -> KeyState | None:
    """The state in a record; None when it cannot be decoded, so that one bad record stops no scan."""
    try:
        state = decode(record)
    except (msgspec.MsgspecError, TypeError):
        return None
    return state if state.key == record.key and isinstance(record.seen, bytes) else None


def mentions(record: Record, names: Iterable[bytes]) -> bool:
    """Whether one of these names stands in a record, which is not decoded; in one that holds no bytes, none does."""
    state: object = record.state
    return isinstance(state, bytes) and any(name in state for name in names)


def new_state(key: str) -> KeyState:
    """The state of a key that has none yet."""
    if (of_ledger := ledger_state(key)) is not None:
        return of_ledger
    if key.startswith(ADDRESS):
        return Address(key=key)
    return Account(key=key, traits={}) if key.startswith(ACCOUNT) else Person(key=key, traits={})


def sealed_of(record: Record) -> int:
    """How many ids of a key went over to pages; a count that is none counts as zero."""
    paged: object = record.paged
    return paged if isinstance(paged, int) and paged > 0 else 0


def naming_person(cached: CachedState) -> Person | None:
    """The person in here, when what was read names a version of the account's traits."""
    state = cached.state
    return state if isinstance(state, Person) and state.account_version else None


class StateCache:
    """A bounded cache over the state port. Only the loop's thread writes; the states in it are frozen values.

    One in `AWAKE_SHARE` is decoded, those that were got last. Of the others a person is `Asleep` until somebody gets
    her; whoever has rested longest is dropped first. An address does not rest: hardly an event asks for it. People
    of a file who were not in memory leave it after the transaction: a million of them would drive everybody out.
    """

    def __init__(self, state: State, bound: int = 120_000, hidden: Hidden | None = None) -> None:
        """`hidden` says under which key a record stands without its letters."""
        self._state, self.hidden = state, hidden or hidden_by()
        self.has_gone: bool | None = None
        self._bound, self._bytes_max = bound, bound * PERSON_BYTES
        self._awake_max = ceil(bound / AWAKE_SHARE)
        self._bytes = 0
        self._passing = set[str]()
        self._grown = set[str]()  # whose pages of ids were read since it was counted what they take
        self._cached: dict[str, CachedState] = {}
        self._resting: dict[str, CachedState | Asleep] = {}
        self.resting: Final = self._resting.get
        self.awake: Final = self._cached.get

    def load(self, keys: Collection[str]) -> int:
        """Bring these states into memory with one query for all that are not there; answers their bytes."""
        cached = self._cached
        for key in keys:
            if key not in cached:
                break
        else:
            return 0
        strange = set(keys).difference(cached).difference(self._resting)
        if not strange:
            return 0
        missing = [key for key in dict.fromkeys(keys) if key in strange]
        before = self._bytes
        found = self.opened(self._state.load(missing))
        if len(found) < len(missing):
            found |= self._gone([key for key in missing if key not in found and may_be_gone(key)])
        for key in missing:
            one = cached[key] = found.get(key) or CachedState(new_state(key))
            self._count(one)
        self._refer(missing)
        return self._bytes - before

    def pass_through(self, keys: Iterable[str], others: Iterable[str]) -> None:
        """Of these keys those that are not in memory are not kept there, once what follows is on disk; `others` are."""
        cached, resting = self._cached, self._resting
        self._passing.update(key for key in keys if key not in cached and key not in resting)
        self._passing.difference_update(others)

    def _gone(self, strange: Sequence[str]) -> dict[str, CachedState]:
        """Those of these keys that were forgotten. It costs nothing as long as nobody was."""
        if self.has_gone is None:
            self.has_gone = any(one.key.startswith(GONE) for one in self._state.scan(GONE, 1))
        if not self.has_gone or not strange:
            return {}
        behind = {self.hidden(key): key for key in strange}
        records = self._state.load(list(behind))
        stones = {behind[name]: state for name, one in records.items() if isinstance(state := readable(one), Address)}
        return {key: CachedState(found_gone(key, stored)) for key, stored in stones.items()}

    def opened(self, records: Mapping[str, Record]) -> dict[str, CachedState]:
        """What is to be held of the keys of these records. A record that cannot be read is to be set aside."""
        first = [(key, slot) for key, one in records.items() if one.paged for slot in slots_read_first(sealed_of(one))]
        rows = self._state.seen_pages(first) if first else {}
        return {key: self._opened(key, record, rows.get(key, NO_PAGES)) for key, record in records.items()}

    def _opened(self, key: str, record: Record, rows: Mapping[int, bytes]) -> CachedState:
        state = readable(record)
        if state is None:
            return CachedState(new_state(key), is_aside=True, damaged=None if record.state == SET_ASIDE else record)
        if not record.paged:
            return CachedState(state, SeenIds(record.seen), record.state)
        seen = SeenIds(record.seen, sealed_of(record), rows, partial(self._seen_rows, key))
        return CachedState(state, seen, record.state)

    def _seen_rows(self, key: str, slots: Sequence[int]) -> Mapping[int, bytes]:
        self._grown.add(key)
        return self._state.seen_pages([(key, slot) for slot in slots]).get(key, NO_PAGES)

    def let_pages_go(self, pages: Iterable[SeenPage]) -> None:
        """These pages of ids are committed: those that are full need not stay in memory."""
        for key in {page.key for page in pages}:
            held = self._cached.get(key) or self._resting[key]
            held.seen.let_go(partial(self._seen_rows, key))
            self._count(held)

    def _refer(self, keys: Iterable[str]) -> None:
        """Give those whose records name a version of their account's traits these traits."""
        naming = [(one, state) for key in keys if (state := naming_person(one := self._cached[key])) is not None]
        self.load([person.account for _, person in naming] if naming else ())
        for cached, person in naming:
            cached.named = reference_of(person)
            cached.state = cached.written = with_traits(person, self.account(person.account))

    def account(self, key: str) -> Account | None:
        """The account with this key; None where there is none whose record can be read."""
        cached = self.get(key)
        return cached.state if isinstance(cached.state, Account) and not cached.is_aside else None

    def _count(self, held: CachedState | Asleep) -> None:
        size = held.size()
        self._bytes += size - held.counted
        held.counted = size

    def get(self, key: str) -> CachedState:
        """One state, decoded; loaded when it is not in memory."""
        cached = self._cached.get(key)
        if cached is None:
            held = self._resting.pop(key, None)
            if held is None:
                self.load((key,))
                return self._cached[key]
            cached = self._cached[key] = self._woken(held)
            self._refer((key,))
        return cached

    def _woken(self, held: CachedState | Asleep) -> CachedState:
        if isinstance(held, CachedState):
            return held
        held.woken = CachedState(held.person(), held.seen, held.encoded)
        held.woken.counted = held.counted
        return held.woken

    def peek(self, key: str) -> CachedState | None:
        """The state when it is in memory and decoded; safe to call from another thread."""
        held = self._cached.get(key) or self._resting.get(key)
        return held if isinstance(held, CachedState) else None

    def replace(self, key: str, cached: CachedState) -> None:
        """Hold this in the place of what was held; members whose records name traits of an account are read again."""
        self._drop(key)
        self._cached[key] = cached
        self._count(cached)
        self._refer((key,))
        if key.startswith(ACCOUNT):
            members = [one for one, held in self._cached.items() if held.named and held.named.account == key]
            members += [one for one, held in self._resting.items() if isinstance(held, Asleep) and held.account == key]
            for member in members:
                self._drop(member)

    def _drop(self, key: str) -> None:
        held = self._cached.pop(key, None) or self._resting.pop(key, None)
        self._bytes -= held.counted if held is not None else 0

    def grow(self, size: int) -> None:
        """States in here have grown by so many bytes in all."""
        self._bytes += size

    def shrink(self, held: Container[str] = ()) -> None:
        """Let those sleep, and drop those, that are beyond the bounds. Nothing may be dirty; `held` are not dropped."""
        while self._grown:
            grown = self._grown.pop()
            if (one := self._cached.get(grown) or self._resting.get(grown)) is not None:
                self._count(one)
        for key in [key for key in self._passing if key not in held] if self._passing else ():
            self._passing.discard(key)
            self._drop(key)
        for key in list(islice(self._cached, max(0, len(self._cached) - self._awake_max))):
            if key.startswith(ADDRESS) and key not in held:
                self._drop(key)
            else:
                self._rest(key, self._cached.pop(key))
        self._drop_oldest(held)

    def _rest(self, key: str, cached: CachedState) -> None:
        state, encoded = cached.state, cached.encoded
        if isinstance(state, Person) and encoded is not None and cached.written is state and not cached.is_aside:
            self._resting[key] = fallen_asleep(state, encoded, cached.seen, cached.counted)
        else:
            self._resting[key] = cached

    def _drop_oldest(self, held: Container[str]) -> None:
        """Of those who rest; of the others only when nobody rests who may go."""
        surplus, size, going = len(self._cached) + len(self._resting) - self._bound, self._bytes, list[str]()
        for key, one in chain(self._resting.items(), self._cached.items()):
            if surplus <= 0 and size <= self._bytes_max:
                break
            if key not in held:
                going.append(key)
                surplus, size = surplus - 1, size - one.counted
        for key in going:
            self._drop(key)

    def forget(self) -> None:
        """Drop everything: after a transaction that could not be committed."""
        self._cached.clear()
        self._resting.clear()
        self._passing.clear()
        self._bytes, self.has_gone = 0, None

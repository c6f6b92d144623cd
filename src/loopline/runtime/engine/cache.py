"""The state cache: decoded states kept in memory up to stated bounds, the least recently used dropped first."""

from collections import OrderedDict
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import partial

import msgspec

from loopline.model.ids import ACCOUNT
from loopline.model.person import Account, Person
from loopline.model.records import Record, SeenPage
from loopline.ports import State
from loopline.runtime.engine.account_versions import Reference, reference_of, with_traits
from loopline.signals.people.deduplicate import NO_PAGES, SeenIds, slots_read_first

SET_ASIDE = b""
"""The bytes of a record that is set aside: they cannot be read, and no wake-up stands beside them."""

PERSON_BYTES = 1_024
"""States take on average so many bytes at most, encoded: fewer stay in memory when they are bigger."""

encode = msgspec.msgpack.Encoder().encode
_person = msgspec.msgpack.Decoder(Person).decode
_account = msgspec.msgpack.Decoder(Account).decode


class CachedState:
    """One decoded state with the message ids it has seen, and the bytes (`encoded`) of the state called `written`.

    `is_aside`: the record of this key is set aside, and nothing is decided for it. `damaged`: that record, until then.
    `named`: the version of her account's traits that the record of a person names.
    """

    __slots__ = ("counted", "damaged", "encoded", "is_aside", "named", "seen", "state", "written")

    def __init__(
        self,
        state: Person | Account,
        seen: SeenIds | None = None,
        encoded: bytes | None = None,
        *,
        is_aside: bool = False,
        damaged: Record | None = None,
    ) -> None:
        self.state = state
        self.seen = SeenIds() if seen is None else seen
        self.encoded = encoded
        self.written = state
        self.is_aside, self.damaged = is_aside, damaged
        self.named: Reference | None = None
        self.counted = 0

    def size(self) -> int:
        """The bytes of the state as it was read or written last."""
        return len(self.encoded or b"") + self.seen.size()


def decode(record: Record) -> Person | Account:
    """The state in a record."""
    return _account(record.state) if record.key.startswith(ACCOUNT) else _person(record.state)


def readable(record: Record) -> Person | Account | None:
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


def new_state(key: str) -> Person | Account:
    """The state of a key that has none yet."""
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
    """A bounded cache over the state port. Only the loop's thread writes; its entries are frozen values."""

    def __init__(self, state: State, bound: int = 120_000) -> None:
        self._state = state
        self._bound, self._bytes_max = bound, bound * PERSON_BYTES
        self._bytes = 0
        self._cached: OrderedDict[str, CachedState] = OrderedDict()

    def load(self, keys: Iterable[str]) -> int:
        """Bring these states into memory with one query for all that are not there; answers their bytes."""
        missing = [key for key in dict.fromkeys(keys) if key not in self._cached]
        if not missing:
            return 0
        before = self._bytes
        found = self.opened(self._state.load(missing))
        for key in missing:
            cached = self._cached[key] = found.get(key) or CachedState(new_state(key))
            self._count(cached)
        self._refer(missing)
        return self._bytes - before

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
        return self._state.seen_pages([(key, slot) for slot in slots]).get(key, NO_PAGES)

    def let_pages_go(self, pages: Iterable[SeenPage]) -> None:
        """These pages of ids are committed: those that are full need not stay in memory."""
        for key in {page.key for page in pages}:
            cached = self._cached[key]
            cached.seen.let_go(partial(self._seen_rows, key))
            self._count(cached)

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

    def _count(self, cached: CachedState) -> None:
        size = cached.size()
        self._bytes += size - cached.counted
        cached.counted = size

    def get(self, key: str) -> CachedState:
        """One state, loaded when it is not in memory."""
        cached = self._cached.get(key)
        if cached is None:
            self.load((key,))
            cached = self._cached[key]
        return cached

    def peek(self, key: str) -> CachedState | None:
        """The state when it is in memory; safe to call from another thread."""
        return self._cached.get(key)

    def replace(self, key: str, cached: CachedState) -> None:
        """Hold this in the place of what was held; members whose records name traits of an account are read again."""
        held = self._cached.get(key)
        self._bytes -= held.counted if held is not None else 0
        self._cached[key] = cached
        self._count(cached)
        self._refer((key,))
        if key.startswith(ACCOUNT):
            for member in [one for one, held in self._cached.items() if held.named and held.named.account == key]:
                self._bytes -= self._cached.pop(member).counted

    def touch(self, keys: Iterable[str], grown: int = 0) -> None:
        """These were used just now, and have grown by so many bytes in all."""
        move = self._cached.move_to_end
        for key in keys:
            move(key)
        self._bytes += grown

    def shrink(self, held: Container[str] = ()) -> None:
        """Drop what is beyond the bounds; call it only when nothing is dirty but what is `held`, which stays."""
        while self._cached and (len(self._cached) > self._bound or self._bytes > self._bytes_max):
            key = next(iter(self._cached))
            if key in held:  # it was used just now, and so were all that are left
                break
            self._bytes -= self._cached.pop(key).counted

    def forget(self) -> None:
        """Drop everything: after a transaction that could not be committed."""
        self._cached.clear()
        self._bytes = 0

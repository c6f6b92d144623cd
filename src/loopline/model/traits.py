"""Traits: typed values that the latest statement wins, with every conflict of types reported."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, Generic, TypeVar

import msgspec
from msgspec import Struct

from loopline.model.person import TraitTimes

TRAITS_MAX = 1_000
REMOVED_MAX = 100
"""Removed traits whose time is remembered, so that a late statement does not bring them back."""

REMOVED_BYTES: Final = 8 * 1024
"""The names of those."""

TRAITS_BYTES: Final = 64 * 1024
"""The traits of a person, names and values as they are stored."""

ACCOUNT_TRAITS_BYTES: Final = 32 * 1024
"""The traits of an account, in each version that its members were told."""

LISTS_BYTES: Final = 8 * 1024
"""The names of the lists that a person is on."""

FULL: Final = "full"
BIG: Final = "big"
Conflict = tuple[str, str, str]
"""A name, the kind of value before, and the kind that was stated; or FULL or BIG for the kind before."""
T = TypeVar("T")
Values = Mapping[str, Any]
_encode = msgspec.msgpack.Encoder().encode
_encode_json = msgspec.json.Encoder().encode


def trait_type(value: Any) -> str:
    """string, number, boolean, date, list or object; "none" for null. A date is a string that reads as ISO 8601."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "date" if _is_date(value) else "string"
    return "list" if isinstance(value, list | tuple) else "object"


def _is_date(text: str) -> bool:
    if not 10 <= len(text) <= 35 or text[4:5] != "-" or text[7:8] != "-":
        return False
    try:
        if len(text) == 10:
            date.fromisoformat(text)
        else:
            datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def fold_traits(
    before: dict[str, Any], stated: Mapping[str, Any], bytes_max: int = TRAITS_BYTES
) -> tuple[dict[str, Any], frozenset[str], tuple[Conflict, ...]]:
    """The traits after a statement, the names whose value changed, and the conflicts.

    A null removes the trait. A new kind of value is stored, and reported, since conditions call a mismatch unknown.
    Names beyond the bound of `TRAITS_MAX` are not stored, nor are values beyond `bytes_max`, one by one in their order,
    once what is removed has made room; they come back as conflicts of kind FULL and BIG. What is there always stays.
    """
    after, changed, conflicts = _folded(before, stated, None)
    if changed and encoded_size(after) > bytes_max:
        after, changed, conflicts = _folded(before, stated, bytes_max)
    return (after if changed else before), frozenset(changed), tuple(conflicts)


def _folded(
    before: dict[str, Any], stated: Mapping[str, Any], bytes_max: int | None
) -> tuple[dict[str, Any], list[str], list[Conflict]]:
    if not before and bytes_max is None and len(stated) <= TRAITS_MAX:  # somebody new
        first = {name: value for name, value in stated.items() if value is not None}
        return first, list(first), []
    after = {name: value for name, value in before.items() if stated.get(name, value) is not None}
    changed = [name for name in before if name not in after]
    conflicts: list[Conflict] = []
    size = 0 if bytes_max is None else encoded_size(after)
    for name, value in stated.items():
        old = before.get(name)
        if value is None or (old == value and type(old) is type(value)):
            continue
        if (
            old is not None
            and (was := trait_type(old)) != (now := trait_type(value))
            and {was, now} != {"string", "date"}
        ):
            conflicts.append((name, was, now))
        if old is None and len(after) >= TRAITS_MAX:
            conflicts.append((name, FULL, trait_type(value)))
            continue
        if bytes_max is not None:
            grown = encoded_size(value) - (encoded_size(old) if name in after else -encoded_size(name))
            if grown > 0 and size + grown > bytes_max:
                conflicts.append((name, BIG, trait_type(value)))
                continue
            size += grown
        after[name] = value
        changed.append(name)
    return after, changed, conflicts


def encoded_size(value: Any) -> int:
    """The bytes of a value as it is stored (MessagePack), which are about those of compact JSON."""
    try:
        return len(_encode(value))
    except OverflowError:  # a whole number beyond 64 bits, which the edges turn into a fraction
        return len(_encode_json(value))


def fitting(traits: dict[str, Any], bytes_max: int) -> dict[str, Any]:
    """The first traits that fit; all of them, unless an earlier version stored more than is stored today."""
    return traits if encoded_size(traits) <= bytes_max else fold_traits({}, traits, bytes_max)[0]


def with_lists(lists: tuple[str, ...], added: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lists with those that fit, and the names for which there was no room."""
    kept, refused = list(lists), list[str]()
    for name in dict.fromkeys(added):
        if name in kept:
            continue
        (kept if encoded_size([*kept, name]) <= LISTS_BYTES else refused).append(name)
    return tuple(kept), tuple(refused)


def storable(value: Any) -> Any:
    """JSON of any shape with whole numbers beyond 64 bits as the nearest fraction; None beyond all fractions.

    Records cannot hold bigger ones, and one number in one event must not stop the loop.
    """
    if isinstance(value, dict):
        return {name: storable(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [storable(inner) for inner in value]
    if not isinstance(value, int) or -(2**63) <= value < 2**64:
        return value
    try:
        return float(value)
    except OverflowError:
        return None


class Folded(Struct, frozen=True):
    """Traits after a statement: the values, their times, what changed, conflicts of kind, and names stated too late."""

    traits: dict[str, Any]
    times: TraitTimes
    changed: frozenset[str]
    conflicts: tuple[Conflict, ...]
    late: tuple[str, ...]


def state_traits(
    before: dict[str, Any],
    times: TraitTimes | None,
    stated: Mapping[str, Any],
    at: int,
    bytes_max: int = TRAITS_BYTES,
) -> Folded:
    """The traits once `stated` was said at `at` (ms): a trait of which something newer was said stays as it is."""
    known = times or TraitTimes()
    late = tuple(name for name in stated if at < time_of(name, before, known)) if before or times else ()
    heard = {name: value for name, value in stated.items() if name not in late} if late else stated
    after, changed, conflicts = fold_traits(before, heard, bytes_max)
    differing = tuple(name for name in late if before.get(name) != stated[name])
    return Folded(after, _restated(after, known, heard, at), changed, conflicts, differing)


def merge_traits(
    own: dict[str, Any],
    own_times: TraitTimes | None,
    other: dict[str, Any],
    other_times: TraitTimes | None,
    kept_own: Collection[str] = (),
) -> tuple[dict[str, Any], TraitTimes, tuple[Conflict, ...]]:
    """The traits of two who are one: of each name what was said last, and `own` where both were said at once.

    Those of `kept_own` stay as they are whatever was said of the other. What only the other has, and finds no room, is
    not taken, and comes back as a conflict.
    """
    mine, theirs = own_times or TraitTimes(), other_times or TraitTimes()
    traits, times = dict[str, Any](), dict[str, int]()
    for name in dict.fromkeys((*other, *own, *(theirs.others or ()), *(mine.others or ()))):
        at, at_other = time_of(name, own, mine), time_of(name, other, theirs)
        said = name in own or name in (mine.others or ())
        ours = name in kept_own or at > at_other or (at == at_other and (said or name not in other))
        times[name], kept = (at, own) if ours else (at_other, other)
        if name in kept:
            traits[name] = kept[name]
    if len(traits) <= TRAITS_MAX and encoded_size(traits) <= TRAITS_BYTES:
        return traits, _gathered(traits, times), ()
    mine_first = {name: value for name, value in traits.items() if name in own}
    rest = {name: value for name, value in traits.items() if name not in own}
    fitted, _, conflicts = fold_traits(fitting(mine_first, TRAITS_BYTES), rest)
    return fitted, _gathered(fitted, {name: at for name, at in times.items() if name in fitted}), conflicts


def time_of(name: str, traits: Mapping[str, Any], times: TraitTimes) -> int:
    if times.others and name in times.others:
        return times.others[name]
    return times.at if name in traits else 0


def _restated(traits: Mapping[str, Any], times: TraitTimes, heard: Mapping[str, Any], at: int) -> TraitTimes:
    """The times once `heard` was said at `at`."""
    if traits and not times.others and len(traits) == len(heard) and traits.keys() == heard.keys():
        return TraitTimes(at)  # all that is known was said just now
    others = dict(times.others or ())
    for name, value in heard.items():
        if name in traits and at == times.at:
            others.pop(name, None)
        elif name in traits or value is None:
            others[name] = at
    removed = sum(len(name) for name in others if name not in traits)
    if 2 * len(others) <= len(traits) and removed <= REMOVED_BYTES:
        return TraitTimes(times.at, others or None) if others != (times.others or {}) else times
    return _gathered(traits, {name: times.at for name in traits} | others)


def _gathered(traits: Mapping[str, Any], times: Mapping[str, int]) -> TraitTimes:
    """The times in their short form: the most frequent one, the others, and the newest of those removed."""
    counts = Counter(times[name] for name in traits)
    usual = max(counts, key=lambda at: (counts[at], at), default=0)
    others = {name: times[name] for name in traits if times[name] != usual}
    removed = sorted((name for name in times if name not in traits), key=lambda name: -times[name])
    while removed and (len(removed) > REMOVED_MAX or sum(map(len, removed)) > REMOVED_BYTES):
        removed.pop()
    return TraitTimes(usual, others | {name: times[name] for name in removed} or None)


class SharedDifference(Generic[T]):
    """Answers what `compare` does, and keeps the last answer: the members of an account are told one after the other.

    Compares by identity whether the same is asked again, so what it is given must never be changed in place.
    """

    def __init__(self, compare: Callable[[Values, Values], T]) -> None:
        self._compare = compare
        self._last: tuple[Values, Values, T] | None = None

    def __call__(self, old: Values, new: Values) -> T:
        """What `compare` says of these two."""
        last = self._last
        if last is None or last[0] is not old or last[1] is not new:
            self._last = last = (old, new, self._compare(old, new))
        return last[2]

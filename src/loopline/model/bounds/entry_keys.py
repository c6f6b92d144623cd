"""The keys by which people entered a journey: the newest by name, older ones as digests, within bounds."""

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from loopline.model.ids import digest8
from loopline.model.person import JourneyHistory

KEYS_NAMED_MAX: Final = 32
KEYS_NAMED_KEPT: Final = 16
KEYS_SEALED_MAX: Final = 2_000
"""At most so many keys are sealed, each in 14 bytes; beyond that the oldest are forgotten, and when is remembered."""
KEY_DIGEST: Final = 8
KEY_ROW: Final = KEY_DIGEST + 6
KEYS_BYTES: Final = 32 * 1024
"""At most so many bytes of sealed keys are remembered of a person, over all journeys."""


def last_entry(history: JourneyHistory, key: str) -> int | None:
    """When the person last entered with this key (ms); None: never, or before `history.forgotten_at`."""
    named = (history.keys or {}).get(key)
    if named is not None or not history.sealed:
        return named
    place = _find(history.sealed, digest8(key))
    return None if place is None else _time(history.sealed, place)


def with_entry(history: JourneyHistory, key: str, at: int) -> JourneyHistory:
    """The history with one more entry by a key, at a time (ms)."""
    keys = {**(history.keys or {}), key: at}
    sealed = history.sealed
    if key not in (history.keys or {}) and (place := _find(sealed, digest8(key))) is not None:
        sealed = sealed[:place] + sealed[place + KEY_ROW :]
    return _bounded(history, keys, sealed)


def both_keys(own: JourneyHistory, twin: JourneyHistory) -> JourneyHistory:
    """The history `own` with the keys of a twin beside its own: what a merge keeps."""
    keys = {**(twin.keys or {}), **(own.keys or {})}
    rows = {twin.sealed[place : place + KEY_DIGEST]: _time(twin.sealed, place) for place in _places(twin.sealed)}
    for place in _places(own.sealed):
        digest = own.sealed[place : place + KEY_DIGEST]
        rows[digest] = max(rows.get(digest, 0), _time(own.sealed, place))
    sealed = b"".join(_row(digest, at) for digest, at in sorted(rows.items(), key=lambda row: row[1]))
    forgotten = max(own.forgotten_at, twin.forgotten_at)
    return _bounded(replace(own, forgotten_at=forgotten), keys, sealed)


def bounded_keys(histories: dict[str, JourneyHistory]) -> dict[str, JourneyHistory]:
    """The histories within `KEYS_BYTES`: the journey with the most keys gives up its oldest, and knows since when."""
    over = sum(len(one.sealed) for one in histories.values()) - KEYS_BYTES
    while over > 0:
        longest = max(histories, key=lambda name: (len(histories[name].sealed), name))
        one = histories[longest]
        rows = max(1, min(over, len(one.sealed) // 2) // KEY_ROW)
        histories = {**histories, longest: _without_oldest(one, one.sealed, rows * KEY_ROW)}
        over -= rows * KEY_ROW
    return histories


def _without_oldest(history: JourneyHistory, sealed: bytes, surplus: int) -> JourneyHistory:
    gone = [_time(sealed, place) for place in range(0, surplus, KEY_ROW)]
    return replace(history, sealed=sealed[surplus:], forgotten_at=max(history.forgotten_at, *gone))


def _bounded(history: JourneyHistory, keys: dict[str, int], sealed: bytes) -> JourneyHistory:
    if len(keys) > KEYS_NAMED_MAX:
        by_time = sorted(keys.items(), key=lambda entry: entry[1])
        sealed += b"".join(_row(digest8(key), at) for key, at in by_time[:-KEYS_NAMED_KEPT])
        keys = dict(by_time[-KEYS_NAMED_KEPT:])
    history = replace(history, keys=keys or None, sealed=sealed)
    surplus = len(sealed) - KEYS_SEALED_MAX * KEY_ROW
    return _without_oldest(history, sealed, surplus) if surplus > 0 else history


def _row(digest: bytes, at: int) -> bytes:
    return digest + at.to_bytes(KEY_ROW - KEY_DIGEST, "big")


def _time(sealed: bytes, place: int) -> int:
    return int.from_bytes(sealed[place + KEY_DIGEST : place + KEY_ROW], "big")


def _places(sealed: bytes) -> Iterator[int]:
    return iter(range(0, len(sealed), KEY_ROW))


def _find(sealed: bytes, digest: bytes) -> int | None:
    place = sealed.find(digest)
    while place >= 0 and place % KEY_ROW:
        place = sealed.find(digest, place + 1)
    return place if place >= 0 else None

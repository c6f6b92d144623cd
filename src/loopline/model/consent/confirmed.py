"""The addresses from which a yes was confirmed: it holds for them, and for no other that its person gets later."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from loopline.model.ids import stable_id

CONFIRMED_MAX: Final = 50
"""Words of one person that are bound to addresses, at most; a word beyond them is bound to none."""

ADDRESSES_MAX: Final = 8
"""Addresses of one word: those that confirmed it last, and as many that were asked."""


class ConfirmedFrom(Struct, frozen=True, gc=False, array_like=True):
    """The addresses that confirmed a word, and those that were asked because its person moved there, each by a digest.

    The digest is enough to know one again, short, and no address of which nobody has use any more.
    """

    addresses: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()

    def knows(self, key: str) -> bool:
        """Whether the address of this key has confirmed the word, or was asked to."""
        return _digest(key) in (*self.addresses, *self.asked)


ConfirmedWords = Mapping[str, ConfirmedFrom]
"""By the name of a word; one that is not in it was said without a confirmation, and is bound to no address."""

NONE_CONFIRMED: Final[ConfirmedWords] = {}


def holds_at(words: ConfirmedWords | None, name: str, key: str) -> bool:
    """Whether a yes of this name, which was said, holds for the address of this key."""
    bound = (words or NONE_CONFIRMED).get(name)
    return bound is None or _digest(key) in bound.addresses


def with_confirmed(words: ConfirmedWords | None, name: str, key: str) -> dict[str, ConfirmedFrom]:
    """The words after this one was confirmed from an address."""
    known = (words or NONE_CONFIRMED).get(name, ConfirmedFrom())
    return _with(words, name, ConfirmedFrom(_newest(known.addresses, _digest(key)), known.asked))


def with_asked(words: ConfirmedWords | None, name: str, key: str) -> dict[str, ConfirmedFrom]:
    """The words after an address was asked to confirm this one, which another had confirmed."""
    known = (words or NONE_CONFIRMED).get(name, ConfirmedFrom())
    return _with(words, name, ConfirmedFrom(known.addresses, _newest(known.asked, _digest(key))))


def both_confirmed(one: ConfirmedWords | None, other: ConfirmedWords | None) -> dict[str, ConfirmedFrom]:
    """What two people who turn out to be one have confirmed, each from their addresses."""
    both: dict[str, ConfirmedFrom] = {}
    for words in (other or NONE_CONFIRMED, one or NONE_CONFIRMED):
        for name, word in words.items():
            known = both.get(name, ConfirmedFrom())
            both = _with(
                both,
                name,
                ConfirmedFrom(_newest(known.addresses, *word.addresses), _newest(known.asked, *word.asked)),
            )
    return both


def _with(words: ConfirmedWords | None, name: str, word: ConfirmedFrom) -> dict[str, ConfirmedFrom]:
    known = dict(words or NONE_CONFIRMED)
    if name in known or len(known) < CONFIRMED_MAX:
        known[name] = word
    return known


def _newest(known: tuple[str, ...], *more: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*(one for one in known if one not in more), *more]))[-ADDRESSES_MAX:]


def _digest(key: str) -> str:
    return stable_id("confirmed", key)[:16]

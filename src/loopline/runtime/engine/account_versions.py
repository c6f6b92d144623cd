"""Account traits are stored once: a member's record names the version of them that she was told.

The account's record in this shard holds each version that any member's record names, with how many name it. The counts
change in the transaction in which the members' records do, so a version is there as long as somebody needs it.
"""

from collections import Counter
from collections.abc import Callable
from hashlib import blake2b
from typing import Any, Final, NamedTuple

import msgspec
from msgspec.structs import force_setattr, replace

from loopline.model.accounts.account import Account, HeldTraits
from loopline.model.person import Person

REFERRED_BYTES: Final = 512
"""Traits that take less stay in the member's record: naming them would save nothing."""
VERSION_BYTES: Final = 16
encode = msgspec.msgpack.Encoder().encode


class Reference(NamedTuple):
    """The version of an account's traits that a member's record names."""

    account: str
    version: str


def reference_of(person: Person) -> Reference | None:
    """What the record of a person names, as it was read."""
    return Reference(person.account, person.account_version) if person.account_version else None


def with_traits(person: Person, account: Account | None) -> Person:
    """The person as read with the account traits that her record names; None in their place when they are not there."""
    held = (account.versions or {}).get(person.account_version) if account is not None else None
    return replace(person, account_traits=held.traits if held else None, account_version="")


class Versions:
    """Finds the version that a member's record shall name, and counts who names which.

    `account_of` answers the account with this key, None when there is none that can be written.
    """

    def __init__(self, account_of: Callable[[str], Account | None]) -> None:
        self._account_of = account_of
        self._named: tuple[dict[str, Any], int, str] | None = None
        self._traits: dict[Reference, dict[str, Any]] = {}
        self._counts: Counter[Reference] = Counter()

    def name(self, person: Person, named: Reference | None) -> Reference | None:
        """What her record shall name; None: it holds the traits itself. `named` is what it has named until now.

        Members who name one version share one object of it from then on.
        """
        found = self._reference(person, named)
        if found is not None and person.account_traits is not None:
            known = self._held(found) or self._traits.setdefault(found, person.account_traits)
            force_setattr(person, "account_traits", known)  # equal to the letter
        if found != named:
            self._count(named, -1)
            self._count(found, 1)
        return found

    def _reference(self, person: Person, named: Reference | None) -> Reference | None:
        traits = person.account_traits
        is_same = named is not None and named.account == person.account
        if traits is None:  # the version that is named cannot be read now
            return named if is_same else None
        account = self._account_of(person.account) if person.account and traits else None
        if account is None:
            return None
        if is_same and named is not None and self._held(named) is traits:
            return named
        version = self._version(traits, account.begun_at)
        return Reference(person.account, version) if version else None

    def _version(self, traits: dict[str, Any], begun_at: int) -> str:
        """The name of these traits, made of all that they say; "" for few. An account that began anew has new names:
        records that name one of before were not counted by it."""
        if self._named is None or self._named[0] is not traits or self._named[1] != begun_at:
            text, salt = encode(traits), begun_at.to_bytes(VERSION_BYTES) if begun_at else b""
            is_long = len(text) >= REFERRED_BYTES
            name = blake2b(text, digest_size=VERSION_BYTES, salt=salt).hexdigest() if is_long else ""
            self._named = (traits, begun_at, name)
        return self._named[2]

    def _held(self, reference: Reference) -> dict[str, Any] | None:
        account = self._account_of(reference.account)
        held = (account.versions or {}).get(reference.version) if account is not None else None
        return held.traits if held else None

    def _count(self, reference: Reference | None, by: int) -> None:
        if reference is not None:
            self._counts[reference] += by

    def counted(self) -> dict[str, Account]:
        """The accounts whose versions are named by more or by fewer than before, as they are now; counting begins anew.

        Where an account cannot be written nobody is counted: no record begins to name a version of it.
        """
        found: dict[str, Account] = {}
        for reference, by in self._counts.items():
            account = found.get(reference.account) or self._account_of(reference.account)
            if by and account is not None:
                versions = dict(account.versions or {})
                held = versions.pop(reference.version, None)
                members = by + (held.members if held else 0)
                if members > 0:
                    traits = held.traits if held else self._traits[reference]
                    versions[reference.version] = HeldTraits(traits, members)
                found[reference.account] = replace(account, versions=versions or None)
        self._counts.clear()
        self._traits.clear()
        return found

"""What a word about a list makes of the lists that somebody is on, and of the times at which memberships end."""

from msgspec import Raw, Struct
from msgspec.json import Encoder

from loopline.model.fact import Fact, quality_fact
from loopline.model.signal import ListChanged
from loopline.model.traits import FULL, with_lists

_json = Encoder()
Ends = dict[str, int] | None


class Membership(Struct, frozen=True):
    """The lists that somebody is on, and until when where a membership ends (ms)."""

    lists: tuple[str, ...]
    ends: Ends = None


def after_word(known: Membership, signal: ListChanged) -> tuple[Membership, bool]:
    """The membership after a word, and whether there was room for the list.

    A word without an end lifts the one that was there; one whose end has passed already takes off the list.
    """
    name, ends = signal.name, known.ends or {}
    others = {other: at for other, at in ends.items() if other != name}
    if not is_joined(signal):
        return Membership(tuple(other for other in known.lists if other != name), others or None), True
    lists, refused = with_lists(known.lists, (name,))
    if refused:
        return known, False
    return Membership(lists, ({**others, name: signal.until} if signal.until else others) or None), True


def is_joined(signal: ListChanged) -> bool:
    """Whether whoever it is about is on the list after it."""
    return signal.member and not 0 < signal.until <= signal.received_at


def after_time(known: Membership, now: int) -> tuple[Membership, tuple[str, ...]]:
    """The membership once all ends by now (ms) have come, and the lists that it left by them."""
    ends = known.ends or {}
    gone = tuple(sorted(name for name, at in ends.items() if at <= now))
    left = {name: at for name, at in ends.items() if at > now}
    return Membership(tuple(name for name in known.lists if name not in gone), left or None), gone


def list_fact(signal: ListChanged, *, person: str = "", account: str = "") -> Fact:
    """The fact of a word about a list, with the end where it has one."""
    joined = is_joined(signal)
    return Fact(
        kind="list",
        person=person,
        account=account,
        at=signal.at,
        name=signal.name,
        reason="added" if joined else "removed",
        data=Raw(_json.encode({"until": signal.until})) if joined and signal.until else None,
    )


def expired_fact(name: str, at: int, *, person: str = "", account: str = "") -> Fact:
    """The fact that a membership ended by itself."""
    return Fact(kind="list", person=person, account=account, at=at, name=name, reason="expired")


def full_fact(signal: ListChanged) -> Fact:
    """The fact that there was no room for a list."""
    return quality_fact(signal.key, signal.received_at, "list_limit", signal.name, FULL, "not kept")

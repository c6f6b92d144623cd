"""The append-only line that learning counts."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal, get_args

from msgspec import Raw, Struct
from msgspec.json import Encoder

from loopline.model.channels import ChannelName
from loopline.model.entry.holdout import HoldoutLevel
from loopline.model.person import Person
from loopline.model.tracking.reasons import QualityReason
from loopline.model.traits import BIG, FULL, Conflict, SharedDifference

_encode = Encoder().encode

FactKind = Literal[
    "event",
    "person",
    "account",
    "consent",
    "list",
    "merged",
    "quality",
    "entered",
    "not_entered",
    "stepped",
    "waited",
    "assigned",
    "message",
    "called",
    "withheld",
    "refused",
    "deferred",
    "attempt",
    "receipt",
    "updated",
    "goal",
    "exited",
    "moved",
    "published",
    "state",
    "address",
    "asked",
    "chosen",
    "returned",
    "offer",
    "queued",
    "forgotten",
    "capped",
]
FACT_KINDS: Final = get_args(FactKind)
LATE_SHOWN: Final = 5
NAMES_SHOWN: Final = 5
NAME_SHOWN: Final = 60


class Fact(Struct, frozen=True, gc=False, omit_defaults=True):
    """What happened or was decided, with its reason and the values that decided it.

    `at` is when it happened (ms, UTC); `decided_at` when the loop said so; `seq` orders facts of one log position.
    `held` names the level that holds the person out ("journey", "programme", "global", or "handoff": held out in the
    journey that handed over), "" for people who are not held out. `provider` is the one that an attempt was made by.
    """

    kind: FactKind
    person: str
    at: int
    position: int = 0
    seq: int = 0
    decided_at: int = 0
    name: str = ""
    journey: str = ""
    version: int = 0
    enrollment: str = ""
    node: str = ""
    channel: ChannelName | Literal[""] = ""
    topic: str = ""
    key: str = ""
    arm: str = ""
    held: HoldoutLevel | Literal[""] = ""
    reason: str = ""
    value: float | None = None
    account: str = ""
    data: Raw | None = None
    provider: str = ""


def person_fact(before: Person, after: Person, at: int, reason: str = "") -> Fact:
    """The fact with what changed of a person, of all that segments and audiences ask for, and what it was before.

    It says only what changed, so what is written grows with what was stated and not with the whole person; but the
    account and the zone, which are short, are said every time. The first fact about somebody is a `whole_fact`.
    """
    if not before.first_seen_at:
        return whole_fact(after, at, reason)
    now: dict[str, Any] = {"account": after.account, "zone": after.zone}
    was: dict[str, Any] = {}
    for group, old, new, differing in (
        ("traits", before.traits, after.traits, _changed),
        ("account_traits", before.account_traits or {}, after.account_traits or {}, _changed_of_account),
        ("consent", before.consent_now(), after.consent_now(), _changed),
        ("lists", dict.fromkeys(before.lists, True), dict.fromkeys(after.lists, True), _changed),
    ):
        if changed := differing(old, new):
            now[group] = {name: new.get(name) for name in changed}
            was[group] = {name: old[name] for name in changed if name in old}
    for field in ("account", "zone", "first_seen_at"):
        if (stated := getattr(after, field)) != (known := getattr(before, field)):
            now[field], was[field] = stated, known
    return _of_person(after, at, reason, {"now": now, "was": was})


def whole_fact(person: Person, at: int, reason: str = "") -> Fact:
    """The fact with all that segments and audiences need to know of a person: what facts said before it is void."""
    data = {
        "traits": person.traits,
        "account": person.account,
        "account_traits": person.account_traits or {},
        "lists": person.lists,
        "consent": person.consent_now(),
        "first_seen_at": person.first_seen_at,
        "zone": person.zone,
    }
    return _of_person(person, at, reason, data)


def _of_person(person: Person, at: int, reason: str, data: Mapping[str, Any]) -> Fact:
    return Fact(
        kind="person",
        person=person.key,
        at=at,
        key=person.key,  # stays when a merge gives the fact to another person
        reason=reason,
        account=person.account,
        data=Raw(_encode(data)),
    )


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """The names whose value differs as JSON: 1 is not true, nor is it inside of a list."""
    if old is new:
        return []
    stated = [name for name, value in new.items() if name not in old or not _same(old[name], value)]
    return stated + [name for name in old if name not in new]


def _same(old: Any, new: Any) -> bool:
    if old is new:
        return True
    if type(old) is not type(new) or old != new:
        return False
    return not isinstance(new, list | dict) or _encode(old) == _encode(new)


_changed_of_account: Final = SharedDifference(_changed)


def is_change(data: Mapping[str, Any]) -> bool:
    """Whether the data of a fact about a person says what changed, rather than all."""
    return "now" in data


def fold_person(known: Mapping[str, Any], data: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is known of a person, in the form of `whole_fact`, once a fact of kind `person` with this data is read."""
    if not is_change(data):
        return data
    now = data["now"]
    found = {**known, **{field: now[field] for field in ("account", "zone", "first_seen_at") if field in now}}
    for group in ("traits", "account_traits", "consent"):
        both = {**(known.get(group) or {}), **now.get(group, {})}
        found[group] = {name: value for name, value in both.items() if value is not None}
    lists = {**dict.fromkeys(known.get("lists") or (), True), **now.get("lists", {})}
    return {**found, "lists": [name for name, on_it in lists.items() if on_it]}


def gone_fact(person: str, at: int) -> Fact:
    """The fact that this id was merged into another person, so that segments count one person once."""
    return Fact(kind="person", person=person, at=at, reason="merged")


def trait_facts(of: str, at: int, conflicts: Sequence[Conflict], too_big: QualityReason) -> Iterator[Fact]:
    """What was odd about traits that were stated; those for which there was no room are named in one fact."""
    for name, was, now in conflicts:
        if was != BIG:
            yield quality_fact(of, at, "trait_limit" if was == FULL else "trait_type", name, was, now)
    if big := [name for name, was, _ in conflicts if was == BIG]:
        names = ", ".join(name[:NAME_SHOWN] for name in big[:NAMES_SHOWN])
        more = f", and {len(big) - NAMES_SHOWN} more" if len(big) > NAMES_SHOWN else ""
        yield quality_fact(of, at, too_big, names + more, FULL, "not kept")


def quality_fact(person: str, at: int, reason: QualityReason, name: str, was: str, now: str) -> Fact:
    """A fact about the quality of the data that came in: `name` is what it is about, `was` and `now` what clashed."""
    data = Raw(_encode({"was": was, "now": now}))
    return Fact(kind="quality", person=person, at=at, name=name, reason=reason, data=data)


def late_fact(person: str, at: int, names: Sequence[str]) -> Fact:
    """The fact that what was said of these traits is older than what is known; it changed nothing."""
    shown = ", ".join(sorted(names)[:LATE_SHOWN])
    return quality_fact(person, at, "trait_late", shown, "newer", f"{len(names)} older")

"""What changed of a person by a fact, whether it says what changed or, as the first one does, states them whole."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

SHOWN_MAX: Final = 8
"""Changes that the sentence names; the data beside it has them all."""

VALUE_CHARACTERS_MAX: Final = 80
HOMES: Final = {"traits": "", "account_traits": "account ", "consent": "consent to "}
Snapshot = Mapping[str, Any]  # the customer's JSON


class Changed(Struct, frozen=True, omit_defaults=True):
    """One field of a person: where it lives (traits, account_traits, consent, lists, account), what it was and is."""

    of: str
    field: str
    now: Any = None  # the customer's JSON
    was: Any = None  # None too when it had no value, or when nobody knows


def changes(before: Snapshot | None, after: Snapshot) -> tuple[Changed, ...]:
    """The fields that differ, own traits first, in the order of the names. `before` is None for a first snapshot."""
    found: list[Changed] = []
    for home in HOMES:
        was, now = (_group(snapshot, home) for snapshot in (before, after))
        found += [
            Changed(home, name, now.get(name), was.get(name))
            for name in sorted({*was, *now})
            if was.get(name) != now.get(name) or type(was.get(name)) is not type(now.get(name))
        ]
    lists = [{str(name) for name in (snapshot or {}).get("lists") or ()} for snapshot in (before, after)]
    found += [
        Changed("lists", name, now=name in lists[1], was=name in lists[0]) for name in sorted(lists[0] ^ lists[1])
    ]
    account = [str((snapshot or {}).get("account") or "").removeprefix("@") for snapshot in (before, after)]
    if account[0] != account[1]:
        found.append(Changed("account", "account", account[1] or None, account[0] or None))
    return tuple(found)


def sides(said: Mapping[str, Any]) -> tuple[Snapshot, Snapshot]:
    """Before and after, as two snapshots of nothing but what changed, from the data of a fact that says only that."""
    now, was = said["now"], said["was"]
    return _side(was, now), _side(now, now)


def _side(said: Snapshot, otherwise: Snapshot) -> Snapshot:
    """Without what is null, which stands for nothing; the account is said even where it did not change."""
    kept = {home: {name: v for name, v in _group(said, home).items() if v is not None} for home in (*HOMES, "lists")}
    return {**kept, "lists": list(kept["lists"]), "account": said.get("account", otherwise.get("account"))}


def _group(snapshot: Snapshot | None, home: str) -> Mapping[str, Any]:
    group = (snapshot or {}).get(home)
    return group if isinstance(group, Mapping) else {}


def narrate_changes(found: Sequence[Changed], *, first: bool) -> str:
    """One sentence about these changes. `first`: nothing was known of the person before."""
    shown = [_words(one) for one in found[:SHOWN_MAX]]
    if len(found) > SHOWN_MAX:
        shown.append(f"and {len(found) - SHOWN_MAX} more")
    words = "; ".join(shown)
    if first:
        return f"Became known: {words}." if words else "Became known."
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def _words(one: Changed) -> str:
    match one.of:
        case "lists":
            return f"{'added to' if one.now else 'taken off'} the list {one.field}"
        case "account":
            return _account(one)
        case "consent":
            return f"{'allowed' if one.now else 'refused'} {one.field.replace(':', ', topic ')}"
        case _:
            return _trait(f"{HOMES[one.of]}{one.field}", one)


def _account(one: Changed) -> str:
    if one.now is None:
        return f"left the account {one.was}"
    return f"joined the account {one.now}" + (f" (was in {one.was})" if one.was else "")


def _trait(name: str, one: Changed) -> str:
    if one.now is None:
        return f"{name} was removed (it was {_shown(one.was)})"
    return (
        f"{name} is {_shown(one.now)}"
        if one.was is None
        else f"{name} went from {_shown(one.was)} to {_shown(one.now)}"
    )


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= VALUE_CHARACTERS_MAX else f"{text[:VALUE_CHARACTERS_MAX]}…"

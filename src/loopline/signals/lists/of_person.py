"""The lists of a person: what a word about one changes, and what time does."""

from collections.abc import Collection

from msgspec.structs import replace

from loopline.model.change import Change
from loopline.model.effect import Effect
from loopline.model.fact import person_fact
from loopline.model.person import Person
from loopline.model.signal import ListChanged
from loopline.signals.lists.membership import Membership, after_time, after_word, expired_fact, full_fact, list_fact


def fold_list(person: Person, signal: ListChanged, effects: list[Effect]) -> tuple[Person, Change | None]:
    """The person after she was put on a list or taken off it; a new end alone changes nothing that is asked."""
    known = Membership(person.lists, person.list_ends)
    after, has_room = after_word(known, signal)
    if not has_room:
        effects.append(full_fact(signal))
    if after == known:
        return person, None
    first = person.first_seen_at or signal.received_at
    changed = replace(person, lists=after.lists, list_ends=after.ends, first_seen_at=first)
    effects.append(list_fact(signal, person=person.key))
    if after.lists == known.lists:
        return changed, None
    effects.append(person_fact(person, changed, signal.at, "list"))
    return changed, Change(at=signal.at, lists=True, silent=signal.trust == "silent")


def lists_ended(person: Person, now: int, effects: list[Effect]) -> Person:
    """The person off the lists whose membership has ended by now (ms); the same one where none has."""
    if not person.list_ends:
        return person
    after, gone = after_time(Membership(person.lists, person.list_ends), now)
    if not gone:
        return person
    changed = replace(person, lists=after.lists, list_ends=after.ends)
    effects.extend(expired_fact(name, now, person=person.key) for name in gone)
    effects.append(person_fact(person, changed, now, "list"))
    return changed


def both_ends(one: Person, other: Person, lists: Collection[str]) -> dict[str, int] | None:
    """The ends of two people who are one, on these lists: the later one, and none where either had none."""
    if not one.list_ends and not other.list_ends:
        return None
    found: dict[str, int] = {}
    for name in lists:
        of_each = [(each.list_ends or {}).get(name, 0) for each in (one, other) if name in each.lists]
        if all(of_each):
            found[name] = max(of_each)
    return found or None

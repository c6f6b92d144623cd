"""A real change of a trait: another value than before, which ends an enrollment or begins one."""

from loopline.conditions.path import FieldPath
from loopline.model.change import Change
from loopline.model.entry.trigger import Trigger
from loopline.model.person import Person


def change_of(field: FieldPath, change: Change, person: Person) -> dict[str, object] | None:
    """What a field was and is, when the change gave it another value; None when it did not."""
    of_account = field.home == "account"
    if field.root not in (change.account_traits if of_account else change.traits):
        return None
    was = field.look_in(change.account_before if of_account else change.before)
    now = field.look_in(person.account_traits if of_account else person.traits)
    if _same(was, now):
        return None
    return {"trait": field.text, "was": was, "now": now}


def is_meant(trigger: Trigger, changed: dict[str, object]) -> bool:
    """Whether a change is from and to the values that a trigger names; None names none."""
    return all(
        named is None or _equal(named, changed[side])
        for named, side in ((trigger.previous, "was"), (trigger.value, "now"))
    )


def _same(one: object, other: object) -> bool:
    return one == other and type(one) is type(other)


def _equal(one: object, other: object) -> bool:
    """As conditions compare: 1 is 1.0, and neither is true."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)

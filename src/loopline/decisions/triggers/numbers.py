"""The numbers of a journey's triggers, by which people remember them: one that moves to another place keeps its own."""

from collections.abc import Sequence

from loopline.decisions.triggers.condition_triggers import asked_condition
from loopline.model.entry.trigger import Trigger


def numbers_of(
    triggers: Sequence[Trigger], before: Sequence[Trigger], numbers: Sequence[int], following: int
) -> tuple[int, ...]:
    """A number for each; `before` and `numbers` are those of the version before, `following` was never given yet.

    One that asks the same as one before has that one's number. One that asks something new goes on with what stood at
    its place, if that is gone and of its kind: it is that trigger, with another threshold. Any other one begins anew.
    """
    found: dict[int, int] = {}
    free = dict(enumerate(before))
    for place, trigger in enumerate(triggers):
        same = [other for other, one in free.items() if _asks(one) == _asks(trigger)]
        if same:
            nearest = min(same, key=lambda other: abs(other - place))
            found[place] = numbers[nearest]
            del free[nearest]
    for place in range(len(triggers)):
        if place not in found:
            goes_on = place in free and _kind(free[place]) == _kind(triggers[place])
            found[place], following = (numbers[place], following) if goes_on else (following, following + 1)
    return tuple(found[place] for place in range(len(triggers)))


def _asks(trigger: Trigger) -> tuple[object, ...]:
    """What a trigger asks, without whom it lets in."""
    moment = (trigger.date, trigger.offset, trigger.at, trigger.yearly, trigger.schedule, trigger.zone)
    change = (trigger.change, trigger.previous, trigger.value)
    data = (trigger.event, trigger.request, trigger.item)
    return (asked_condition(trigger), trigger.of_account, trigger.leaves, *data, *moment, *change)


def _kind(trigger: Trigger) -> tuple[bool, ...]:
    return trigger.lasting, trigger.of_account, trigger.timed, trigger.leaves

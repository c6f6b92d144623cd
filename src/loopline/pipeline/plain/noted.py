"""The short way of an event of which `advance` would tell nothing but that it happened: the way of most events."""

from typing import Final, Literal

from loopline.decisions.published import PublishedSet
from loopline.model.history.message_events import is_ours
from loopline.model.person import Person
from loopline.model.signal import EventReceived
from loopline.pipeline.asking import is_to_be_asked
from loopline.signals.people.event import counted, is_plain

Heed = Literal["decided", "counted", "none"]
"""What is done with events of a name: a decision of anybody may depend on them; they are counted; nothing."""

NAMES_MAX: Final = 4_096
"""So many names are looked up once; customers may invent any number of them."""


class Heeded(dict[str, Heed]):
    """By the name of an event, what is done with it by what is `published`, whoever it is of.

    What only some people depend on, by their goals or grants, is not in here.
    """

    def __init__(self, published: PublishedSet) -> None:
        super().__init__()
        self.published: Final = published

    def __missing__(self, name: str) -> Heed:
        heed = self._heed(name)
        if len(self) < NAMES_MAX:
            self[name] = heed
        return heed

    def _heed(self, name: str) -> Heed:
        published = self.published
        if name in published.triggers or published.condition_triggers.concerns(name):
            return "decided"
        if is_ours(name) or name in published.workspace.tracking.events or name in published.members.by_event:
            return "decided"
        return "counted" if name in published.observed or name in published.engagement else "none"


def noted(person: Person, signal: EventReceived, heeded: Heeded) -> Person | None:
    """The person after an event of which `advance` would tell nothing but that it happened. Else None."""
    name, published = signal.name, heeded.published
    heed = heeded[name]
    if heed == "decided" or person.enrollments or person.asks or not is_plain(person, signal):
        return None
    if person.goal_windows and name in published.goals:
        return None
    if (person.grants and name in published.offers.redeeming) or is_to_be_asked(person, published):
        return None
    return person if heed == "none" else counted(person, signal, published.observed, published.engagement)

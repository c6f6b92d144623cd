"""All that accounts are asked by what is published, and what they have to remember of members' events for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from loopline.conditions.language import Condition, compile_condition
from loopline.model.history.message_events import BREAK, key_parts

QUESTIONS_MAX: Final = 256
"""So many questions are put to accounts at once; those beyond them are not answered, which is unknown."""

PAST: Final = f"{BREAK}@"
ASKED: Final = f"{BREAK}?"
"""Begin the names of what is observed from a place of the log on: the key of a past, and the text of a question."""


@dataclass(frozen=True, slots=True)
class MembersAsked:
    """`questions` by their key, as an account asks them of itself.

    `observed` and `counted` are what accounts remember, as `PublishedSet.observed` and `engagement` are of people.
    `by_event` names the questions that an event may answer anew.
    """

    questions: Mapping[str, Condition] = field(default_factory=dict)
    observed: Mapping[str, int | None] = field(default_factory=dict)
    counted: Mapping[str, Sequence[str]] = field(default_factory=dict)
    by_event: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def knows(self, name: str) -> bool:
        """Whether a name of what is observed is of accounts, and observed already."""
        if name.startswith(ASKED):
            return compile_condition(name.removeprefix(ASKED)).of_account.keys() <= self.questions.keys()
        return name.startswith(PAST) and name.removeprefix(PAST) in self.observed

    def asking(self, conditions: Iterable[Condition]) -> "MembersAsked":
        """With what these conditions of members ask."""
        found = {key: one for condition in conditions for key, one in condition.of_account.items()}
        if found.keys() <= self.questions.keys():
            return self
        questions = dict(self.questions)
        for key in sorted(found.keys() - questions.keys())[: QUESTIONS_MAX - len(questions)]:
            questions[key] = found[key]
        return _indexed(questions, remembering(self.observed, found.values()))

    def observing(self, names: Iterable[str]) -> "MembersAsked":
        """With what these names say, of which the past is filled in."""
        asked = self.asking(compile_condition(name.removeprefix(ASKED)) for name in names if name.startswith(ASKED))
        past = {name.removeprefix(PAST): None for name in names if name.startswith(PAST)}
        if all(asked.observed.get(name, 0) is None for name in past):
            return asked
        return _indexed(asked.questions, {**asked.observed, **past})


def _indexed(questions: Mapping[str, Condition], observed: Mapping[str, int | None]) -> MembersAsked:
    counted: dict[str, tuple[str, ...]] = {}
    for key in sorted(observed):
        if (parts := key_parts(key)) is not None:
            counted[parts[0]] = (*counted.get(parts[0], ()), key)
    by_event: dict[str, tuple[str, ...]] = {}
    for key, one in questions.items():
        for event in one.events:
            by_event[event] = (*by_event.get(event, ()), key)
    names = (key_parts(key) for key in observed)
    by_event |= {parts[0]: by_event.get(parts[0], ()) for parts in names if parts is not None}
    by_event |= {key: by_event.get(key, ()) for key in observed if BREAK not in key}
    return MembersAsked(questions, observed, counted, by_event)


def remembering(observed: Mapping[str, int | None], conditions: Iterable[Condition]) -> dict[str, int | None]:
    """What is observed, each past as far back (ms, None: whole) as any of these conditions looks too."""
    found = dict(observed)
    for condition in conditions:
        for name, window in condition.windows.items():
            known = found.get(name, 0)
            found[name] = None if window is None or known is None else max(window, known)
    return found


def names_of(conditions: Iterable[Condition]) -> set[str]:
    """What these conditions have accounts remember and answer, as the names of what is observed."""
    found: set[str] = set()
    for condition in conditions:
        found |= {f"{ASKED}{text}" for text in condition.questions}
        found |= {f"{PAST}{name}" for one in condition.of_account.values() for name in one.windows}
    return found


def is_of_accounts(name: str) -> bool:
    """Whether a name of what is observed is about accounts."""
    return name.startswith((PAST, ASKED))

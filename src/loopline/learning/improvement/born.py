"""The rules by which ideas are born: from steps that lose people, guards, caps, ended comparisons and alarms. Pure."""

from collections.abc import Iterable, Iterator
from typing import Final

from loopline.learning.improvement.figures import (
    CLICKED_PEOPLE_MIN,
    CLICKED_SHARE,
    LOST_SHARE,
    PEOPLE_MIN,
    Idea,
    StepLoss,
)
from loopline.learning.lift.verdict import Lift, Verdict

BY_CAPS: Final = ("capped", "frequency_chosen")
NOT_CLICKED: Final = "not_clicked"
INTENDED: Final = ("exited", "exit_holds", "journey_paused", "journey_stopped", "call_not_awaited")
"""What keeps a message back because its author wants it so."""

NEXT: Final[dict[Verdict, str]] = {
    "lift": "It caused more. Roll it out to everybody, or hold fewer out, and test the next idea on top.",
    "harm": "It did harm. Take it back, and find out what people minded before another try.",
    "no_difference_seen": "No difference was seen. Change something larger, or let it go.",
    "not_enough_data": "It ended without enough people. Hold out more, run longer, or let it go.",
    "guard_failed": "A check failed, so nothing can be said. Mend what it names, and measure again.",
}


def of_losses(losses: Iterable[StepLoss]) -> Iterator[Idea]:
    """An idea for each step that loses enough of enough people, each step and reason by itself."""
    for one in losses:
        if one.reason == NOT_CLICKED:
            if one.people >= CLICKED_PEOPLE_MIN and 1 - one.share < CLICKED_SHARE:
                yield _not_clicked(one)
        elif one.reason not in INTENDED and one.lost >= PEOPLE_MIN and one.share >= LOST_SHARE:
            yield _capped(one) if one.reason in BY_CAPS else _dropped(one)


def of_guards(journey: str, name: str, version: int, lift: Lift) -> Iterator[Idea]:
    """An idea for each failed guard of a journey's version."""
    for guard in lift.guards:
        if not guard.passed:
            yield Idea(
                origin=f"guard/{journey}/{version}/{guard.name}",
                source="guard",
                title=f'A check of "{name}" failed',
                hypothesis="Nothing that this journey caused can be told before this is mended.",
                evidence=guard.text,
                journey=journey,
            )


def of_verdict(journey: str, name: str, decision: str, title: str, lift: Lift) -> Idea:
    """The idea of a comparison whose verdict stands."""
    return Idea(
        origin=f"ended/{decision}",
        source="ended",
        title=f'Decide what follows from "{name}"',
        hypothesis=NEXT[lift.verdict],
        evidence=f"{title}. {lift.reason}",
        journey=journey,
    )


def of_alarm(key: str, words: str) -> Idea:
    """The idea of an alarm that lasts, by its key."""
    hypothesis = "What arrives is not as usual; find out why, and see that it cannot happen unnoticed again."
    return Idea(f"alarm/{key}", "alarm", _first_sentence(words), hypothesis, words)


def of_pause(journey: str, name: str, at: int, words: str) -> Idea:
    """The idea of a journey that was paused by itself at this time (ms)."""
    title = f'"{name}" paused itself'
    hypothesis = "People mind these messages, or their addresses are old; mend the audience before it goes on."
    return Idea(f"alarm/pause/{journey}/{at}", "alarm", title, hypothesis, words, journey)


def _dropped(one: StepLoss) -> Idea:
    return Idea(
        origin=f"drop_off/{one.journey}/{one.node}/{one.reason}",
        source="drop_off",
        title=f'"{one.node_name}" misses {_percent(one.share)} of its people',
        hypothesis=f"More people get it, and more reach the goal, once this is less often so: {one.words}.",
        evidence=f"In 28 days {one.lost:,} of {one.people:,} people did not get it: {one.words}.",
        journey=one.journey,
        node=one.node,
    )


def _capped(one: StepLoss) -> Idea:
    return Idea(
        origin=f"cap/{one.journey}/{one.node}",
        source="cap",
        title=f'"{one.node_name}" gives way to other messages',
        hypothesis="Fewer or better messages elsewhere, or a higher priority here, let the one through that counts.",
        evidence=f"In 28 days {one.lost:,} of {one.people:,} people did not get it: {one.words}.",
        journey=one.journey,
        node=one.node,
    )


def _not_clicked(one: StepLoss) -> Idea:
    clicked = one.people - one.lost
    return Idea(
        origin=f"drop_off/{one.journey}/{one.node}/{NOT_CLICKED}",
        source="drop_off",
        title=f'Hardly anybody clicks in "{one.node_name}"',
        hypothesis="Another offer, subject or moment makes more people act on it.",
        evidence=f"In 28 days {clicked:,} of {one.people:,} people who were sent it clicked.",
        journey=one.journey,
        node=one.node,
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _first_sentence(words: str) -> str:
    head, stop, _ = words.partition(". ")
    return f"{head}{stop.strip()}"[:200]

"""Draws a broadcast as the journey that it is: one way in by a schedule, one message, the end."""

import re
from math import ceil
from typing import Final

from msgspec.structs import replace

from loopline.decisions.documents.read import without_pins
from loopline.decisions.published import PublishedSet
from loopline.model.duration import MINUTE
from loopline.model.entry.holdout import Holdout
from loopline.model.entry.limits import EntryLimits
from loopline.model.entry.trigger import Trigger
from loopline.model.errors import Invalid
from loopline.model.journey import Entry, GoalRule, Journey, Reentry
from loopline.model.localtime import at_local, local
from loopline.model.nodes.exit import Exit
from loopline.model.nodes.message import Message
from loopline.studio.broadcasts.schemas import BroadcastBody

NAME_CHARACTERS_MAX: Final = 120
ID_CHARACTERS_MAX: Final = 50
MESSAGE: Final = "message"
END: Final = "sent"
SOON_MS: Final = 2 * MINUTE
"""A broadcast that is sent now opens at the next full minute but one, so that the publish comes before its moment."""


def id_of(name: str, taken: frozenset[str]) -> str:
    """An id that reads as the name does and that no journey has. Raises Invalid `name_missing`."""
    words = re.sub(r"[^a-z0-9]+", "_", name.strip().lower()).strip("_")[:ID_CHARACTERS_MAX].strip("_")
    if not name.strip() or len(name) > NAME_CHARACTERS_MAX:
        raise Invalid("name_missing", f"Give it a name of up to {NAME_CHARACTERS_MAX} characters.", at="name")
    base = words if words[:1].isalpha() else f"broadcast_{words}".strip("_")
    return next(one for number in range(1, 10_000) if (one := base if number == 1 else f"{base}_{number}") not in taken)


def journey_of(body: BroadcastBody, journey: str, now: int, zone: str) -> Journey:
    """The journey of a broadcast; `zone` is the workspace's. Raises Invalid `broadcast_time` of what is no one time."""
    at, clock = (body.at.strip(), body.zone) if body.at.strip() else _soon(now, zone)
    if not is_one_time(at):
        raise Invalid("broadcast_time", f'"{at[:40]}" is no time; write it as "2026-12-24 09:00".', at="at")
    trigger = Trigger(
        schedule=at,
        zone=clock,
        segment=body.segment,
        list=body.list,
        when=body.when,
    )
    message = Message(
        name=body.name,
        channel=body.channel,
        content=body.content,
        mjml=body.mjml,
        template=body.template,
        topic=body.topic,
        then=END,
    )
    return Journey(
        id=journey,
        name=body.name,
        entry=Entry(on=(), triggers=(trigger,), reentry=Reentry(policy="once")),
        goal=GoalRule(event=body.goal, within=body.within) if body.goal else None,
        holdout=Holdout(percent=body.holdout),
        start=MESSAGE,
        nodes={MESSAGE: message, END: replace(Exit(), name="Sent", reason="sent")},
    )


def spread_over(journey: Journey, hours: int, people: int) -> Journey:
    """The broadcast that lets an equal part of its audience in, in any of so many hours; 0 hours are at once."""
    limits = EntryLimits(per_hour=max(1, ceil(people / hours))) if hours else EntryLimits()
    return replace(journey, entry=replace(journey.entry, limits=limits))


def broadcast_of(journey: Journey) -> tuple[Trigger, Message] | None:
    """Its one time and its one message, of a journey that is a broadcast; None of another one."""
    ways, messages = journey.entry.triggers, [one for one in journey.nodes.values() if isinstance(one, Message)]
    if len(ways) != 1 or len(messages) != 1 or journey.entry.on or not is_one_time(ways[0].schedule):
        return None
    return ways[0], messages[0]


def audience_name(trigger: Trigger, published: PublishedSet) -> str:
    """To whom it goes, by the name that people gave it; "" is everybody."""
    if trigger.segment:
        known = published.segment_documents.get(trigger.segment)
        return known[1].name or trigger.segment if known else trigger.segment
    return trigger.list or ("people by a rule" if trigger.when else "")


def is_one_time(schedule: str) -> bool:
    """Whether it is one local time rather than a cron line."""
    return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}[ Tt]\d{2}:\d{2}(:\d{2})?", schedule.strip()))


def is_same(one: Journey, other: Journey, *, at_any_time: bool) -> bool:
    """Whether two broadcasts say the same to the same people under one name, however spread; `at_any_time`: whenever
    they leave."""
    alike = spread_over(replace(without_pins(one), id=""), 0, 0)
    again = spread_over(replace(without_pins(other), id=""), 0, 0)
    if at_any_time:
        alike, again = (replace(each, entry=replace(each.entry, triggers=_whenever(each))) for each in (alike, again))
    return alike == again


def _whenever(journey: Journey) -> tuple[Trigger, ...]:
    return tuple(replace(one, schedule="", zone="") for one in journey.entry.triggers)


def _soon(now: int, zone: str) -> tuple[str, str]:
    """The time and whose clock; an hour that the clock shows twice means the first, so UTC tells the second."""
    soon = (now + SOON_MS) // MINUTE * MINUTE
    here, clock = local(soon, zone), "workspace"
    if at_local(here.date(), here.time(), zone) != soon:
        here, clock = local(soon, "UTC"), "UTC"
    return f"{here.date()} {here.hour:02}:{here.minute:02}", clock

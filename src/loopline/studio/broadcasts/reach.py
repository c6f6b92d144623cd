"""Counts the people who get a broadcast: each is asked what the gate asks at the send, so the number is no guess."""

import dataclasses
from collections import Counter
from collections.abc import Sequence
from typing import Final

from loopline.conditions.scope import Scope
from loopline.decisions.assign import held_out
from loopline.decisions.narrate import REFUSALS
from loopline.decisions.policy import gate
from loopline.decisions.policy.recipient import address_of
from loopline.decisions.published import JourneyVersion, PublishedSet
from loopline.decisions.triggers.condition_triggers import asked_condition
from loopline.decisions.triggers.moments import Moment, compile_moment
from loopline.lab.dry_run import preview_program
from loopline.model.channels import parse_channel
from loopline.model.journey import Journey
from loopline.model.localtime import zone_in_use
from loopline.model.nodes.message import Message
from loopline.model.person import Person
from loopline.studio.broadcasts.draw import MESSAGE, broadcast_of
from loopline.studio.broadcasts.schemas import BroadcastReach, LeftOut
from loopline.studio.context import StudioContext
from loopline.studio.documents.audience import opens_at, people_sql

LOOKED_AT_MAX: Final = 20_000
"""So many people are asked one by one; beyond, the shares of these are taken for all."""

AT_ONCE: Final = 500
HELD_OUT: Final = "held_out"
PAST: Final = "time_past"
TEXTS: Final = {**REFUSALS, PAST: "that time is past where they are"}
MATCHED: Final = "SELECT count(*) FILTER ({when}), count(*) FROM people p"
KEYS: Final = "SELECT p.person FROM people p WHERE {when} ORDER BY hash(p.person), p.person LIMIT ?"


class ReachReader:
    """Safe from any thread; it takes some seconds for many people."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx = ctx

    def of(self, journey: Journey) -> BroadcastReach:
        """As of now, without faults. Raises Invalid of a condition, and of a template that is not published."""
        ctx, published, now = self._ctx, self._ctx.published(), self._ctx.clock.now()
        ctx.export_facts()
        trigger = journey.entry.triggers[0]
        asked = people_sql(asked_condition(trigger), published.segments, published.workspace.zone, now)
        sql, params = asked.sql, asked.params
        matched, total = map(_whole, ctx.facts.query(MATCHED.format(when=sql), params)[0])
        keys = [str(row[0]) for row in ctx.facts.query(KEYS.format(when=sql), [*params, LOOKED_AT_MAX])]
        theirs, at = compile_moment(trigger), opens_at(trigger, published, now)
        version = preview_program(published, journey).live[journey.id]
        told, firsts = self._asked(keys, journey, version, published, theirs)
        looked_at = sum(told.values()) - told["later"]
        share = matched / looked_at if looked_at else 0.0

        def of_all(people: int) -> int:
            return round(people * share)

        refused = [
            LeftOut(reason, TEXTS.get(reason, reason.replace("_", " ")), of_all(people))
            for reason, people in told.most_common()
            if reason not in ("gets", "later", HELD_OUT)
        ]
        kept = of_all(told[HELD_OUT])
        message = journey.nodes[MESSAGE]
        assert isinstance(message, Message)
        return BroadcastReach(
            total=total,
            matched=matched,
            gets=max(0, matched - kept - sum(one.people for one in refused)),
            held_out=kept,
            not_sent=tuple(refused),
            later=of_all(told["later"]),
            looked_at=looked_at,
            at=at if at is not None else min(firsts, default=None),
            sandbox=message.channel in ctx.sandboxed(),
            faults=(),
        )

    def _asked(
        self,
        keys: Sequence[str],
        journey: Journey,
        version: JourneyVersion,
        published: PublishedSet,
        moment: Moment | None,
    ) -> tuple[Counter[str], set[int]]:
        """How many get it, are held out, or do not get it by reason, and the moments (ms) at which it comes to them.

        `later` counts those who get it and wait.
        """
        message, told, firsts = journey.nodes[MESSAGE], Counter[str](), set[int]()
        now, zone = self._ctx.clock.now(), published.workspace.zone
        assert isinstance(message, Message)
        topic = published.workspace.topics.get(message.topic)
        held = dataclasses.replace(version, journey=journey)
        lively = published.set_state(journey.id, "live")
        is_exempt = message.transactional or bool(topic and topic.transactional)
        for first in range(0, len(keys), AT_ONCE):
            for person in self._ctx.people.get(keys[first : first + AT_ONCE]).values():
                scope = Scope(zone=zone_in_use(person.zone, zone))
                at = moment.first_from(scope, now, zone) if moment is not None else None
                if at is None:
                    told[PAST] += 1
                    continue
                firsts.add(at)
                if held_out(person, held, published, at):
                    told[HELD_OUT] += 1
                    continue
                asked = _wanted(message, person, published, is_exempt)
                verdict = gate.ask(asked, person, version, lively, at)
                told["gets" if verdict.allowed or verdict.deferred else verdict.reason] += 1
                told["later"] += not verdict.allowed and verdict.deferred
        return told, firsts


def _wanted(message: Message, person: Person, published: PublishedSet, is_exempt: bool) -> gate.Asked:
    channel = parse_channel(message.channel)
    address = address_of(person, channel, published, message.content.url)
    return gate.Asked(channel, message.topic, address, transactional=is_exempt)


def is_over(journey: Journey, published: PublishedSet, now: int) -> bool:
    """Whether it is a broadcast whose time is past everywhere."""
    found = broadcast_of(journey)
    return found is not None and opens_at(found[0], published, now) is None


def _whole(count: object) -> int:
    return count if isinstance(count, int) else 0

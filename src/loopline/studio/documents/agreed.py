"""What a publish needs beside a document without faults: a reason, a role, and by some rules a second person."""

from collections.abc import Mapping, Sequence, Set
from contextlib import suppress
from typing import Final

from loopline.conditions.language import Condition, compile_condition
from loopline.decisions.published import PublishedSet
from loopline.decisions.triggers.condition_triggers import asked_condition
from loopline.decisions.triggers.moments import first_of_schedule
from loopline.model.content.library import ContentDocument
from loopline.model.duration import DAY
from loopline.model.entry.trigger import Trigger
from loopline.model.errors import Conflict, Invalid, LooplineError
from loopline.model.journey import Document, Journey, Segment, Workspace
from loopline.runtime.upkeep.pinning import pinned, sends
from loopline.studio.access.author import SignedAuthor
from loopline.studio.access.gate import RoleMissing
from loopline.studio.access.roles import OperatorRole, reaches
from loopline.studio.context import StudioContext
from loopline.studio.documents.audience import EVERYBODY, people_sql

REASON_CHARACTERS_MAX: Final = 2_000
PUBLISHES: Final[OperatorRole] = "publisher"
MATCHED: Final = "SELECT count(*) FILTER ({when}) FROM people p"
INSIDE: Final = """
SELECT count(*) FROM (
    SELECT enrollment FROM journey_places WHERE list_contains($journeys, journey)
    GROUP BY journey, enrollment HAVING NOT arg_max(ended, place)
)
"""


def agreed_reason(ctx: StudioContext, documents: Sequence[Document], reason: str, by: str) -> str:
    """The reason as it is kept, where whoever publishes may do so. A key has a role of its own, and needs nobody.

    Raises Invalid `reason_missing`, Forbidden `role_missing`, Conflict `publish_needs_approval`.
    """
    if not reason.strip():
        raise Invalid("reason_missing", "Say why this is published; the reason is kept with the version.")
    if isinstance(by, SignedAuthor):
        if not reaches(by.role, PUBLISHES):
            raise RoleMissing(needs=PUBLISHES, role=by.role)
        why = "" if by.agreed else needs_second(ctx, documents)
        if why:
            text = f"This needs a second person, since {why}. Ask for it: somebody else who publishes decides."
            raise Conflict("publish_needs_approval", text)
    return reason.strip()[:REASON_CHARACTERS_MAX]


def needs_second(ctx: StudioContext, documents: Sequence[Document]) -> str:
    """Why these documents are published by two people, in words; "" where one is enough.

    People are counted in all journeys that what is published together changes: those that send a template, and those
    that ask for a segment, too. Those whom a journey lets in by itself, as a broadcast does, count as those inside.
    """
    rules = ctx.published().workspace.approval
    if rules.always:
        return "the workspace's rules say so of every publish"
    if not rules.is_set:
        return ""
    if any(isinstance(one, Workspace) for one in documents):
        return "these are the rules that say who publishes"
    journeys = changed_journeys(documents, ctx.published())
    if not journeys:
        return ""
    ctx.export_facts()
    inside = int(str(ctx.facts.query(INSIDE, {"journeys": sorted(journeys)})[0][0]))
    where = "the journey" if len(journeys) == 1 else f"the {len(journeys):,} journeys that this changes"
    if inside > rules.above:
        return f"{inside:,} people are inside {where}, more than {rules.above:,}"
    return lets_many_in(ctx, documents, journeys)


def lets_many_in(ctx: StudioContext, documents: Sequence[Document], journeys: Set[str]) -> str:
    """Why these let in more people by themselves than the rules leave to one person, in words; "" where they do not.

    `journeys` are those that they change. Live ones count too whose audience, or what they send, is another one then:
    what is at its time, or begins to hold of many by a changed segment.
    """
    published, above = ctx.published(), ctx.published().workspace.approval.above
    if not above:
        return ""
    ctx.export_facts()
    given = {one.id: one for one in documents if isinstance(one, Journey)}
    segments = {**published.segments, **_new_segments(documents)}
    changed = [one for one in documents if isinstance(one, Segment)]
    audience, now = changed_journeys(changed, published), ctx.clock.now()
    let_in = 0
    for name in journeys:
        live = published.live.get(name)
        if name in given:
            triggers = given[name].entry.triggers
            found = [one for one in triggers if one.schedule or (one.lasting and one.existing == "enter")]
        elif live and published.states.get(name) != "stopped":
            found = [one for one in live.journey.entry.triggers if _opens(one, published.workspace.zone, now)]
        else:
            found = []
        if name in audience and live:  # known already, so `existing` says nothing of them any more
            triggers = (given.get(name) or live.journey).entry.triggers
            found += [one for one in triggers if one.lasting and one not in found]
        let_in = max(let_in, _let_in(ctx, found, segments))
    return f"it lets in {let_in:,} people by itself, more than {above:,}" if let_in > above else ""


def _opens(trigger: Trigger, zone: str, now: int) -> bool:
    """Whether it has a time that is still to come."""
    return bool(trigger.schedule) and first_of_schedule(trigger.schedule, zone, now - DAY) is not None


def _new_segments(documents: Sequence[Document]) -> dict[str, Condition]:
    found = dict[str, Condition]()
    for one in documents:
        if isinstance(one, Segment):
            with suppress(LooplineError):  # it is refused later
                found[one.id] = compile_condition(one.when)
    return found


def _let_in(ctx: StudioContext, triggers: Sequence[Trigger], segments: Mapping[str, Condition]) -> int:
    """How many people of today come in by any of these. What cannot be counted may be everybody."""
    found, params, zone = list[str](), list[object](), ctx.published().workspace.zone
    for one in triggers:
        made = EVERYBODY
        with suppress(LooplineError):
            made = people_sql(asked_condition(one), segments, zone, ctx.clock.now())
        found.append(f"({made.sql})")
        params += made.params
    return int(str(ctx.facts.query(MATCHED.format(when=" OR ".join(found)), params)[0][0])) if found else 0


def changed_journeys(documents: Sequence[Document], published: PublishedSet) -> set[str]:
    """The journeys that are other ones once these documents are live."""
    content = [one for one in documents if isinstance(one, ContentDocument)]
    try:
        _, followers = pinned(content, published)
    except (Invalid, Conflict):  # one of them is refused later, which costs the others nothing: they are published
        followers = [
            live.journey
            for live in published.live.values()
            if any(sends(live.journey, one, published.content) for one in content)
        ]
    found = {one.id for one in (*documents, *followers) if isinstance(one, Journey)}
    segments = {one.id for one in documents if isinstance(one, Segment)}
    while more := {name for name, asked in published.segments.items() if asked.segments & segments} - segments:
        segments |= more
    if segments:
        asking = published.live.items()
        found |= {name for name, live in asking if any(one.segments & segments for one in live.conditions)}
    return found

"""What a condition may see of a person, at the decision and at the send."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from loopline.conditions.language import Scope
from loopline.decisions.published import PublishedSet
from loopline.model.ids import shown_id
from loopline.model.localtime import zone_in_use
from loopline.model.person import Enrollment, Person

NOTHING: Mapping[str, Any] = {}
_decode_json = msgspec.json.Decoder().decode


def consents(person: Person, channel: str, topic: str | None, published: PublishedSet) -> bool | None:
    """The recorded will of the person: true, false, or unknown when nothing was recorded."""
    consent = person.consent_now()
    if consent.get(channel) is False:
        return False
    if topic:
        said = consent.get(f"{channel}:{topic}")
        if said is not None:
            return said
    return consent.get(channel)


def scope_of(
    person: Person,
    published: PublishedSet,
    now: int,
    event: Mapping[str, Any] | None = None,
    event_name: str | None = None,
    entry: Mapping[str, Any] | None = None,
    receipts: Mapping[str, tuple[str, ...]] | None = None,
    answers: Mapping[str, Mapping[str, Any]] | None = None,
    entry_at: int | None = None,
) -> Scope:
    """What a condition may see of this person now (ms), with the event in hand and an enrollment's own values."""
    scope = Scope(  # with more than 15 names in one call, Python makes a dict of them first: twice the price
        traits=person.traits,
        account=person.account_traits,
        account_id=shown_id(person.account) if person.account else "",
        event=event,
        event_name=event_name,
        entry=entry,
        history=person.history or NOTHING,
        forgotten=person.forgotten or NOTHING,
        amounts=person.amounts or NOTHING,
        lists=person.lists,
        consent=lambda channel, topic: consents(person, channel, topic, published),
        stands_in=lambda journey: any(one.journey == journey for one in person.enrollments),
        segments=published.segments,
        now=now,
        zone=zone_in_use(person.zone, published.workspace.zone),
    )
    if person.account_answers and person.account:
        scope = replace(scope, answers_of_account=person.account_answers)
    if not receipts and not answers and entry_at is None:
        return scope
    return replace(scope, receipts=receipts or NOTHING, answers=answers or NOTHING, entry_at=entry_at)


def enrollment_scope(person: Person, enrollment: Enrollment, published: PublishedSet, now: int) -> Scope:
    """What a condition of an open enrollment may see when no signal is in hand."""
    answers = {node: read_object(text) for node, text in (enrollment.answers or {}).items()}
    entry = read_object(enrollment.entry)
    since = enrollment.since()
    return scope_of(person, published, now, entry=entry, receipts=enrollment.receipts, answers=answers, entry_at=since)


def read_object(text: bytes) -> Mapping[str, Any]:
    """The JSON object in these bytes; anything else is an empty one."""
    try:
        value = _decode_json(text)
    except (msgspec.DecodeError, RecursionError):
        return NOTHING
    return value if isinstance(value, dict) else NOTHING

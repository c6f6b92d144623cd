"""Signals about what is published: documents go live, journeys pause. A publish is a signal like any other."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

import msgspec

from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet, with_triggers
from loopline.model.choosing.policy import ChoicePolicy, check_policy
from loopline.model.content.library import CONTENT_KINDS
from loopline.model.fact import Fact, FactKind
from loopline.model.journey import Document
from loopline.model.records import SetAside, StoredDocument, StoredKind
from loopline.model.signal import (
    DocumentPublished,
    FanOutCompleted,
    JourneyState,
    JourneyStateChanged,
    PublicationSignal,
)
from loopline.model.signals.data import PlanAlarmed
from loopline.model.signals.policies import PolicyStated
from loopline.runtime.engine.transaction import TransactionBuilder

OBSERVATION: Final = "observation"
STATE: Final = "state"
FAN_OUT: Final = "told"  # as it was called in stored documents of before
POLICY: Final = "policy"
STATE_CHANGES_MAX = 1_000
"""Changes of state that are remembered of each journey. A double is known unless its own journey has changed so many
times since: what other journeys do takes nothing away, however busy they are."""
read_document = msgspec.json.Decoder(Document).decode
read_policy = msgspec.json.Decoder(ChoicePolicy).decode


class _StateChange(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is stored of a change of state beside the state: the id of its signal ("" in what an early version stored).

    One that changed nothing (`effective` is false) is stored too: its double may come when it would change something.
    """

    id: str = ""
    effective: bool = True


_read_state_change = msgspec.json.Decoder(_StateChange).decode
_read_names = msgspec.json.Decoder(tuple[str, ...]).decode


def boot(documents: Iterable[StoredDocument], set_aside: Callable[[SetAside], None] | None = None) -> PublishedSet:
    """The published set as the stored documents left it. What cannot be read is set aside, when somebody is told."""
    published, recent_state_changes = PublishedSet(), dict[str, deque[str]]()
    for stored in documents:
        try:
            published = _apply(published, stored)
            if stored.kind == STATE:
                recent_state_changes.setdefault(stored.name, deque(maxlen=STATE_CHANGES_MAX)).append(
                    _read_state_change(stored.document).id
                )
        except Exception as error:
            if set_aside is None:
                raise
            set_aside(_unreadable(stored, error))
            published = _without(published, stored)
    return replace(published, recent_state_changes={name: tuple(ids) for name, ids in recent_state_changes.items()})


def _unreadable(stored: StoredDocument, error: Exception) -> SetAside:
    return SetAside(
        kind="document",
        name=f"{stored.kind}/{stored.name}/{stored.version}",
        code="unreadable",
        reason=f"Version {stored.version} of {stored.kind} {stored.name} cannot be read ({error}).",
        at=stored.published_at,
    )


def _without(published: PublishedSet, stored: StoredDocument) -> PublishedSet:
    """The set that knows of a version which cannot be read: nobody enters the version before it in its place."""
    kind = stored.kind
    if kind == "observation" or kind == "state" or kind == "told" or kind == "policy":
        return published
    changed = replace(published, unreadable=published.unreadable | {(kind, stored.name, stored.version)})
    live = published.live.get(stored.name) if kind == "journey" else None
    return with_triggers(changed, stored.name) if live else changed


def announce(published: PublishedSet, signal: PublicationSignal, builder: TransactionBuilder) -> PublishedSet:
    """The published set after a signal about it; the document is stored in the same transaction."""
    match signal:
        case PlanAlarmed():
            builder.fact(_alarm_fact(signal), signal.received_at)
            return published
        case DocumentPublished():
            stored = StoredDocument(
                kind=signal.kind,
                name=signal.name,
                version=signal.version,
                document=signal.document,
                published_at=signal.received_at,
                reason=signal.reason,
                by=signal.by,
                state=_state_after(published, signal),
            )
        case JourneyStateChanged() if signal.id in published.recent_state_changes.get(signal.journey, ()):
            return published
        case JourneyStateChanged():
            change = _StateChange(id=signal.id, effective=not _changes_nothing(published, signal))
            stored = StoredDocument(
                kind=STATE,
                name=signal.journey,
                version=builder.position,
                document=msgspec.json.encode(change),
                published_at=signal.received_at,
                reason=signal.reason,
                by=signal.by,
                state=signal.state,
            )
        case PolicyStated():
            stored = _stated(signal)
        case FanOutCompleted():
            stored = _completed(signal)
        case _:
            names = msgspec.json.encode(signal.names)
            stored = StoredDocument(
                kind=OBSERVATION, name="", version=builder.position, document=names, published_at=signal.received_at
            )
    following = _apply(published, stored)
    changed = following is not published
    if stored.kind == STATE:
        following = _remember(following, stored.name, signal.id)
    elif not changed:
        return published
    builder.documents.append(stored)
    if changed and stored.kind != FAN_OUT:
        builder.fact(_fact(signal, stored), signal.received_at)
    return following


def _remember(published: PublishedSet, journey: str, signal_id: str) -> PublishedSet:
    """The set that knows this change of the journey's state, so that its double changes nothing."""
    ids = (*published.recent_state_changes.get(journey, ()), signal_id)[-STATE_CHANGES_MAX:]
    return replace(published, recent_state_changes={**published.recent_state_changes, journey: ids})


def _state_after(published: PublishedSet, signal: DocumentPublished) -> JourneyState:
    """A new version of a paused journey is paused: only a resume lets people go on."""
    paused = signal.kind == "journey" and published.states.get(signal.name) == "paused"
    return "paused" if paused else "live"


def _changes_nothing(published: PublishedSet, signal: JourneyStateChanged) -> bool:
    """The state is there already; and a stop is for good: only a new version ends it."""
    return published.states.get(signal.journey) in (signal.state, "stopped")


def _apply(published: PublishedSet, stored: StoredDocument) -> PublishedSet:
    following = _following(published, stored)
    if following.condition_triggers.id == published.condition_triggers.id:
        return following
    return replace(following, asks_since=stored.published_at)


def _following(published: PublishedSet, stored: StoredDocument) -> PublishedSet:
    if stored.kind == STATE:
        changed = _read_state_change(stored.document).effective
        return published.set_state(stored.name, stored.state, stored.version) if changed else published
    if stored.kind == FAN_OUT:
        return published.complete_fan_out(stored.name, stored.version)
    if stored.kind == OBSERVATION:
        return published.observe(_read_names(stored.document))
    if stored.kind == POLICY:
        return with_policy(published, read_policy(stored.document))
    if stored.version <= _newest(published, stored.kind, stored.name):
        return published
    return publish(published, read_document(stored.document), stored.version, stored.state)


def changes_state(stored: StoredDocument) -> bool:
    """Whether this is a change of a journey's state, and not one that found that state already there.

    One that cannot be read is none: it is set aside.
    """
    try:
        return stored.kind == STATE and _read_state_change(stored.document).effective
    except (msgspec.MsgspecError, TypeError):
        return False


def observed_in(stored: StoredDocument) -> tuple[str, ...]:
    """The events that people remember from a stored observation on; its version is its place in the log.

    None when it cannot be read: it is set aside.
    """
    try:
        return _read_names(stored.document)
    except (msgspec.MsgspecError, TypeError):
        return ()


def _newest(published: PublishedSet, kind: StoredKind, name: str) -> int:
    """The newest version that is known; a version that comes again changes nothing, whatever it says."""
    if kind == "journey":
        live = published.live.get(name)
        return max(live.version if live else 0, published.newest_unreadable(kind, name))
    if kind == "segment":
        known = published.segment_documents[name][0] if name in published.segment_documents else 0
        return max(known, published.newest_unreadable(kind, name))
    if kind in CONTENT_KINDS:
        newest = published.content.newest(kind, name)
        return max(newest[0] if newest else 0, published.newest_unreadable(kind, name))
    return max(published.workspace_version, published.newest_unreadable("workspace", name))


def with_policy(published: PublishedSet, policy: ChoicePolicy) -> PublishedSet:
    """The set with a policy, where it is newer than the one that holds. Raises Invalid `policy_unsound`."""
    place = (policy.journey, policy.node)
    known = published.policies.get(place)
    if known is not None and known.version >= policy.version:
        return published
    check_policy(policy)
    return replace(published, policies={**published.policies, place: policy})


def _stated(signal: PolicyStated) -> StoredDocument:
    policy = signal.policy
    return StoredDocument(
        kind=POLICY,
        name=f"{policy.journey}/{policy.node}",
        version=policy.version,
        document=msgspec.json.encode(policy),
        published_at=signal.received_at,
        reason=policy.words,
        by=signal.by,
    )


def _completed(signal: FanOutCompleted) -> StoredDocument:
    return StoredDocument(
        kind=FAN_OUT,
        name=signal.journey,
        version=signal.position,
        document=b"{}",
        published_at=signal.received_at,
    )


def _alarm_fact(signal: PlanAlarmed) -> Fact:
    """A fact of quality about the data as a whole, hence of nobody."""
    data = {
        "was": signal.expected,
        "now": signal.seen,
        "field": signal.field,
        "since": signal.since,
        "ended": signal.ended,
    }
    return Fact(
        kind="quality",
        person="",
        at=signal.at,
        name=signal.name,
        reason=signal.reason,
        key=f"{signal.reason}/{signal.name}/{signal.field}",
        data=msgspec.Raw(msgspec.json.encode(data)),
    )


def _fact(signal: PublicationSignal, stored: StoredDocument) -> Fact:
    if isinstance(signal, PolicyStated):
        policy, about = signal.policy, {"stage": signal.policy.now.stage, "state": signal.policy.state}
        return Fact(
            kind="published",
            person="",
            at=signal.at,
            name=POLICY,
            journey=policy.journey,
            version=policy.version,
            node=policy.node,
            reason=policy.words,
            data=msgspec.Raw(msgspec.json.encode(about)),
        )
    kind: FactKind = "published" if isinstance(signal, DocumentPublished) else "state"
    return Fact(
        kind=kind,
        person="",
        at=signal.at,
        name=stored.state if kind == "state" else stored.kind,
        journey=stored.name,
        version=stored.version if kind == "published" else 0,
        reason=stored.reason,
    )

"""What was changed, by whom and why: documents that were published, journeys paused, verdicts that stand."""

import threading
from collections.abc import Iterator
from typing import Final, get_args

import msgspec
from msgspec import Struct

from loopline.decisions.published import PublishedSet
from loopline.model.records import StoredDocument
from loopline.model.signal import DocumentKind
from loopline.runtime.engine.publication import changes_state
from loopline.studio.context import StudioContext
from loopline.studio.improvement import schemas as shape
from loopline.studio.reports.decisions import DecisionDesk
from loopline.studio.reports.schemas import DecidedLine

CHANGES_MAX: Final = 200
"""So many are told of a time, the newest."""

SHOWN_KINDS: Final = frozenset({*get_args(DocumentKind), "policy"})
STATES: Final[dict[str, shape.ChangeWhat]] = {"live": "resumed", "paused": "paused", "stopped": "stopped"}


class _Named(Struct, frozen=True):
    name: str = ""


_name_of = msgspec.json.Decoder(_Named).decode


class Changes:
    """Documents are read once for each published set. Safe from any thread."""

    def __init__(self, ctx: StudioContext, decisions: DecisionDesk) -> None:
        self._ctx, self._decisions = ctx, decisions
        self._lock = threading.Lock()
        self._of: PublishedSet | None = None
        self._known: tuple[shape.ChangedLine, ...] = ()

    def between(self, since: int, until: int) -> tuple[shape.ChangedLine, ...]:
        """What changed in a time (ms), the newest first."""
        found = [one for one in self._documents() if since <= one.at < until]
        published = self._ctx.published()
        for journey in published.live:
            name = self.name(journey)
            found += [
                _decided(journey, name, one)
                for one in self._decisions.lines(journey).decisions
                if since <= one.made_at < until
            ]
        return tuple(sorted(found, key=lambda one: (-one.at, one.kind, one.ref))[:CHANGES_MAX])

    def decided(self, since: int, until: int) -> Iterator[tuple[str, DecidedLine]]:
        """The verdicts that were reached in a time, each with its journey."""
        for journey in sorted(self._ctx.published().live):
            for one in self._decisions.lines(journey).decisions:
                if since <= one.made_at < until:
                    yield journey, one

    def name(self, journey: str) -> str:
        """The journey's name as it is live."""
        version = self._ctx.published().live.get(journey)
        return (version.journey.name if version else "") or journey

    def _documents(self) -> tuple[shape.ChangedLine, ...]:
        published = self._ctx.published()
        with self._lock:
            if self._of is published:
                return self._known
        stored = self._ctx.state.documents()
        known = tuple(self._line(one) for one in stored if one.kind in SHOWN_KINDS or changes_state(one))
        if _are_all_there(stored, published):
            with self._lock:
                self._of, self._known = published, known
        return known

    def _line(self, one: StoredDocument) -> shape.ChangedLine:
        is_state = one.kind not in SHOWN_KINDS
        kind, name = ("journey", self.name(one.name)) if is_state or one.kind == "journey" else (one.kind, _named(one))
        what: shape.ChangeWhat = STATES.get(one.state, "published") if is_state else "published"
        version = 0 if is_state else one.version
        return shape.ChangedLine(one.published_at, what, kind, one.name, name, version, one.by, one.reason)


def _named(one: StoredDocument) -> str:
    try:
        return _name_of(one.document).name or one.name
    except msgspec.DecodeError:
        return one.name


def _are_all_there(stored: list[StoredDocument], published: PublishedSet) -> bool:
    """Whether the stored documents are as new as the published set, which knows of a step before it is committed."""
    newest = {(one.kind, one.name): one.version for one in stored}
    return all(newest.get(("journey", name)) == version.version for name, version in published.live.items())


def _decided(journey: str, name: str, one: DecidedLine) -> shape.ChangedLine:
    verdict = one.lift.reason if one.lift else "Nobody could be compared."
    return shape.ChangedLine(one.made_at, "decided", "journey", journey, name, 0, "", verdict)

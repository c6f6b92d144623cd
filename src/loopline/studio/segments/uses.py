"""The journeys that use each segment: live, in a draft, or in an older version; directly or through a segment."""

from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Struct

from loopline.decisions.documents.read import build_document
from loopline.decisions.documents.uses import ASKED, places_of
from loopline.decisions.published import PublishedSet
from loopline.model.errors import Invalid
from loopline.model.journey import Journey
from loopline.storage.sql.drafting.drafts import Saved
from loopline.studio.journeys.list import state_of
from loopline.studio.segments.schemas import SegmentUse, UsedIn

ORDER: dict[UsedIn, int] = {"live": 0, "draft": 1, "older": 2}


class _Asking(Struct, frozen=True):
    """A journey that uses a segment directly."""

    journey: Journey
    standing: UsedIn
    places: tuple[str, ...]


def uses_of(published: PublishedSet, drafts: Iterable[Saved]) -> dict[str, tuple[SegmentUse, ...]]:
    """For each segment its journeys, each once: the live version goes before a draft, a draft before older versions."""
    direct: dict[str, dict[str, _Asking]] = {}
    for journey, standing in (*_live(published), *_drawn(drafts), *_older(published)):
        for segment, places in places_of(journey).items():
            direct.setdefault(segment, {}).setdefault(journey.id, _Asking(journey, standing, places))
    return {name: tuple(sorted(_uses(name, published, direct), key=_rank)) for name in published.segments}


def _uses(segment: str, published: PublishedSet, direct: dict[str, dict[str, _Asking]]) -> Iterator[SegmentUse]:
    seen = set()
    for through in _ways_to(segment, published):
        for name, asking in direct.get(through, {}).items():
            if name in seen:
                continue
            seen.add(name)
            yield SegmentUse(
                journey=name,
                name=asking.journey.name or name,
                state=state_of(name, published),
                standing=asking.standing,
                places=asking.places,
                through="" if through == segment else through,
            )


def _ways_to(segment: str, published: PublishedSet) -> list[str]:
    """The segment itself, then those whose conditions lead to it, the nearest first."""
    ways = [segment]
    for reached in ways:  # it grows while it is walked
        ways += [
            name for name, when in sorted(published.segments.items()) if reached in when.segments and name not in ways
        ]
    return ways


def _live(published: PublishedSet) -> Iterator[tuple[Journey, UsedIn]]:
    for version in published.live.values():
        if any(condition.segments for condition in version.conditions):
            yield version.journey, "live"


def _drawn(drafts: Iterable[Saved]) -> Iterator[tuple[Journey, UsedIn]]:
    for saved in drafts:
        if ASKED.encode() not in saved.document:
            continue
        try:
            document = build_document(msgspec.json.decode(saved.document))
        except Invalid:
            continue
        if isinstance(document, Journey):
            yield document, "draft"


def _older(published: PublishedSet) -> Iterator[tuple[Journey, UsedIn]]:
    for (journey, number), version in sorted(published.versions.items(), reverse=True):
        if published.live[journey].version != number and any(one.segments for one in version.conditions):
            yield version.journey, "older"


def _rank(use: SegmentUse) -> tuple[int, bool, str]:
    return ORDER[use.standing], bool(use.through), use.name.lower()

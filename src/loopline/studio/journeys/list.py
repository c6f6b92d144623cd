"""The list of journeys: documents, drafts and one query over the facts for all of them at once."""

import threading
from collections.abc import Iterable

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from loopline.decisions.published import JourneyVersion, PublishedSet
from loopline.learning.queries.journey import LISTED
from loopline.model.journey import GoalRule, Journey
from loopline.model.records import StoredDocument
from loopline.reports.comparisons import analysed_by
from loopline.runtime.engine.publication import changes_state
from loopline.storage.sql.drafting.drafts import Saved
from loopline.storage.sql.shelves.journey_shelf import Shelved
from loopline.studio.context import StudioContext
from loopline.studio.documents.schemas import JourneyState
from loopline.studio.journeys.lift_cache import LiftCache
from loopline.studio.journeys.schemas import JourneyLine, JourneyList


class ListedJourney(Struct, frozen=True):
    """The fields of a document that the list needs; the rest is not decoded."""

    id: str
    name: str = ""
    owner: str = ""
    goal: GoalRule | None = None


_head = msgspec.json.Decoder(ListedJourney).decode


class Overview:
    """The list of journeys, fast for hundreds of them. Safe from any thread."""

    def __init__(self, ctx: StudioContext, lift_cache: LiftCache) -> None:
        self._ctx, self._lift_cache = ctx, lift_cache
        self._lock = threading.Lock()
        self._of: PublishedSet | None = None
        self._changed: dict[str, int] = {}

    def journeys(self) -> JourneyList:
        """Every journey, the one changed last first."""
        published = self._ctx.published()
        drafts = {saved.journey: saved for saved in self._ctx.studio_store.drafts.all()}
        counts = self._counts(published)
        changed = self._published(published)
        shelf = self._ctx.studio_store.shelf.all()
        self._lift_cache.refresh(published)
        lines = [
            _placed(
                self._line(journey, published.live.get(journey), drafts.get(journey), published, counts, changed),
                shelf.get(journey),
            )
            for journey in {**dict.fromkeys(published.live), **dict.fromkeys(drafts)}
        ]
        return JourneyList(tuple(sorted(lines, key=lambda line: (-line.changed_at, line.id))))

    def _line(
        self,
        journey: str,
        live: JourneyVersion | None,
        draft: Saved | None,
        published: PublishedSet,
        counts: dict[str, tuple[int, int, int]],
        changed: dict[str, int],
    ) -> JourneyLine:
        head = _of_live(live.journey) if live else _head(draft.document if draft else b"{}")
        inside, entered, conversions = counts.get(journey, (0, 0, 0))
        return JourneyLine(
            id=journey,
            name=head.name or journey,
            state=state_of(journey, published),
            owner=head.owner,
            goal=head.goal.event if head.goal else "",
            version=live.version if live else 0,
            people_inside=max(0, inside),
            entered=entered,
            conversions=conversions,
            lift=self._lift_cache.known(journey),
            changed_at=max(changed.get(journey, 0), draft.saved_at if draft else 0),
        )

    def _counts(self, published: PublishedSet) -> dict[str, tuple[int, int, int]]:
        """Conversions are those of the live version's goal, as in its report."""
        goals = {name: analysed_by(version) for name, version in published.live.items()}
        if not goals:
            return {}
        theirs = [
            (name, number)
            for (name, number), version in published.versions.items()
            if name in goals and analysed_by(version).counts_as(goals[name])
        ]
        asked = {
            "journeys": list(goals),
            "windows": [goal.within_ms for goal in goals.values()],
            "named": [name for name, _ in theirs],
            "versions": [number for _, number in theirs],
        }
        rows = self._ctx.facts.query(LISTED, asked)
        return {str(row[0]): (_whole(row[1]), _whole(row[2]), _whole(row[3])) for row in rows}

    def _published(self, published: PublishedSet) -> dict[str, int]:
        """The time at which each journey was published, paused or resumed last; read once for each published set."""
        with self._lock:
            if self._of is published:
                return self._changed
        documents = self._ctx.state.documents()
        changed: dict[str, int] = {}
        for stored in documents:
            if stored.kind == "journey" or changes_state(stored):
                changed[stored.name] = stored.published_at
        if _all_there(documents, published):
            with self._lock:
                self._of, self._changed = published, changed
        return changed


def _placed(line: JourneyLine, place: Shelved | None) -> JourneyLine:
    """The line with its place in the list; one that runs is never hidden, whatever was asked at the same moment."""
    if place is None:
        return line
    hidden = place.archived_at > 0 and line.state not in ("live", "paused")
    return replace(line, folder=place.folder, tags=place.tags, archived=hidden)


def state_of(journey: str, published: PublishedSet) -> JourneyState:
    """The state of a journey; a draft as long as nothing of it was published."""
    match published.states.get(journey):
        case "live":
            return "live"
        case "paused":
            return "paused"
        case "stopped":
            return "stopped"
        case _:
            return "draft"


def _of_live(journey: Journey) -> ListedJourney:
    return ListedJourney(journey.id, journey.name, journey.owner, journey.goal)


def _all_there(documents: Iterable[StoredDocument], published: PublishedSet) -> bool:
    """Whether the stored documents are as new as the published set, which knows of a step before it is committed."""
    states: dict[str, tuple[int, str]] = {}
    for stored in documents:
        if stored.kind == "journey":
            states[stored.name] = (stored.version, stored.state)
        elif changes_state(stored):
            states[stored.name] = (states.get(stored.name, (0, ""))[0], stored.state)
    return all(states.get(name) == (v.version, published.states[name]) for name, v in published.live.items())


def _whole(value: object) -> int:
    assert isinstance(value, int)
    return value

"""One journey: its draft and versions, and its people and counts while it is live."""

from typing import Final

from loopline.decisions.published import JourneyVersion
from loopline.learning.queries import journey as queries
from loopline.model.duration import DAY
from loopline.model.errors import Missing
from loopline.reports.documentation.page import ToldVersion
from loopline.reports.documentation.render import html, markdown
from loopline.reports.documentation.write import describe
from loopline.studio.context import StudioContext
from loopline.studio.cursor import mark, place_of
from loopline.studio.documents.shown import shown_draft, shown_version
from loopline.studio.documents.write import Documents
from loopline.studio.journeys import schemas as shape
from loopline.studio.journeys.entering import entering
from loopline.studio.journeys.entries import standing_entries
from loopline.studio.journeys.list import state_of
from loopline.studio.names import called
from loopline.studio.people.enrollment_status import enrollment_status
from loopline.studio.people.schemas import StandingList

PEOPLE_MAX: Final = 200
DAYS_MAX: Final = 3_660

GATE: Final = (
    "no_address",
    "phone_invalid",
    "phone_country_unknown",
    "unsubscribed",
    "no_opt_in",
    "capped",
    "held_for_better",
    "quiet_hours",
    "never_open",
    "consent_pending",
    "confirmation_limit",
    "paused_by_person",
    "frequency_chosen",
    "outside_send_window",
    "address_asked",
    "address_crowded",
    "address_left",
    "devices_gone",
    "exited",
    "exit_holds",
    "journey_paused",
    "journey_stopped",
    "person_gone",
    "call_not_awaited",
)
"""The reasons of `decisions.gate`, beside `suppressed_...` and `exit_...`."""

# The last fact of each open enrollment says where it stands.
STANDING: Final = """
WITH last AS (
    SELECT person, enrollment, node, kind = 'exited' AS ended, "at" FROM facts
    WHERE journey = $journey AND enrollment <> '' AND node <> '' AND kind NOT IN ('receipt', 'attempt')
    QUALIFY row_number() OVER (
        PARTITION BY enrollment ORDER BY "at" DESC, shard DESC, number DESC, position DESC, seq DESC
    ) = 1
)
"""
INSIDE: Final = f"{STANDING} SELECT node, count(*) FROM last WHERE NOT ended GROUP BY node"
WHO: Final = f"""{STANDING}
SELECT person, max("at") AS latest FROM last WHERE NOT ended AND ($node = '' OR node = $node) GROUP BY person
HAVING latest < $at OR (latest = $at AND person > $person) ORDER BY latest DESC, person LIMIT $limit
"""
EVERYBODY: Final = (2**62, "")
REACHED: Final = f"""{STANDING}, stood AS (
    SELECT DISTINCT node, enrollment FROM facts
    WHERE journey = $journey AND "at" >= $since AND enrollment <> '' AND node <> ''
        AND kind NOT IN ('receipt', 'attempt', 'entered')
)
SELECT s.node, count(*), count(*) FILTER (l.node IS DISTINCT FROM s.node)
FROM stood s LEFT JOIN last l USING (enrollment) GROUP BY s.node
"""
"""Of each node: enrollments that reached it in the period, and those of them whose last place is another one. Over all
time it is what the report's funnel says."""

# The last outcome of each message. A refusal by the gate is no error, at the decision (kind `refused`) or at the send;
# a template that fails, a node that is gone and a provider's refusal are errors.
FATES: Final = f"""
WITH settled AS (
    SELECT node, key, arg_max(name, (decided_at, shard, number, position, seq)) AS name,
        arg_max(reason, (decided_at, shard, number, position, seq)) AS reason
    FROM facts WHERE journey = $journey AND "at" >= $since AND kind IN ('attempt', 'refused') GROUP BY node, key
), judged AS (
    SELECT node, name, reason IN ({", ".join(f"'{reason}'" for reason in GATE)})
        OR starts_with(reason, 'suppressed_') OR starts_with(reason, 'exit_') AS gate FROM settled
)
SELECT node, count(*) FILTER (name IN ('failed', 'unknown') OR (name = 'refused' AND NOT gate)),
    count(*) FILTER (name = '' OR (name = 'refused' AND gate)) FROM judged GROUP BY node
"""


class Journeys:
    """Reads only; safe from any thread."""

    def __init__(self, ctx: StudioContext, documents: Documents) -> None:
        self._ctx, self._documents = ctx, documents

    def detail(self, journey: str) -> shape.JourneyDetail:
        """Raises Missing `journey_unknown`."""
        saved = self._ctx.studio_store.drafts.get(journey)
        versions = self._documents.versions(journey)
        if saved is None and not versions:
            raise _unknown(journey)
        return shape.JourneyDetail(
            id=journey,
            state=state_of(journey, self._ctx.published()),
            draft=shown_draft(saved) if saved else None,
            live=shown_version(versions[-1]) if versions else None,
            versions=tuple(shape.VersionLine(v.version, v.published_at, v.reason, v.by) for v in versions),
            archived=self._ctx.studio_store.shelf.get(journey).archived_at > 0,
        )

    def describe(self, journey: str) -> shape.JourneyDescription:
        """The live version in sentences, or the draft of a journey that was never published. Raises Missing
        `journey_unknown`."""
        published, versions = self._ctx.published(), self._documents.versions(journey)
        live = published.live.get(journey)
        document = live.journey if live is not None else self._documents.draft(journey)
        if document is None:
            raise _unknown(journey)
        told = [ToldVersion(one.version, one.published_at, one.by, one.reason) for one in reversed(versions)]
        page = describe(document, published.workspace, told, state_of(journey, published))
        return shape.JourneyDescription(journey, live.version if live else 0, markdown(page), html(page))

    def impact(self, journey: str) -> shape.Impact:
        """What publishing the draft would change, for whom, and how many enter. Raises Missing `journey_unknown`."""
        draft = self._documents.draft(journey)
        if journey not in self._ctx.published().live and draft is None:
            raise _unknown(journey)
        matching = entering(self._ctx, draft) if draft is not None else ()
        return shape.Impact(self._documents.changes(journey), self._inside(journey), matching)

    def live(self, journey: str, days: int) -> shape.Live:
        """The canvas while it is live: now, and over the last days. Raises Missing `journey_unknown`."""
        version = self._version(journey)
        self._ctx.export_facts()
        since = self._ctx.clock.now() - max(1, min(days, DAYS_MAX)) * DAY
        asked = {"journey": journey, "since": since}
        inside = self._inside(journey)
        reached = {str(row[0]): (_int(row[1]), _int(row[2])) for row in self._ctx.facts.query(REACHED, asked)}
        fates = {str(row[0]): (_int(row[1]), _int(row[2])) for row in self._ctx.facts.query(FATES, asked)}
        nodes = {
            name: _node(reached.get(name, (0, 0)), inside.get(name, 0), fates.get(name, (0, 0)))
            for name in (*version.journey.nodes, *(name for name in inside if name not in version.journey.nodes))
        }
        edges = self._ctx.facts.query(queries.EDGES, asked)
        return shape.Live(nodes, tuple(shape.Edge(str(a), str(b), _int(count)) for a, b, count in edges))

    def people(self, journey: str, node: str, limit: int, cursor: str = "") -> StandingList:
        """The people in a journey (at a node), as the loop knows them now; the latest to move first.

        Raises Missing `journey_unknown`, Invalid `cursor_invalid`.
        """
        self._version(journey)
        self._ctx.export_facts()
        published, limit = self._ctx.published(), max(1, min(limit, PEOPLE_MAX))
        at, person = place_of(cursor, "standing", tuple[int, str]) if cursor else EVERYBODY
        asked = {"journey": journey, "node": node, "at": at, "person": person, "limit": limit + 1}
        rows = self._ctx.facts.query(WHO, asked)
        more = mark("standing", _int(rows[limit - 1][1]), str(rows[limit - 1][0])) if len(rows) > limit else None
        found = tuple(
            enrollment_status(person.key, enrollment, published, called(person.traits))
            for person in self._ctx.people.get([str(row[0]) for row in rows[:limit]]).values()
            for enrollment in person.enrollments
            if enrollment.journey == journey and node in ("", enrollment.node)
        )
        return StandingList(found, more)

    def entries(self, journey: str) -> shape.EntriesStanding:
        """The limits of its entries, and how they stand now. Raises Missing `journey_unknown`."""
        return standing_entries(self._ctx, self._version(journey))

    def _inside(self, journey: str) -> dict[str, int]:
        return {str(node): _int(count) for node, count in self._ctx.facts.query(INSIDE, {"journey": journey})}

    def _version(self, journey: str) -> JourneyVersion:
        version = self._ctx.published().live.get(journey)
        if version is None:
            raise _unknown(journey)
        return version


def _node(reached: tuple[int, int], inside: int, fates: tuple[int, int]) -> shape.NodeLive:
    return shape.NodeLive(inside, *reached, *fates)


def _unknown(journey: str) -> Missing:
    return Missing("journey_unknown", f'There is no journey "{journey[:64]}"; draw one, or publish its document.')


def _int(value: object) -> int:
    assert isinstance(value, int)
    return value

"""Journeys over HTTP: the list, one journey, the impact of its draft, and the canvas while it is live."""

from base64 import b64encode
from hashlib import sha256
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from loopline.api.answer import plain
from loopline.api.describe import answers
from loopline.api.page import SECURITY
from loopline.api.paging import Cursor
from loopline.reports.documentation.render import STYLE
from loopline.studio.journeys import schemas as shape
from loopline.studio.journeys.list import Overview
from loopline.studio.journeys.read import Journeys
from loopline.studio.people.schemas import StandingList

STYLE_HASH: Final = b64encode(sha256(STYLE.encode()).digest()).decode()
POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""A description loads nothing and runs nothing; its own style is let in by its digest."""
Days = Annotated[int, Query(ge=1, le=3_660)]
Form = Annotated[Literal["json", "md", "html"], Query(description="json has both; md or html is the page itself.")]
Limit = Annotated[int, Query(ge=1, le=200)]


def router(overview: Overview, journeys: Journeys) -> APIRouter:
    """The routes of journeys; what changes one stands in documents/routes.py."""
    routes = APIRouter(prefix="/api", tags=["decisions"])

    @routes.get("/journeys", **answers(shape.JourneyList))
    def list_journeys() -> Response:
        """Every journey with its counts, the one changed last first."""
        return plain(overview.journeys())

    @routes.get("/journeys/{journey}", **answers(shape.JourneyDetail))
    def journey(journey: str) -> Response:
        """A journey: draft, live version, history."""
        return plain(journeys.detail(journey))

    @routes.get("/journeys/{journey}/description", **answers(shape.JourneyDescription))
    def description(journey: str, format: Form = "json") -> Response:
        """A journey in sentences: who enters, each path, messages, limits, measures, versions; Markdown and HTML."""
        found = journeys.describe(journey)
        if format == "json":
            return plain(found)
        text, kind = (found.html, "html") if format == "html" else (found.markdown, "markdown")
        return Response(
            text, media_type=f"text/{kind}; charset=utf-8", headers={**SECURITY, "Content-Security-Policy": POLICY}
        )

    @routes.get("/journeys/{journey}/impact", **answers(shape.Impact))
    def impact(journey: str) -> Response:
        """What publishing the draft would change, and how many people stand on each node."""
        return plain(journeys.impact(journey))

    @routes.get("/journeys/{journey}/live", **answers(shape.Live))
    def live(journey: str, days: Days = 7) -> Response:
        """People on each node now, and the way they took in the last days."""
        return plain(journeys.live(journey, days))

    @routes.get("/journeys/{journey}/limits", **answers(shape.EntriesStanding))
    def limits(journey: str) -> Response:
        """The limits of the journey's entries, how many it has let in, and how many wait for a place."""
        return plain(journeys.entries(journey))

    @routes.get("/journeys/{journey}/people", **answers(StandingList))
    def people(journey: str, node: str = "", limit: Limit = 50, cursor: Cursor = "") -> Response:
        """The people in the journey (or at one node), and what each one waits for."""
        return plain(journeys.people(journey, node, limit, cursor))

    return routes

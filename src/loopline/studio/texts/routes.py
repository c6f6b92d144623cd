"""Texts of a journey over HTTP: a file out, and a file in."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from loopline.api.answer import Body, plain
from loopline.api.describe import also, answers
from loopline.studio.access.author import Author
from loopline.studio.documents.routes import JourneyChanged
from loopline.studio.texts.desk import TextDesk
from loopline.studio.texts.schemas import TextsTaken

MOVED = also(409, "Somebody else saved the draft meanwhile; send the file again.")


def router(desk: TextDesk, author: Author, journey_changed: JourneyChanged) -> APIRouter:
    """The routes; `author` says who saved the draft."""
    routes = APIRouter(prefix="/api/journeys/{journey}/texts", tags=["decisions"])

    @routes.get("", **answers())
    def get_texts(journey: str) -> Response:
        """Every text of a journey as CSV: of its draft, or of what is live; a row for each step, field and language."""
        headers = {"Content-Disposition": 'attachment; filename="texts.csv"'}
        return Response(desk.file(journey), media_type="text/csv; charset=utf-8", headers=headers)

    @routes.post("", **answers(TextsTaken, errors=MOVED))
    def take_texts(journey: str, body: Body, request: Request, trial: bool = False) -> Response:
        """Take a CSV file of texts (at most 5 MB) into the draft; faults are told by row. `trial` stores nothing.

        Columns step, field and text are needed; language adds to a message what it says in another language. A row
        that names no text, or has none, is refused, and the others are taken.
        """
        taken = desk.take(journey, body, str(author(request)), is_trial=trial)
        if taken.revision is not None:
            journey_changed(journey)
        return plain(taken)

    return routes

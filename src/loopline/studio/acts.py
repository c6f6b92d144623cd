"""The routes of acts on people, of forgetting them, and of the team, put together for http.py."""

from typing import Final

from fastapi import APIRouter, Request

from loopline.model.journey import Journey
from loopline.studio.access.access import Access
from loopline.studio.access.author import Author
from loopline.studio.broadcasts import routes as broadcasts
from loopline.studio.broadcasts import schemas as broadcast_schemas
from loopline.studio.broadcasts.desk import BroadcastDesk
from loopline.studio.calendar import routes as calendar
from loopline.studio.calendar import schemas as calendar_schemas
from loopline.studio.calendar.read import CalendarReader
from loopline.studio.comments import routes as comments
from loopline.studio.comments import schemas as comment_schemas
from loopline.studio.comments.desk import CommentDesk
from loopline.studio.destinations import routes as destinations
from loopline.studio.destinations import schemas as destination_schemas
from loopline.studio.documents.routes import JourneyChanged
from loopline.studio.erasures import routes as erasures
from loopline.studio.erasures import schemas as erasure_schemas
from loopline.studio.experiments import routes as experiments
from loopline.studio.experiments.list import ExperimentShelf
from loopline.studio.hello import routes as hello
from loopline.studio.hello import schemas as hello_schemas
from loopline.studio.hello.say import Hello
from loopline.studio.people import act_routes as person_acts
from loopline.studio.people import act_schemas
from loopline.studio.shelf import routes as shelf
from loopline.studio.shelf import schemas as shelf_schemas
from loopline.studio.shelf.desk import ShelfDesk
from loopline.studio.sources import routes as sources
from loopline.studio.sources import schemas as source_schemas
from loopline.studio.studio import Studio
from loopline.studio.team import routes as team
from loopline.studio.team import schemas as team_schemas
from loopline.studio.team.approvals import Approvals
from loopline.studio.team.notes import NoteDesk
from loopline.studio.texts import routes as texts
from loopline.studio.texts import schemas as text_schemas
from loopline.studio.texts.desk import TextDesk

SCHEMAS: Final = (
    act_schemas,
    broadcast_schemas,
    calendar_schemas,
    comment_schemas,
    destination_schemas,
    erasure_schemas,
    hello_schemas,
    shelf_schemas,
    source_schemas,
    team_schemas,
    text_schemas,
)
"""What they answer and take."""


def routers(
    studio: Studio,
    access: Access,
    author: Author,
    witness: Author,
    journey_changed: JourneyChanged,
    tell: comments.Announce,
) -> list[APIRouter]:
    """They come before those of people and journeys, whose addresses are wider; `tell` sends to all streams."""
    notes = NoteDesk(studio.ctx, access)
    approvals = Approvals(studio.ctx, studio.documents, access, notes)

    async def ask(request: Request, journey: Journey, reason: str) -> str:
        return (await approvals.ask_for(journey, reason, access.gate.who(request))).id

    return [
        erasures.router(studio.erasures, studio.exports, witness),
        broadcasts.router(BroadcastDesk(studio.ctx, studio.documents, studio.overview), author, ask, journey_changed),
        calendar.router(CalendarReader(studio.ctx)),
        comments.router(
            CommentDesk(studio.ctx, access, notes, lambda news: tell("comments", news)), access.gate, author
        ),
        experiments.list_router(ExperimentShelf(studio.ctx, studio.reports)),
        hello.router(Hello(studio.ctx, studio.documents), author, journey_changed),
        shelf.router(ShelfDesk(studio.ctx, journey_changed), author),
        person_acts.router(studio.person_acts, witness),
        sources.router(studio.sources, witness),
        destinations.router(studio.destinations, witness),
        team.router(approvals, notes, access.gate, author, journey_changed),
        texts.router(TextDesk(studio.ctx, studio.documents), author, journey_changed),
    ]

"""The home page, the backlog, weekly reviews and the overlap of journeys, over HTTP."""

import asyncio
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Request
from msgspec import to_builtins
from starlette.responses import Response

from loopline.api.answer import Body, plain, read
from loopline.api.describe import also, answers
from loopline.learning.improvement.overlap import OverlapMap
from loopline.studio.access.author import Author, SignedAuthor
from loopline.studio.access.gate import RoleMissing
from loopline.studio.access.roles import reaches
from loopline.studio.csv_table import csv_answer
from loopline.studio.improvement import schemas as shape
from loopline.studio.improvement.parts import Improvement
from loopline.studio.improvement.review_page import review_html
from loopline.studio.improvement.review_words import review_title

LATER: Final = also(503, "The facts cannot be asked now.")
MOVED: Final = also(409, "Somebody else changed it, or there is no room.")
Days = Annotated[int, Query(ge=1, le=366)]
Format = Annotated[str, Query(pattern="^(json|csv)$", description="json, or csv.")]


def router(parts: Improvement, author: Author) -> APIRouter:
    """The routes; each asks for an admin key or a studio session."""
    routes = APIRouter(prefix="/api", tags=["improvement"])
    _add_home(routes, parts)
    _add_backlog(routes, parts, author)
    _add_reviews(routes, parts, author)
    return routes


def _add_home(routes: APIRouter, parts: Improvement) -> None:
    @routes.get("/home", **answers(shape.Home, errors=LATER))
    def home() -> Response:
        """What is due, what has changed in seven days, what leaves today, and which channels are in the sandbox."""
        return plain(parts.home.read())

    @routes.get("/overlap", **answers(OverlapMap, errors=LATER))
    def overlap(
        days: Days = 28,
        of: Annotated[
            Literal["entered", "inside"],
            Query(description="entered: people who entered in the last days. inside: those who are in journeys now."),
        ] = "entered",
        format: Format = "json",
    ) -> Response:
        """The map of journeys that share people: who is in how many, and which keep each other's messages back."""
        found = parts.overlap(days, now_inside=of == "inside")
        if format == "csv":
            columns = ("journey", "other", "people", "part_of_the_smaller")
            return csv_answer(columns, [(one.one, one.other, one.people, one.of) for one in found.pairs], "overlap")
        return plain(found)


def _add_backlog(routes: APIRouter, parts: Improvement, author: Author) -> None:
    desk = parts.backlog

    @routes.get("/backlog", **answers(shape.BacklogList))
    def backlog(
        state: Annotated[str, Query(max_length=40, description="Of this state; `open`: not done or dismissed.")] = "",
        format: Format = "json",
    ) -> Response:
        """What is worth improving, by what it promises for its effort."""
        found = desk.listing(state)
        if format == "csv":
            rows = [tuple(to_builtins(one).values()) for one in found.items]
            return csv_answer(shape.BacklogItem.__struct_fields__, rows, "backlog")
        return plain(found)

    @routes.post("/backlog", **answers(shape.BacklogItem, shape.BacklogBody, errors=MOVED))
    async def add(request: Request) -> Response:
        """Put an item into the backlog."""
        body = read(await request.body(), shape.BacklogBody)
        return plain(await asyncio.to_thread(desk.add, body, str(author(request))))

    @routes.post("/backlog/look", **answers(shape.BacklogLook, errors={**LATER, **MOVED}))
    def look() -> Response:
        """Look at the figures now, instead of within the hour: what is new to the backlog is born."""
        return plain(shape.BacklogLook(parts.watch.now()))

    @routes.get("/backlog/{item}", **answers(shape.BacklogItem))
    def one(item: str) -> Response:
        """One item."""
        return plain(desk.one(item))

    @routes.put("/backlog/{item}", **answers(shape.BacklogItem, shape.BacklogBody, errors=MOVED))
    async def change(item: str, request: Request) -> Response:
        """Change an item over the revision that its author saw. A dismissed one is never born again."""
        body = read(await request.body(), shape.BacklogBody)
        return plain(await asyncio.to_thread(desk.change, item, body, str(author(request))))


def _add_reviews(routes: APIRouter, parts: Improvement, author: Author) -> None:
    desk = parts.reviews

    @routes.get("/reviews", **answers(shape.ReviewList))
    def reviews() -> Response:
        """The reviews that are finished, and the operators who get them by mail."""
        return plain(desk.listing())

    @routes.put("/reviews/readers", **answers(shape.ReviewList, shape.ReaderBody))
    def read_by_mail(body: Body, request: Request) -> Response:
        """Mail the last week's review to an operator every Monday at 08:00, in the workspace's zone, or no more.

        One asks for oneself; an operator, an owner and a key do it for others too.
        """
        wanted, by = read(body, shape.ReaderBody), author(request)
        if isinstance(by, SignedAuthor) and by.email != wanted.email and not reaches(by.role, "operator"):
            raise RoleMissing(needs="operator", role=by.role)
        desk.set_reader(wanted.email, wants=wanted.wants)
        return plain(desk.listing())

    @routes.get("/reviews/{week}", **answers(shape.Review, errors=LATER))
    def review(
        week: str, format: Annotated[str, Query(pattern="^(json|html)$", description="json, or html.")] = "json"
    ) -> Response:
        """The review of the week that begins on this Monday (2026-11-30), of `this` or the `last` one."""
        found = desk.read(week)
        if format == "html":
            headers = {"Content-Disposition": f'attachment; filename="{review_title(found).replace(" ", "-")}.html"'}
            return Response(review_html(found), media_type="text/html; charset=utf-8", headers=headers)
        return plain(found)

    @routes.post("/reviews/{week}/finish", **answers(shape.Review, shape.FinishBody, errors={**LATER, **MOVED}))
    async def finish(week: str, request: Request) -> Response:
        """Keep the review of a week that is over as it is now, with a note, and mail it."""
        body = read(await request.body(), shape.FinishBody)
        found = await asyncio.to_thread(desk.finish, week, body.note, str(author(request)))
        if body.mail:
            await parts.mail.send(found.week)
        return plain(found)

    @routes.post("/reviews/{week}/mail", **answers(shape.MailedReview, errors=LATER))
    async def mail(week: str) -> Response:
        """Mail the review of a week to everybody who asked for reviews, now."""
        return plain(await parts.mail.send(week))

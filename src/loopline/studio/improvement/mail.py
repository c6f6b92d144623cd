"""Mails the last week's review to operators who asked for it, on Monday morning, by the providers of e-mail."""

import asyncio
from collections.abc import Sequence
from typing import Final, assert_never

from whenever import Time

from loopline.logs import log
from loopline.model.errors import LooplineError
from loopline.model.ids import stable_id
from loopline.model.localtime import at_local, zone_in_use
from loopline.model.message import Accepted, Content, Deferred, Dispatch, Outcome, Outgoing, Refused, Rendered, Unknown
from loopline.runtime.dispatch.route import Route
from loopline.runtime.supervise import SupervisedTask, in_thread
from loopline.storage.sql.improvement.kept_reviews import StoredReader
from loopline.studio.context import StudioContext
from loopline.studio.improvement import schemas as shape
from loopline.studio.improvement.review import ReviewDesk
from loopline.studio.improvement.review_page import review_html, review_text
from loopline.studio.improvement.review_words import review_title

LOOK_SECONDS: Final = 900.0
SEND_AT: Final = Time(8, 0)
"""From this time of Monday on, in the workspace's zone."""

FACTS_UNFIT: Final = "facts_unfit"
UNTOLD: Final = "Nobody knows whether it left: the server ended while it was handed over."
NO_PROVIDER: Final = "E-mail has no provider, so nothing leaves: add one under Channels."


class ReviewMail:
    """Coroutines of the app's event loop. A mail whose fate nobody knows is not sent again."""

    def __init__(self, ctx: StudioContext, desk: ReviewDesk) -> None:
        self._ctx, self._desk, self._kept = ctx, desk, ctx.studio_store.reviews
        self.task = SupervisedTask("review_mail", self.look, ctx.on_error, lambda: asyncio.sleep(LOOK_SECONDS))

    async def look(self) -> None:
        """Mail what is due; where facts are unfit it is tried again later."""
        try:
            await self._send_due()
        except LooplineError as error:
            if error.code != FACTS_UNFIT:
                raise

    async def _send_due(self) -> None:
        monday = self._desk.monday()
        zone = zone_in_use(self._ctx.published().workspace.zone, "UTC")
        if self._ctx.clock.now() < at_local(monday, SEND_AT, zone):
            return
        week = monday.subtract(days=7).format_iso()
        due = [
            one
            for one in await asyncio.to_thread(self._kept.readers)
            if one.week < week and self._is_awaited(one, week)
        ]
        if due:
            await self._mail(await in_thread(lambda: self._desk.read(week)), due)

    def _is_awaited(self, reader: StoredReader, week: str) -> bool:
        """Whether the reader asked before the week was over, or has had one: nobody gets old weeks at once."""
        zone = zone_in_use(self._ctx.published().workspace.zone, "UTC")
        return bool(reader.week) or reader.asked_at < at_local(self._desk.monday(), SEND_AT, zone)

    async def send(self, week: str) -> shape.MailedReview:
        """Mail the review of a week to everybody who asked for reviews, now. Raises as `ReviewDesk.read` does."""
        review = await in_thread(lambda: self._desk.read(week))
        return await self._mail(review, await asyncio.to_thread(self._kept.readers))

    async def _mail(self, review: shape.Review, readers: Sequence[StoredReader]) -> shape.MailedReview:
        mailed, faults = 0, dict[str, str]()
        for reader in readers:
            # Told before it leaves: a server that is killed here does not mail it again.
            week = max(review.week, reader.week) if review.is_over else reader.week
            await asyncio.to_thread(self._kept.mailed, reader.email, week, self._ctx.clock.now(), UNTOLD)
            fault, is_over = await self._one(review, reader)
            mailed += not fault
            if fault:
                faults[reader.email] = fault
                log.warning("review_not_mailed", operator=reader.email, week=review.week, fault=fault)
            at = self._ctx.clock.now()
            await asyncio.to_thread(self._kept.mailed, reader.email, week if is_over else reader.week, at, fault)
        return shape.MailedReview(mailed, faults)

    async def _one(self, review: shape.Review, reader: StoredReader) -> tuple[str, bool]:
        """Why it did not leave ("" when it did), and whether it is over: what is put off is tried again."""
        route = next((one for one in self._ctx.routes().of("email") if not one.is_sandbox), None)
        if route is None:
            return NO_PROVIDER, False
        return _said(await self._hand_over(route, review, reader))

    async def _hand_over(self, route: Route, review: shape.Review, reader: StoredReader) -> Outcome:
        url = f"{self._ctx.signer.public_url}/reviews/{review.week}"
        outgoing = Outgoing(
            key=stable_id("review", review.week, reader.email, str(self._ctx.clock.now())),
            person="",
            channel="email",
            address=reader.email,
            content=Content(),
            context={},
        )
        parts = Rendered(subject=review_title(review), html=review_html(review, url), text=review_text(review, url))
        (outcome,) = await route.provider.send([Dispatch(outgoing, parts)])
        return outcome


def _said(outcome: Outcome) -> tuple[str, bool]:
    match outcome:
        case Accepted():
            return "", True
        case Deferred(_, reason):
            return f"Put off by the provider: {reason}", False
        case Refused(_, reason):
            return f"Refused by the provider: {reason}", True
        case Unknown(reason):
            return f"Nobody knows whether it left: {reason}", True
        case _:
            assert_never(outcome)

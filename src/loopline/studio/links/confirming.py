"""The page behind the link of a confirmation: looking changes nothing, its button makes the word count, with proof."""

import asyncio
from collections.abc import Callable, Mapping
from html import escape
from typing import Any, Final

from fastapi import APIRouter, Request
from msgspec import Struct
from starlette.responses import Response

from loopline.delivery.links import CONFIRM, Claim
from loopline.model.consent.asking import ConsentConfirmed, asked_by
from loopline.model.consent.proof import Proof
from loopline.model.consent.wishes import PendingWord
from loopline.model.errors import Invalid, LooplineError, Missing
from loopline.model.ids import stable_id
from loopline.model.journey import PageBrand
from loopline.model.language.spoken import language_of
from loopline.model.person import Person
from loopline.pipeline.confirming import own_addresses
from loopline.signals.people.consent_record import languages_said
from loopline.signals.people.pending import of_addresses, words_asked
from loopline.studio.context import StudioContext
from loopline.studio.links.preferences.languages import accepted, texts
from loopline.studio.links.preferences.look import branded_page
from loopline.studio.links.preferences.preferences import Preferences, Visitor, masked

ErrorPage = Callable[[LooplineError], Response]
ReadVisitor = Callable[[Request], Visitor]
FORM: Final = "/l/confirm"


class Confirmation(Struct, frozen=True):
    """What the page shows: the words that wait, as sentences; none where nothing waits, `done` after the button."""

    language: str
    address: str = ""
    lines: tuple[str, ...] = ()
    done: bool = False


class Confirmations:
    """Belongs to the app's event loop."""

    def __init__(self, ctx: StudioContext, preferences: Preferences) -> None:
        self._ctx, self._preferences = ctx, preferences

    async def shown(self, token: str, visitor: Visitor) -> Confirmation:
        """What waits for this link. Raises Missing `link_invalid`."""
        claim = self._claim(token)
        return self._seen(await self._person(claim), claim, visitor)

    async def confirm(self, token: str, visitor: Visitor) -> Confirmation:
        """Make the words count; durable and decided when this returns. Raises Missing `link_invalid`, Unavailable."""
        claim, now = self._claim(token), self._ctx.clock.now()
        person = await self._person(claim)
        seen = self._seen(person, claim, visitor)
        if not seen.lines:
            return seen
        words = texts()[seen.language]
        proof = Proof(
            "double_opt_in",
            text=f"{' '.join(seen.lines)} [{words['confirm']}]",
            form=f"{FORM} ({claim.message})",
            ip=visitor.ip,
            agent=visitor.agent,
            language=seen.language,
        )
        waiting = self._waiting(person, claim)
        identity = stable_id("confirmed", person.key, claim.message, str(max(word.at for word in waiting.values())))
        signal = ConsentConfirmed(
            key=person.key, id=identity, at=now, received_at=now, message=claim.message, proof=proof
        )
        await self._ctx.submit([signal])
        after = await self._person(claim)
        if self._waiting(after, claim):  # a loop lags
            held = all(after.consent_now().get(name) is True for name in waiting)
            return Confirmation(seen.language, seen.address, seen.lines if held else (), done=held)
        return Confirmation(seen.language, seen.address, seen.lines, done=True)

    def _seen(self, person: Person, claim: Claim, visitor: Visitor) -> Confirmation:
        published = self._ctx.published()
        language = language_of(*languages_said(person), accepted(visitor.languages), published.workspace.language)
        words, lines, address = texts()[language], list[str](), ""
        for name, word in self._waiting(person, claim).items():
            channel, _, topic = name.partition(":")
            known = published.workspace.topics.get(topic)
            line = words["confirm_topic" if topic else "confirm_channel"]
            lines.append(line.format(what=words.get(channel, channel), topic=(known.name if known else "") or topic))
            address = masked(word.address)
        return Confirmation(language, address, tuple(lines))

    def _waiting(self, person: Person, claim: Claim) -> dict[str, PendingWord]:
        """The words of a link that wait, as far as the address that was asked is the person's still."""
        words = words_asked(person, asked_by(claim.message), self._ctx.clock.now())
        return of_addresses(words, own_addresses(person, self._ctx.published()))

    async def _person(self, claim: Claim) -> Person:
        key = await self._preferences.key_of(claim)
        found = await asyncio.to_thread(self._ctx.people.get, [key])
        return found.get(key) or Person(key, {})

    def _claim(self, token: str) -> Claim:
        try:
            claim = self._ctx.signer.verify(CONFIRM, token)
        except Invalid:
            claim = None
        if claim is None:
            raise Missing("link_invalid", "This link was cut or changed. Use the link as it was sent.")
        return claim


def confirmation_body(shown: Confirmation, words: Mapping[str, str]) -> str:
    """The page below its title. Everything that comes from a workspace, a person or a link is escaped here."""
    if not shown.lines:
        return f"<p>{escape(words['confirm_again'])}</p>"
    parts = [f"<p>{escape(words['for_address'].format(address=shown.address))}</p>"] if shown.address else []
    parts += [f"<p>{escape(line)}</p>" for line in shown.lines]
    if not shown.done:
        parts.append(f'<form method="post"><button type="submit">{escape(words["confirm"])}</button></form>')
    return "".join(parts)


def confirm_routes(
    confirmations: Confirmations, brand_now: Callable[[], PageBrand], failed: ErrorPage, visitor: ReadVisitor
) -> APIRouter:
    """The page, and what its button posts to."""
    routes = APIRouter(prefix="/l", tags=["links"])
    told: dict[int | str, dict[str, Any]] = {
        404: {"description": "A page that says that this link was not made here, or for something else."}
    }

    def answer(shown: Confirmation) -> Response:
        words, brand = texts()[shown.language], brand_now()
        title = words["confirmed" if shown.done else "confirm_title" if shown.lines else "confirm_over"]
        return branded_page(title, confirmation_body(shown, words), brand, shown.language)

    @routes.head("/confirm/{token}", include_in_schema=False)
    @routes.get("/confirm/{token}", response_class=Response, responses=told)
    async def asked(token: str, request: Request) -> Response:
        """What is to be confirmed, and a button. Opening it confirms nothing, since scanners follow every link."""
        try:
            return answer(await confirmations.shown(token, visitor(request)))
        except LooplineError as error:
            return failed(error)

    @routes.post("/confirm/{token}", response_class=Response, responses=told)
    async def confirmed(token: str, request: Request) -> Response:
        """Makes the words count that wait for this link, and keeps the proof of it."""
        try:
            return answer(await confirmations.confirm(token, visitor(request)))
        except LooplineError as error:
            return failed(error)

    return routes

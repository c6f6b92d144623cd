"""Preferences at the signed link of a message: shown, and changed with proof; looking changes nothing."""

import asyncio
from collections import OrderedDict
from typing import Final

from msgspec import Struct

from loopline.decisions.policy.recipient import address_of
from loopline.delivery.links import UNSUBSCRIBE, Claim
from loopline.model.channels import ChannelName, channel_named
from loopline.model.consent.proof import Proof
from loopline.model.consent.wishes import PreferencesChanged
from loopline.model.duration import DAY
from loopline.model.errors import Invalid, Missing, Unavailable
from loopline.model.ids import stable_id
from loopline.model.language.spoken import NAMES, language_of
from loopline.model.person import Person
from loopline.model.signal import ConsentChanged, Signal
from loopline.signals.people.consent_record import languages_said
from loopline.studio.context import StudioContext
from loopline.studio.links.preferences.choices import Submitted, choices_of, consent_named
from loopline.studio.links.preferences.languages import accepted, texts
from loopline.studio.links.preferences.page import PreferenceView, leaving_line

CHANGES_MAX: Final = 30
"""Forms that one link may send in a minute: whoever holds it can fill no log."""

LINKS_COUNTED: Final = 10_000
MINUTE_MS: Final = 60_000
PAGE: Final = "page"


class Visitor(Struct, frozen=True):
    """The browser at the link."""

    ip: str
    agent: str
    languages: str


class Preferences:
    """Belongs to the app's event loop."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx = ctx
        self._changes: OrderedDict[str, tuple[int, int]] = OrderedDict()

    async def shown(self, token: str, visitor: Visitor, notice: str = "", undo: tuple[str, ...] = ()) -> PreferenceView:
        """The page of a link. Raises Missing `link_invalid`."""
        claim, channel = self._claim(token)
        key = await self.key_of(claim)
        person = await asyncio.to_thread(self._person, key)
        published = self._ctx.published()
        topic = published.workspace.topics.get(claim.topic)
        return PreferenceView(
            channel=channel,
            topic=(topic.name if topic else "") or claim.topic,
            address=masked(address_of(person, channel, published)) if channel in ("email", "sms") else "",
            choices=choices_of(person, channel, claim.topic, published),
            language=self._language(person, visitor),
            notice=notice,
            undo=undo,
            now=self._ctx.clock.now(),
        )

    async def change(self, token: str, sent: Submitted, visitor: Visitor) -> PreferenceView:
        """Do what the form asks for; durable and decided when this returns.

        Raises Missing `link_invalid`, Unavailable `preferences_too_often`.
        """
        claim, channel = self._claim(token)
        now = self._ctx.clock.now()
        self._count(claim.message, now)
        key = await self.key_of(claim)
        person = await asyncio.to_thread(self._person, key)
        before = await self.shown(token, visitor)
        wanted, notice = self._words(sent, before, f"{channel}:{claim.topic}" if claim.topic else channel, person)
        proof = Proof(
            "page",
            text=self._text(sent, before),
            form=f"/l/unsubscribe ({claim.message})",
            ip=visitor.ip,
            agent=visitor.agent,
            language=before.language,
        )
        signals: list[Signal] = []
        for name, allowed in wanted.items():
            of = consent_named(name)
            assert of is not None
            signals.append(
                ConsentChanged(
                    key=key,
                    id=stable_id("preference", key, name, str(allowed), str(now)),
                    at=now,
                    received_at=now,
                    channel=of[0],
                    topic=of[1],
                    allowed=allowed,
                    source=PAGE,
                    proof=proof,
                )
            )
        wishes = self._wishes(sent, before, key, now, proof) if sent.act == "save" else None
        signals += [wishes] if wishes else []
        if signals:
            await self._ctx.submit(signals)
        refused = tuple(name for name, allowed in wanted.items() if not allowed)
        undo = refused if sent.act in ("leave", "leave_all") else ()
        return await self.shown(token, visitor, notice if signals or sent.act != "save" else "unchanged", undo)

    async def key_of(self, claim: Claim) -> str:
        """The person of a link: of its message where the outbox still has it, else as it was signed."""
        try:
            row = (await asyncio.to_thread(self._ctx.state.messages, [claim.message])).get(claim.message)
        except Unavailable:
            row = None
        return row.message.person if row else claim.person

    def _words(self, sent: Submitted, before: PreferenceView, own: str, person: Person) -> tuple[dict[str, bool], str]:
        """The words of consent that a form says, by name, and the notice of what was done."""
        boxes = {box.name: box for box in before.choices.channels}
        boxes |= {box.name: box for line in before.choices.topics for box in line.boxes}
        match sent.act:
            case "leave":
                return ({} if (person.consent or {}).get(own) is False else {own: False}), "left"
            case "leave_all":
                refused = person.consent or {}
                return {
                    box.name: False for box in before.choices.channels if refused.get(box.name) is not False
                }, "left"
            case "undo":
                back = [name for name in sent.undo if name in boxes or name == own]
                return dict.fromkeys(back, True), "rejoined"
            case "save":
                asked = {name: name in sent.ticked for name in boxes if name in sent.shown}
                return {name: yes for name, yes in asked.items() if boxes[name].ticked is not yes}, "saved"
            case _:
                return {}, "unchanged"

    def _text(self, sent: Submitted, before: PreferenceView) -> str:
        words = texts()[before.language]
        match sent.act:
            case "leave":
                return f"{leaving_line(before, words)} [{words['leave']}]"
            case "leave_all":
                return f"[{words['leave_all']}] {words['necessary']}"
            case "undo":
                return f"[{words['undo']}]"
            case _:
                topics = ", ".join(line.name for line in before.choices.topics)
                return f"{words['choose']}: {topics} [{words['save']}]" if topics else f"[{words['save']}]"

    def _wishes(
        self, sent: Submitted, before: PreferenceView, key: str, now: int, proof: Proof
    ) -> PreferencesChanged | None:
        wishes = before.choices.wishes
        at_most = sent.at_most if sent.at_most not in (None, wishes.at_most) else None
        until = None if sent.pause_days is None else now + sent.pause_days * DAY if sent.pause_days else 0
        until = None if until == 0 and wishes.paused_until <= now else until
        language = sent.language if sent.language in NAMES and sent.language != before.language else None
        if at_most is None and until is None and language is None:
            return None
        identity = stable_id("wishes", key, str(at_most), str(until), str(language), str(now))
        return PreferencesChanged(
            key=key,
            id=identity,
            at=now,
            received_at=now,
            at_most=at_most,
            paused_until=until,
            language=language,
            source=PAGE,
            proof=proof,
        )

    def _language(self, person: Person, visitor: Visitor) -> str:
        default = self._ctx.published().workspace.language
        return language_of(*languages_said(person), accepted(visitor.languages), default)

    def _person(self, key: str) -> Person:
        return self._ctx.people.get([key]).get(key) or Person(key, {})

    def _claim(self, token: str) -> tuple[Claim, ChannelName]:
        try:
            claim = self._ctx.signer.verify(UNSUBSCRIBE, token)
        except Invalid:
            claim = None
        channel = channel_named(claim.channel) if claim else None
        if claim is None or channel is None:
            raise Missing("link_invalid", "This link was cut or changed. Use the link as it was sent.")
        return claim, channel

    def _count(self, link: str, now: int) -> None:
        begun, count = self._changes.pop(link, (now, 0))
        begun, count = (begun, count + 1) if 0 <= now - begun < MINUTE_MS else (now, 1)
        self._changes[link] = begun, count
        if len(self._changes) > LINKS_COUNTED:
            self._changes.popitem(last=False)
        if count > CHANGES_MAX:
            raise Unavailable("preferences_too_often", "This was changed many times just now. Try again in a minute.")


def masked(address: str) -> str:
    """An address as its owner knows it and a stranger does not: the first letter and the domain, or two digits."""
    local, at, domain = address.rpartition("@")
    if at:
        return f"{local[:1]}•••@{domain}"
    return f"•••{address[-2:]}" if len(address) > 4 else ""

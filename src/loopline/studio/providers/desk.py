"""What people do with providers: list them with how they do, set them up, try them out, take them away."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from loopline.model.channels import SANDBOX_KIND, ChannelName
from loopline.model.errors import Conflict, Invalid, Missing
from loopline.model.mail.attachment import Attachment
from loopline.model.message import Outcome, Rendered
from loopline.providers.registry import installed, provider_kind
from loopline.runtime.dispatch.dispatcher import Dispatcher
from loopline.runtime.dispatch.route import Route
from loopline.runtime.shards.tally import ProviderTrouble
from loopline.studio.providers.directory import ProviderDirectory
from loopline.studio.providers.schemas import (
    ProviderBody,
    ProviderKindLine,
    ProviderKindList,
    ProviderLine,
    ProviderList,
    ProviderState,
    ProviderTestAnswer,
    WarmUpLine,
)
from loopline.studio.providers.tried import answer_of, try_out


class ProviderDesk:
    """Made once by `app.py`."""

    def __init__(self, directory: ProviderDirectory, delivery: Dispatcher) -> None:
        self._directory, self._delivery, self._now = directory, delivery, directory.now
        self.senders: Final = directory.senders
        self.elsewhere: Callable[[], Sequence[ProviderTrouble]] = tuple
        """How other processes that send by them find the providers."""
        self.senders.relays = self._relays

    def listing(self) -> ProviderList:
        """Every provider, and the channels whose messages stay in the sandbox."""
        return ProviderList(tuple(self._lines()), self._delivery.routes.sandboxed)

    @staticmethod
    def kinds() -> ProviderKindList:
        """Every service that is installed, without the sandbox; one that cannot be loaded is left out."""
        return ProviderKindList(tuple(_kinds()))

    async def add(self, body: ProviderBody, by: str) -> None:
        """Set one up; raises as the directory does."""
        await self._directory.add(body, by)

    async def drop(self, name: str, *, to_sandbox: bool = False) -> None:
        """Take one away. Raises Missing `provider_missing`, and Conflict `provider_waited_for` where messages wait that
        would go to the sandbox, and so nowhere, unless that is meant.
        """
        channel = None if to_sandbox else self._directory.leaves_to_sandbox(name)
        if channel is not None and await asyncio.to_thread(self._delivery.has_waiting, channel):
            text = (
                f'Messages wait, and nobody but "{name}" carries {channel}: they would go to the sandbox, and never '
                "leave. Add the next provider first, under another name; or say that they may go to the sandbox."
            )
            raise Conflict("provider_waited_for", text, at="name")
        await self._directory.drop(name)

    async def test(self, name: str, to: str) -> ProviderTestAnswer:
        """Send a test message.

        Raises Missing `provider_missing`, Conflict `provider_sandbox`, Invalid `test_address`.
        """
        route = next((one for one in self._delivery.routes.all if one.name == name), None)
        if route is None:
            raise Missing("provider_missing", "There is no provider of this name; `loopline provider list` shows them.")
        if route.is_sandbox:
            raise Conflict("provider_sandbox", "Nothing leaves the sandbox; add a provider for this channel first.")
        outcome = await try_out(route, to)
        self._delivery.providers.heard(route, outcome)
        return answer_of(outcome)

    async def carry(
        self, channel: ChannelName, parts: Rendered, to: str, attachments: tuple[Attachment, ...] = ()
    ) -> tuple[str, Outcome] | None:
        """Hand one message, with its files, to the first provider of its channel that rests not: its name and answer.

        None: the channel has the sandbox alone, so nothing leaves. The message is in no outbox and in no figure.
        Raises Invalid `test_address`.
        """
        real = [one for one in self._delivery.routes.of(channel) if not one.is_sandbox]
        route = next((one for one in real if not self._delivery.rests(one)), real[0] if real else None)
        if route is None:
            return None
        outcome = await try_out(route, to, parts, attachments)
        self._delivery.providers.heard(route, outcome)
        return route.name, outcome

    def _relays(self) -> list[tuple[str, str]]:
        """The kind of each provider of e-mail, with the host where it is a mail server."""
        routes = self._delivery.routes.of("email")
        return [(one.provider.name, getattr(one.provider, "host", "")) for one in routes if not one.is_sandbox]

    def _lines(self) -> Iterator[ProviderLine]:
        records = self._directory.records()
        for route in self._delivery.routes.all:
            record = records.get(route.name)
            yield ProviderLine(
                name=route.name,
                channel=route.channel,
                kind=route.provider.name,
                origin="record" if record else "environment",
                state=self._state_of(route),
                weight=route.weight,
                a_second=route.a_second,
                news="" if route.is_sandbox else self._directory.news_of(route),
                created_at=record.created_at if record else 0,
                by=record.by if record else "",
                warm_up=self._warm_up(route),
            )

    def _warm_up(self, route: Route) -> WarmUpLine | None:
        now, warmth = self._now(), self._delivery.warmth(route)
        limit = warmth.limit(now)
        return None if limit is None else WarmUpLine(day=warmth.day(now), limit=limit, sent=warmth.sent(now))

    def _state_of(self, route: Route) -> ProviderState:
        if route.is_sandbox:
            return "sandbox"
        if self._delivery.warmth(route).is_paused:
            return "paused"
        place, others = (route.channel, route.name), self.elsewhere()
        if self._delivery.rests(route) or any(place in one.resting for one in others):
            return "resting"
        is_silent = self._delivery.providers.is_silent(route) or any(place in one.silent for one in others)
        return "silent" if is_silent else "ok"


def _kinds() -> Iterator[ProviderKindLine]:
    for scheme in installed():
        try:
            kind = provider_kind(scheme)
        except Invalid:
            continue
        if scheme != SANDBOX_KIND:
            yield ProviderKindLine(scheme, tuple(sorted(kind.channels)), kind.example, kind.unknown_means)

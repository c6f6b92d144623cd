"""The providers of each channel: those that operators set up, and those that the environment names."""

import re
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Final

from msgspec.structs import replace

from loopline.model.channels import CHANNELS, SANDBOX_KIND, ChannelName
from loopline.model.errors import Conflict, Invalid, Missing
from loopline.ports import Provider, Tools
from loopline.providers.registry import connect
from loopline.providers.url import reachable, scheme_of
from loopline.runtime.dispatch.route import Route, Routes
from loopline.runtime.dispatch.shares.lending import SharedBounds
from loopline.runtime.dispatch.warmth import Warmth
from loopline.storage.sql.studio import ProviderTable, StoredProvider
from loopline.studio.providers.schemas import ProviderBody
from loopline.studio.providers.seal import Seal
from loopline.studio.senders.desk import SenderDesk

NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")
PROVIDERS_MAX: Final = 100
WEIGHT_MAX: Final = 1_000
A_SECOND_MAX: Final = 100_000.0
URL_CHARACTERS_MAX: Final = 20_000
TOKEN_BYTES: Final = 18
OWN: Final = tuple(scheme_of(row.own_provider) for row in CHANNELS.values() if row.own_provider)


class ProviderDirectory:
    """Made once by `app.py`. `urls` are those of the environment, by channel; `on_change` takes new routes over."""

    def __init__(
        self,
        table: ProviderTable,
        seal: Seal,
        urls: Mapping[ChannelName, str],
        tools: Tools,
        now: Callable[[], int],
        on_change: Callable[[Routes], Awaitable[None]],
        senders: SenderDesk,
        bounds: SharedBounds | None = None,
    ) -> None:
        """`bounds`: what keeps to the bounds of providers where several processes send by them."""
        self._table, self._seal, self._urls, self._tools, self.now = table, seal, urls, tools, now
        self._on_change, self.senders, self._bounds = on_change, senders, bounds
        self._made: dict[tuple[str, bytes], Provider] = {}
        self._of_environment: dict[ChannelName, Provider] = {}
        self._routes: dict[tuple[object, ...], Route] = {}

    def routes(self) -> Routes:
        """Every provider in its place. The environment's goes first, where it names more than the sandbox.

        Raises Invalid as `connect` does, also `provider_secret_lost`, with the provider's name in `at`.
        """
        records = self._table.all()
        taken = {one.channel for one in records}
        if not self._of_environment:
            self._of_environment = connect(self._urls, self._tools)
        routes = [
            Route(
                provider.name,
                channel,
                provider,
                token=self._token_of(provider.name),
                warmth=self._warmth(channel, provider.name),
                processes=self._processes,
            )
            for channel, provider in self._of_environment.items()
            if channel not in taken or provider.name not in (SANDBOX_KIND, *OWN)
        ]
        for one in records:
            provider = self._provider_of(one)
            routes.append(
                Route(
                    one.name,
                    one.channel,
                    provider,
                    weight=one.weight,
                    a_second=one.a_second,
                    token=one.token,
                    rate=self._bounds.rate(one.channel, one.name, one.a_second) if self._bounds else None,
                    warmth=self._warmth(one.channel, one.name),
                    processes=self._processes,
                )
            )
        self._made = {(one.name, one.sealed_url): self._made[one.name, one.sealed_url] for one in records}
        return Routes(self._as_before(routes))

    @property
    def _processes(self) -> int:
        return self._bounds.processes if self._bounds else 1

    def _warmth(self, channel: ChannelName, name: str) -> Callable[[], Warmth] | None:
        return partial(self._bounds.warmth, channel, name) if self._bounds else None

    def _as_before(self, routes: Sequence[Route]) -> list[Route]:
        """The routes, those that have not changed being the same ones, which keep their walls, rests and rates.

        Raises Conflict `provider_taken` where two of a channel have one name.
        """
        keyed: dict[tuple[object, ...], Route] = {}
        names: set[tuple[str, str]] = set()
        for one in routes:
            if (one.channel, one.name) in names:
                text = f'Both the environment and a record have a provider "{one.name}"; remove one of them.'
                raise Conflict("provider_taken", text, at=one.name)
            names.add((one.channel, one.name))
            place = (one.name, one.channel, id(one.provider), one.weight, one.a_second, one.token)
            keyed[place] = self._routes.get(place, one)
        self._routes = keyed
        return list(keyed.values())

    def records(self) -> dict[str, StoredProvider]:
        """What operators have set up, by name."""
        return {one.name: one for one in self._table.all()}

    def news_of(self, route: Route) -> str:
        """The address at which its provider tells what became of messages; it holds the provider's secret token."""
        return self._news_at(route.name, route.token) if route.token else ""

    async def add(self, body: ProviderBody, by: str) -> None:
        """Set a provider up; it carries from now on.

        Raises Invalid `provider_name_invalid`, `provider_bound` and what its kind finds wrong, Conflict
        `provider_taken`.
        """
        known = self._table.all()
        if not NAME.fullmatch(body.name):
            text = "A provider's name has small letters, digits and hyphens, begins with a letter, and 40 at most."
            raise Invalid("provider_name_invalid", text, at="name")
        if not 0 <= (body.weight or 0) <= WEIGHT_MAX or not 0 <= body.a_second <= A_SECOND_MAX:
            text = f"The weight is 0 to {WEIGHT_MAX}, the rate 0 to {A_SECOND_MAX:.0f} messages a second."
            raise Invalid("provider_bound", text, at="weight")
        if len(known) >= PROVIDERS_MAX or len(body.url) > URL_CHARACTERS_MAX:
            raise Invalid("provider_bound", f"There are {PROVIDERS_MAX} providers at most; remove one.", at="name")
        is_taken = any(one.name == body.name for one in known) or body.name in map(scheme_of, self._urls.values())
        if is_taken:
            raise Conflict(
                "provider_taken", f'There is a provider "{body.name}" already; choose another name.', at="name"
            )
        weight = body.weight if body.weight is not None else int(all(one.channel != body.channel for one in known))
        token = secrets.token_urlsafe(TOKEN_BYTES)
        stored = StoredProvider(
            name=body.name,
            channel=body.channel,
            sealed_url=self._seal.close(body.url),
            token=token,
            weight=weight,
            a_second=body.a_second,
            place=1 + max((one.place for one in known), default=0),
            created_at=self.now(),
            by=by,
        )
        self._provider_of(stored)
        self._table.add(stored)
        await self._on_change(self.routes())

    def leaves_to_sandbox(self, name: str) -> ChannelName | None:
        """The channel that the sandbox alone would carry without this provider; None where another one does."""
        records = self.records()
        gone = records.get(name)
        if gone is None or any(one.channel == gone.channel for one in records.values() if one.name != name):
            return None
        left = self._of_environment.get(gone.channel)
        return gone.channel if left is None or left.name == SANDBOX_KIND else None

    async def drop(self, name: str) -> None:
        """Take a provider away; what it has in hand ends first. Raises Missing `provider_missing`."""
        if not self._table.drop(name):
            raise Missing("provider_missing", "No provider that was added has this name; `loopline provider list`.")
        await self._on_change(self.routes())

    def _provider_of(self, one: StoredProvider) -> Provider:
        place = one.name, one.sealed_url
        if place not in self._made:
            url = self._seal.open(one.sealed_url, one.name)
            news = self._news_at(one.name, one.token) if reachable(self._tools.public_url) else ""
            try:
                made = connect({one.channel: url}, replace(self._tools, hook_url=news))
            except Invalid as error:
                raise type(error)(
                    error.code, f'{error.text} (Provider "{one.name}".)', at=one.name
                ) from error.__cause__
            self._made[place] = made[one.channel]
        return self._made[place]

    def _news_at(self, name: str, token: str) -> str:
        return f"{self._tools.public_url}/in/{name}/{token}"

    def _token_of(self, kind: str) -> str:
        return self._tools.secret(f"in-{kind}", lambda: secrets.token_urlsafe(TOKEN_BYTES))

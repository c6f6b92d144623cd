"""The providers of each channel, in the order in which they are tried, and which of them a message goes to."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import blake2b
from hmac import compare_digest
from typing import Final

from loopline.model.channels import CHANNEL_NAMES, CHANNELS, SANDBOX_KIND, ChannelName, parse_channel
from loopline.model.records import OutboxRow
from loopline.ports import Provider
from loopline.runtime.dispatch.shares.rate import Rate, RateLimit
from loopline.runtime.dispatch.warmth import Warmth

TRIED_MAX: Final = 20_000
"""So many messages are remembered with the providers that would not take them; of others all are tried again."""


class Route:
    """A provider as it is set up for one channel.

    `name` stands in attempts, facts and metrics. Of a channel's routes those with a `weight` share what begins; one
    with 0 gets what others would not take. `a_second` bounds its messages, 0 does not.
    """

    def __init__(
        self,
        name: str,
        channel: ChannelName,
        provider: Provider,
        *,
        weight: int = 1,
        a_second: float = 0.0,
        token: str = "",
        rate: Rate | None = None,
        warmth: Callable[[], Warmth] | None = None,
        processes: int = 1,
    ) -> None:
        """`rate` and `warmth` keep to the bounds where several `processes` send to this provider."""
        self.name, self.channel, self.provider = name, channel, provider
        self.weight, self.a_second, self.token = weight, a_second, token
        self.processes: Final = processes
        self.rate: Final = rate or RateLimit(a_second)
        self.warmth: Final = warmth or (lambda: Warmth(name))

    @property
    def is_sandbox(self) -> bool:
        """Whether what it takes never leaves."""
        return self.provider.name == SANDBOX_KIND

    @property
    def is_own(self) -> bool:
        """Whether it is what the channel has of its own, which nobody has set up."""
        return CHANNELS[self.channel].own_provider.partition(":")[0] == self.provider.name


class Routes:
    """All of them. Belongs to the event loop; may be read from any thread."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self.all: Final = tuple(routes)
        self.by_channel: dict[str, list[Route]] = {}
        for route in routes:
            self.by_channel.setdefault(route.channel, []).append(route)
        self._tried: OrderedDict[str, tuple[str, ...]] = OrderedDict()

    @property
    def sandboxed(self) -> tuple[ChannelName, ...]:
        """The channels whose messages never leave."""
        return tuple(name for name in CHANNEL_NAMES if any(one.is_sandbox for one in self.of(name)[:1]))

    @property
    def providers(self) -> list[Provider]:
        """Each once, though it may carry several channels."""
        return _providers_of(self.all)

    def of_kind(self, kind: str) -> list[Provider]:
        """The providers of this kind."""
        return [one for one in self.providers if one.name == kind]

    def by_token(self, name: str, token: str) -> list[Provider]:
        """The provider with this name, if the token is its own."""
        given = token.encode("utf-8", "replace")
        found = [
            one for one in self.all if one.name == name and one.token and compare_digest(given, one.token.encode())
        ]
        return _providers_of(found)

    def of(self, channel: str) -> Sequence[Route]:
        """The routes of a channel in their order."""
        return self.by_channel.get(channel, ())

    def named(self, channel: str, name: str) -> Route | None:
        """The route of a channel that has this name; the first one where a message does not say whose it is."""
        routes = self.of(channel)
        return next((one for one in routes if one.name == name or not name), None)

    def choose(self, row: OutboxRow, rests: Iterable[str] = ()) -> Route | None:
        """Where a message goes now; None when its channel has nobody, or nobody who may have it.

        A message that one of them may have goes to no other. Else those come first that have not refused it and do not
        rest just now.
        """
        routes = self.of(row.message.channel)
        if row.provider:
            return self.named(row.message.channel, row.provider)
        if len(routes) < 2:
            return routes[0] if routes else None
        tried, resting = self._tried.get(row.message.key, ()), set(rests)
        ordered = _by_weight(routes, row.message.key)
        for group in (
            [one for one in ordered if one.name not in tried and one.name not in resting],
            [one for one in ordered if one.name not in resting],
            ordered,
        ):
            if group:
                return group[0]
        return None

    def others(self, row: OutboxRow, route: Route, rests: Iterable[str] = ()) -> bool:
        """Whether another one may take now what this one will not: one that rests would send it back here at once."""
        passed = (*self._tried.get(row.message.key, ()), route.name, *rests)
        return any(one.name not in passed for one in self.of(route.channel))

    def note_tried(self, key: str, route: Route) -> None:
        """It would not take this message now; when all were tried, all may be tried again."""
        tried = {*self._tried.pop(key, ()), route.name}
        if len(tried) < len(self.of(route.channel)):
            self._tried[key] = tuple(tried)
        if len(self._tried) > TRIED_MAX:
            self._tried.popitem(last=False)

    def forget(self, key: str) -> None:
        """The message has come to its end."""
        if self._tried:
            self._tried.pop(key, None)


def _providers_of(routes: Iterable[Route]) -> list[Provider]:
    return list({id(one.provider): one.provider for one in routes}.values())


def _by_weight(routes: Sequence[Route], key: str) -> list[Route]:
    """Those with a weight first, the one that this message falls to before the others; the same one each time."""
    weighted = [one for one in routes if one.weight > 0]
    rest = [one for one in routes if one.weight <= 0]
    total = sum(one.weight for one in weighted)
    if len(weighted) > 1:
        place = int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") % total
        for number, one in enumerate(weighted):
            place -= one.weight
            if place < 0:
                weighted = [one, *weighted[:number], *weighted[number + 1 :]]
                break
    return weighted + rest


def single_routes(channels: Mapping[str, Provider]) -> Routes:
    """One provider a channel, each under the name of its kind."""
    return Routes([Route(provider.name, parse_channel(channel), provider) for channel, provider in channels.items()])

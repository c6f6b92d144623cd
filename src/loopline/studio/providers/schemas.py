"""Providers as the API shows and takes them. No secret is ever shown."""

from typing import Literal

from msgspec import Struct

from loopline.model.channels import ChannelName

ProviderOrigin = Literal["record", "environment"]
ProviderState = Literal["ok", "resting", "silent", "sandbox", "paused"]
"""`resting`: it takes no messages just now and is asked again soon. `silent`: it has answered nothing for long.
`paused`: the workspace says so."""


class WarmUpLine(Struct, frozen=True, kw_only=True):
    """Where a provider stands in its warm-up: the day of its plan, what it may get on it (UTC) and what it has had."""

    day: int
    limit: int
    sent: int


class ProviderLine(Struct, frozen=True, kw_only=True):
    """One provider of a channel. Of those with a `weight` each begins its share; one with 0 gets what others will not.

    `kind` is the scheme of its URL, `a_second` the most messages it gets a second (0: no bound), and `news` the address
    at which it tells what became of messages: it holds a secret, so show it to the provider alone. `warm_up` is there
    while a plan of the workspace holds for it.
    """

    name: str
    channel: ChannelName
    kind: str
    origin: ProviderOrigin
    state: ProviderState
    weight: int
    a_second: float
    news: str
    created_at: int = 0
    by: str = ""
    warm_up: WarmUpLine | None = None


class ProviderList(Struct, frozen=True):
    """All providers, in the order in which they are asked; and the channels that only the sandbox carries."""

    providers: tuple[ProviderLine, ...]
    sandboxed: tuple[ChannelName, ...]


class ProviderKindLine(Struct, frozen=True):
    """A service that is installed. `example` is a URL of this kind: what it names in capitals is yours to fill in.

    `unknown_means` says when nobody knows what became of a message that was handed to it.
    """

    kind: str
    channels: tuple[ChannelName, ...]
    example: str
    unknown_means: str


class ProviderKindList(Struct, frozen=True):
    """Every service that can carry messages, by name."""

    kinds: tuple[ProviderKindLine, ...]


class ProviderBody(Struct, frozen=True, kw_only=True):
    """A provider to set up. `url` is as its kind writes it, with its secrets; it is kept sealed and never shown.

    `weight` is 1 for the first one of a channel and 0 for others, unless it is said.
    """

    name: str
    channel: ChannelName
    url: str
    weight: int | None = None
    a_second: float = 0.0


class ProviderTestBody(Struct, frozen=True):
    """Where to send a message, to see whether a provider carries it."""

    to: str


class ProviderTestAnswer(Struct, frozen=True):
    """What the provider said of it. `code` and `reason` say what to do where it was not accepted."""

    result: Literal["accepted", "deferred", "refused", "unknown"]
    code: str = ""
    reason: str = ""
    provider_id: str = ""

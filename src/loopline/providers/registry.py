"""The providers that are installed: a provider is a URL scheme, and the entry points say whose class it is."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Final

from msgspec.structs import replace

from loopline.model.channels import ChannelName
from loopline.model.errors import Conflict, Invalid
from loopline.ports import Provider, ProviderKind, Tools
from loopline.providers.url import hook_url, scheme_of

GROUP: Final = "loopline.providers"


@cache
def installed() -> dict[str, EntryPoint]:
    """The entry points of every package in this environment, by scheme, in the order of the alphabet.

    Raises Conflict `provider_twice` when two packages claim one scheme: which of them carried would be chance.
    """
    found: dict[str, EntryPoint] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value)):
        other = found.setdefault(point.name, point)
        if other.value != point.value:
            text = f"Both {other.value} and {point.value} want to be {point.name}://; uninstall one of the packages."
            raise Conflict("provider_twice", text)
    return found


def provider_kind(scheme: str) -> ProviderKind:
    """The class behind a scheme. Raises Invalid `provider_unknown`, which lists the schemes there are."""
    point = installed().get(scheme)
    if point is None:
        what = f'No provider is called "{scheme}"' if scheme else "A provider is written as a URL, scheme://..."
        raise Invalid("provider_unknown", f"{what}; there are: {', '.join(installed())}.")
    try:
        kind: ProviderKind = point.load()
    except (ImportError, AttributeError) as error:
        text = f"{point.value}, which is {scheme}://, cannot be loaded ({error}). Install its package again."
        raise Invalid("provider_broken", text) from error
    return kind


def connect(urls: Mapping[ChannelName, str], tools: Tools) -> dict[ChannelName, Provider]:
    """The provider of each channel; channels with one URL share one. Nothing is opened yet.

    Raises Invalid, with the channel in `at`: `provider_unknown`, `provider_channel`, and what `from_url` finds wrong.
    """
    made: dict[str, Provider] = {}
    found: dict[ChannelName, Provider] = {}
    for channel, url in urls.items():
        try:
            if url not in made:
                scheme = scheme_of(url)
                lent = tools if tools.hook_url else replace(tools, hook_url=hook_url(tools.public_url, scheme))
                made[url] = provider_kind(scheme).from_url(url, lent)
            found[channel] = _carrying(channel, made[url])
        except Invalid as error:
            raise type(error)(error.code, error.text, at=channel) from error.__cause__
    return found


def _channels_of(scheme: str) -> frozenset[ChannelName]:
    """None for one that is broken: it is not the one that was asked for."""
    try:
        return provider_kind(scheme).channels
    except Invalid:
        return frozenset()


def _carrying(channel: ChannelName, provider: Provider) -> Provider:
    if channel not in provider.channels:
        others = [scheme for scheme in installed() if channel in _channels_of(scheme)]
        raise Invalid(
            "provider_channel",
            f"{provider.name} carries {', '.join(sorted(provider.channels))} and not {channel}; "
            f"these do: {', '.join(others)}.",
        )
    return provider

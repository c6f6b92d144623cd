"""The workspace's rules of delivery: how fast to which domain, how much a day from a new provider."""

from typing import Final

from msgspec import Struct

RULES_MAX: Final = 100
"""So many rules of one kind."""

DOMAINS_MAX: Final = 200
"""So many domains share one budget."""

EVERY_OTHER: Final = "*"
"""Each domain that no rule names, by itself."""


class DomainRate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """At most `limit` mails to these domains together within any such stretch of time, by each provider.

    `*.example.com` is every domain below it, and `*` each domain that no rule names, by itself. With `provider` it
    holds for the provider of this name alone.
    """

    domains: tuple[str, ...]
    limit: int
    within: str = "1m"
    provider: str = ""


class WarmUp(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The most messages that a new provider gets a day (UTC), from the day `starts` on.

    `days` has those of the first days. With `growth` the last of them grows by it each day until `most`, where the plan
    ends; without, it ends with `days`.
    """

    provider: str
    starts: str
    days: tuple[int, ...]
    growth: float = 0.0
    most: int = 0


class AutoPause(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """When a journey, or a provider, is paused whose e-mails are received badly: percent of its last stretch of time.

    0 watches for nothing. Nothing is said of fewer mails than `at_least`, and those in `spare` go on.
    """

    bounces: float = 0.0
    complaints: float = 0.0
    within: str = "1d"
    at_least: int = 200
    spare: tuple[str, ...] = ()


class DeliveryRules(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What holds of all messages on their way, whoever decided them. Providers in `paused` are given nothing."""

    domain_rates: tuple[DomainRate, ...] = ()
    warm_ups: tuple[WarmUp, ...] = ()
    auto_pause: AutoPause = AutoPause()
    auto_pause_providers: AutoPause = AutoPause()
    paused: tuple[str, ...] = ()

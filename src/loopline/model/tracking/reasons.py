"""The reasons of facts about the quality of the data that comes in."""

from typing import Literal

QualityReason = Literal[
    "trait_type",
    "trait_limit",
    "trait_late",
    "score_of_nobody",
    "person_too_big",
    "account_too_big",
    "list_limit",
    "zone_unknown",
    "consent_limit",
    "signal_failed",
    "person_set_aside",
    "signals_unreadable",
    "id_trimmed",
    "time_future",
    "time_unreadable",
    "alias_refused",
    "link_limit",
    "consent_refused",
    "address_refused",
    "event_reserved",
    "device_limit",
    "device_moved",
    "amount_currency",
    "amount_text",
    "amount_unreadable",
    "declared_read",
    "declared_type",
    "declared_missing",
    "event_stopped",
    "volume_off",
    "property_vanished",
    "property_drifted",
    "events_late",
    "trigger_silent",
]
"""The oddities of incoming data that become facts; the refusals are of what a browser's key may not say."""

PlanReason = Literal[
    "event_stopped", "volume_off", "property_vanished", "property_drifted", "events_late", "trigger_silent"
]
"""Those that are alarms of the tracking plan: they last until they are over."""

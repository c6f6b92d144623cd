"""Why an entry gets no place in a journey whose entries are limited."""

from typing import Literal

AdmissionReason = Literal[
    "already_waiting",
    "entry_total",
    "entry_rate",
    "queue_full",
    "entries_lost",
    "waited_too_long",
    "taken_out",
    "journey_stopped",
]

"""When it happened, whatever the sender's clock shows."""

import json

import pytest

from loopline.signals.dialects.segment import read

NOW = 1_795_000_060_000
"""2026-11-18T11:07:40Z."""

MESSAGE = {"type": "track", "userId": "ann", "event": "e"}


@pytest.mark.parametrize(
    ("stamp", "sent", "at"),
    [
        (None, None, NOW),
        ("2026-11-18T11:06:40Z", None, NOW - 60_000),
        ("2026-11-18T11:06:40", None, NOW - 60_000),
        ("2026-11-18T12:06:40.250+01:00", None, NOW - 59_750),
        ("2026-11-18T11:08:40Z", None, NOW),
        # The sender's clock is an hour fast: what it did ten seconds before sending, it did ten seconds ago.
        ("2026-11-18T12:07:30Z", "2026-11-18T12:07:40Z", NOW - 10_000),
        # An hour slow, and the same.
        ("2026-11-18T10:07:30Z", "2026-11-18T10:07:40Z", NOW - 10_000),
        # Kept in a queue for two days, by a sender whose clock is right.
        ("2026-11-16T11:07:40Z", "2026-11-18T11:07:40Z", NOW - 2 * 86_400_000),
        # Done after it was sent: a lie, so now.
        ("2026-11-18T12:07:50Z", "2026-11-18T12:07:40Z", NOW),
        # A senseless sentAt is passed over.
        ("2026-11-18T11:06:40Z", "soon", NOW - 60_000),
        ("2026-11-18T11:06:40Z", "0001-01-01T00:00:00Z", NOW - 60_000),
        ("2026-11-18T11:06:40Z", 12, NOW - 60_000),
        # Before the epoch once it is set right: the epoch.
        ("1970-01-01T00:00:01Z", "2090-01-01T00:00:00Z", 0),
    ],
)
def test_when_it_happened(stamp: str | None, sent: object, at: int) -> None:
    whole_batch = {"batch": [MESSAGE | {"timestamp": stamp}], "sentAt": sent}
    alone = {"batch": [MESSAGE | {"originalTimestamp": stamp, "sentAt": sent}]}
    for body in (whole_batch, alone):
        (signal,) = read(json.dumps(body).encode(), NOW).signals
        assert signal.at == at

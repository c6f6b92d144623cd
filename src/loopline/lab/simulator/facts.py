"""Facts as they were stored, read back."""

from typing import Any, Final

import msgspec

from loopline.model.fact import Fact


class RecordedFact(Fact, frozen=True):
    """A fact with its data decoded: JSON of many shapes, hence Any."""

    data: Any = None


OUTGOING: Final = ("message", "called")
"""Kinds of fact that put something into the outbox."""
read_facts: Final = msgspec.json.Decoder(RecordedFact)

"""A pigeon that carries e-mail, and remembers where it flew: a provider of tests alone."""

from collections.abc import Sequence

from loopline.model.channels import ChannelName
from loopline.model.message import Dispatch, Outcome
from tests.providers.pigeon import Pigeon

FLOWN: list[tuple[str, str]] = []
"""The message's key and its address, of each mail that left."""


class Gull(Pigeon):
    """Believes what a pigeon believes."""

    name = "gull"
    channels: frozenset[ChannelName] = frozenset({"email"})
    example = "gull://:SECRET@LOFT"

    async def send(self, batch: Sequence[Dispatch]) -> list[Outcome]:
        FLOWN.extend((one.outgoing.key, one.outgoing.address) for one in batch)
        return await super().send(batch)

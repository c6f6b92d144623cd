"""Publishes into a record of several shards, but for what counts by shard."""

from collections.abc import Sequence

from loopline.model.errors import Conflict
from loopline.model.journey import Document, Journey, Workspace
from loopline.runtime.upkeep.publisher import Publisher


class CrewPublisher(Publisher):
    """A warm-up plan is refused."""

    async def _publish(
        self, documents: Sequence[Document], reason: str, by: str
    ) -> tuple[list[int], list[tuple[Journey, int]]]:
        """Raises Conflict `shards_warm_up` for a plan that each shard would count by itself."""
        if any(isinstance(one, Workspace) and one.delivery.warm_ups for one in documents):
            text = "A warm-up plan counts the messages of a day, and each shard would count its own: leave it out."
            raise Conflict("shards_warm_up", text, at="delivery.warm_ups")
        return await super()._publish(documents, reason, by)

"""Takes scores of a tenant's own models into the log."""

from loopline.signals.scores.posted import read_scores
from loopline.studio.context import StudioContext
from loopline.studio.models import schemas as shape


class ScorePost:
    """Coroutines of the app's event loop."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx = ctx

    async def take(self, body: bytes) -> shape.ScoresTaken:
        """Durable when it returns. Raises Invalid and TooLarge for a request that cannot be read, Unavailable."""
        read = read_scores(body, self._ctx.clock.now())
        if read.signals:
            await self._ctx.accept(read.signals)
        return shape.ScoresTaken(read.messages, read.errors)

"""Recovers a message that was being sent when the process stopped."""

from collections.abc import Callable, Mapping

from loopline.model.message import Outcome, Unknown
from loopline.model.records import OutboxRow
from loopline.model.signal import AttemptAnswered
from loopline.pipeline.attempts import recover
from loopline.ports import Clock, Provider


async def recovered(
    row: OutboxRow, channels: Mapping[str, Provider], clock: Clock, on_error: Callable[[BaseException], None]
) -> AttemptAnswered:
    """The answer for it, by its provider's policy: ask, send again or hold."""
    channel = channels.get(row.message.channel)
    policy = channel.unknown_policy if channel else "hold"
    outcome = await _ask(channel, row.message.key, on_error) if channel and policy == "ask" else None
    return recover(row, policy, outcome, clock.now())


async def _ask(channel: Provider, key: str, on_error: Callable[[BaseException], None]) -> Outcome:
    """Asks what became of a message; a provider that cannot say it now keeps no other message from being sent."""
    try:
        return await channel.ask(key)
    except Exception as error:
        on_error(error)
        return Unknown(f"the channel failed: {type(error).__name__}")

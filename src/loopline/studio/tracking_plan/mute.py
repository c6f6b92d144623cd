"""Mutes an event: a change of the workspace, so it stands in its history, with who did it."""

from functools import partial

from msgspec.structs import replace

from loopline.model.errors import Invalid
from loopline.model.journey import Workspace
from loopline.model.tracking.declared import EVENTS_MAX, DeclaredEvent
from loopline.signals.quality import NAME_CHARACTERS_MAX
from loopline.studio.context import StudioContext


class PlanMutes:
    """Coroutines of the app's event loop."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx = ctx

    async def set(self, event: str, *, muted: bool, by: str) -> int:
        """The version of the workspace in which the event is muted, or is no more. Raises Invalid `declared_name`."""
        if not 0 < len(event) <= NAME_CHARACTERS_MAX or "\0" in event:
            raise Invalid("declared_name", f"Name an event, in at most {NAME_CHARACTERS_MAX} characters.", at="event")
        reason = f'The event "{event}" {"raises no alarm any more" if muted else "raises alarms again"}.'
        return await self._ctx.publisher.change_workspace(partial(_changed, event, muted), reason=reason, by=by)


def _changed(event: str, muted: bool, workspace: Workspace) -> Workspace:
    events = dict(workspace.tracking.events)
    declared = replace(events.get(event, DeclaredEvent()), muted=muted)
    if declared == DeclaredEvent():
        events.pop(event, None)
    elif event not in events and len(events) >= EVENTS_MAX:
        raise Invalid("declared_bound", f"At most {EVENTS_MAX} events are declared or muted: take one out.", at="event")
    else:
        events[event] = declared
    return replace(workspace, tracking=replace(workspace.tracking, events=events))

"""Operators' alarms, put together for app.py: what is looked at, and where it is told."""

from collections.abc import Callable, Sequence

from loopline.api.monitoring import Look
from loopline.logs import log
from loopline.model.errors import Unavailable
from loopline.ports import Clock
from loopline.providers.alarms.destinations import destinations
from loopline.runtime.alarms.decide import Trouble
from loopline.runtime.alarms.watch import AlarmWatch
from loopline.runtime.upkeep.stranded import Stranded
from loopline.runtime.vitals import HealthReport
from loopline.settings import Settings


def alarm_watch(
    settings: Settings, clock: Clock, report: Callable[[], HealthReport], on_error: Callable[[BaseException], None]
) -> AlarmWatch:
    """The watch over what health says. Raises Invalid as `destinations` does, for a setting that is none."""
    urls, allow_private = settings.alarms.get_secret_value(), settings.allow_private_webhooks
    look = Look(lambda: report().troubles)

    async def troubles() -> Sequence[Trouble]:
        try:
            return await look.take()
        except Unavailable as error:  # a disk that hangs holds up the look, and no alarm
            return (Trouble("stores", str(error)),)

    return AlarmWatch(destinations(urls, allow_private=allow_private), troubles, clock, on_error)


def warn_of_stranded(one: Stranded) -> None:
    """Somebody was found whom nothing would wake."""
    log.warning("stranded", enrollment=one.enrollment, journey=one.journey, node=one.node, why=one.why)

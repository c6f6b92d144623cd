"""The fate of a test alarm."""

from msgspec import Struct

from loopline.runtime.alarms.watch import AlarmAnswer


class AlarmTestAnswer(Struct, frozen=True):
    """Its fate at each destination, in the order of LOOPLINE_ALARMS."""

    destinations: tuple[AlarmAnswer, ...]

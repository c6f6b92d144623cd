"""The signals about the data that comes in: what was odd about a message, and what is not as usual of all of it."""

from typing import Literal

from loopline.model.signals.header import SignalHeader
from loopline.model.signals.scores import ScoreStated
from loopline.model.tracking.reasons import PlanReason, QualityReason

EndReason = Literal["", "back", "learned", "muted", "forgotten"]
"""Why an alarm is over: all is as usual again; this is what is usual now; an operator wants to hear no more of it; it
has not been seen for so long that nothing is expected."""


class DataNoted(SignalHeader, frozen=True, kw_only=True, gc=False, tag="noted", array_like=True):
    """Something was odd about a message of this person, which was taken all the same: `name` says what it is about."""

    reason: QualityReason
    name: str
    was: str = ""
    now: str = ""


class PlanAlarmed(SignalHeader, frozen=True, kw_only=True, gc=False, tag="alarmed", array_like=True):
    """An alarm of the tracking plan began, or ended where `ended` says why.

    `name` is the event, or the journey of a trigger; `field` its property, or the trigger's name. `since` is when it
    began (ms).
    """

    reason: PlanReason
    name: str
    field: str
    since: int
    expected: str
    seen: str
    ended: EndReason = ""


ToldSignal = DataNoted | ScoreStated
"""What is told of a person without her having done or said anything."""

"""Frequency caps of the workspace, and the limits that a cap tries on people to learn what one more message does."""

from typing import Annotated, Literal

from msgspec import Struct

from loopline.model.channels import ChannelName
from loopline.model.choices import one_of
from loopline.model.entry.goal import MeasuredGoal

CapPeriod = Literal["day", "week", "month"]


class Reserve(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """So many places of a cap are only for journeys of at least this priority."""

    priority: int
    places: int = 1


class CapArm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One of the limits that are tried, on a share of people: its weight in parts of the sum of all weights."""

    name: str
    limit: int
    weight: float = 1.0


class CapExperiment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """People are drawn into arms, each with a limit in the place of the cap's, by a hash that is the same for ever.

    People who are held out of everything are in no arm: for them, as for everybody when the experiment has ended, the
    cap's own `limit` holds. Arms are compared by the `goal` and by who unsubscribes and complains.
    """

    id: str
    arms: tuple[CapArm, ...]
    name: str = ""
    salt: str = ""
    goal: MeasuredGoal | None = None


class Cap(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """At most `limit` messages `within` a rolling window, or `per` day, week or month of the person's own calendar.

    Channel, topic, journey or programme "" counts all of them.
    """

    limit: int
    within: str = ""
    per: Annotated[str, one_of(CapPeriod, or_blank=True)] = ""
    channel: Annotated[str, one_of(ChannelName, or_blank=True)] = ""
    topic: str = ""
    journey: str = ""
    programme: str = ""
    reserve: Reserve | None = None
    experiment: CapExperiment | None = None

"""Checks of an experiment in which nothing is wrong."""

from loopline.learning.lift.guards import DAY_MS, Checks, SampleSplit
from loopline.learning.lift.strata import Stratum
from loopline.learning.stats.moments import ArmCounts

SOUND = Checks(
    entered=(SampleSplit(9_012, 988, 0.1),),
    exposed=(SampleSplit(4_490, 510, 0.1),),
    last_fact_at=10 * DAY_MS,
    before=(Stratum(0.1, ArmCounts(9_012, 270), ArmCounts(988, 29)),),
)

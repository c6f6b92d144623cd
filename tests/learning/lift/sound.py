"""Checks of an experiment in which nothing is wrong."""

from loopline.learning.lift.guards import DAY_MS, Checks, Split
from loopline.learning.lift.strata import Stratum
from loopline.learning.stats.moments import Arm

SOUND = Checks(
    entered=(Split(9_012, 988, 0.1),),
    exposed=(Split(4_490, 510, 0.1),),
    last_fact_at=10 * DAY_MS,
    before=(Stratum(0.1, Arm(9_012, 270), Arm(988, 29)),),
)

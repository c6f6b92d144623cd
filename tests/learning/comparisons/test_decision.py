"""A decision from its own counts; from facts it is replayed in tests/reports/test_decide.py."""

import numpy as np
from msgspec.structs import replace

from loopline.learning.comparisons.decision import Decision, differing, replay_decision, same
from loopline.learning.comparisons.snapshot import verdicts_of
from loopline.learning.lift.plan import DAY_MS, Plan
from tests.calibration.living import Life

LIFE = Life((np.full(30, 100), np.full(30, 100)), 0.5)
SEEN = LIFE.seen((np.full(30, 25), np.full(30, 20)), Plan(ends_at=20 * DAY_MS), 29, 20)
RECORD = Decision("d", "hello", "v1", "", "", 0, "0.1.0", 7, "", SEEN, verdicts_of(SEEN))


def test_the_same_counts_give_the_same_verdict() -> None:
    found = replay_decision(RECORD, SEEN, "0.1.0")
    assert found.agrees and found.differences == () and same(found.now, found.then)


def test_other_facts_and_other_code_are_told() -> None:
    fewer = replace(SEEN, cells=SEEN.cells[:-1])
    assert "2,000 people in the record, 1,900 in the facts" in differing(SEEN, fewer)[0]
    assert not replay_decision(RECORD, fewer, "0.1.0").agrees
    assert differing(SEEN, replace(SEEN, last_fact_at=5))[0] == "What is known of the newest fact is another."
    forged = replace(RECORD, verdicts=replace(RECORD.verdicts, lift=None))
    found = replay_decision(forged, SEEN, "0.2.0")
    assert not found.from_snapshot and "by version 0.1.0, and this is 0.2.0" in found.differences[0]

"""Reports for people: days as dates, arms with rates, and no cause where nobody is held out."""

import msgspec

from loopline.office.reports import answer, iso_day
from loopline.runtime.reporting import ArmReport, FunnelNode, Point, Report

FOUND = Report(
    journey="j",
    version=2,
    enrollments=5,
    entered=4,
    messaged=3,
    messages=6,
    held_out=0,
    converted=2,
    within_ms=1,
    funnel=(FunnelNode("a", "A", "wait", 5, 1, 1, 3, 1.0),),
    exits=(("completed", 3),),
    time_to_convert={"median_ms": 5, "p90_ms": 9, "conversions": 2, "by_day": [[0, 1], [3, 1]]},
    lift=None,
    intention=None,
    over_time=(Point(20_513, 4, 2, 0, 0, 0.5, float("-inf"), float("inf")),),
    arms=(ArmReport("x", "blue", 4, 1, 2.0, 0), ArmReport("x", "red", 0, 0, 0.0, 3)),
    refusals=({"node": "a", "kind": "refused", "reason": "capped", "count": 1},),
    channels=(),
)


def test_a_report_for_people() -> None:
    told = answer(FOUND)
    assert [(arm.name, arm.rate) for arm in told.arms] == [("blue", 0.25), ("red", 0.0)]
    assert (told.attributed, told.incremental) == (2, None)
    assert [(one.from_ms, one.count) for one in told.time_to_convert.histogram] == [(0, 1), (3 * 86_400_000, 1)]
    plain = msgspec.json.decode(msgspec.json.encode(told))
    assert plain["over_time"][0]["day"] == "2026-03-01" and plain["over_time"][0]["high"] is None
    assert plain["funnel"][0]["left"] == 3 and plain["exits"] == [["completed", 3]]


def test_a_day() -> None:
    assert (iso_day(0), iso_day(20_513)) == ("1970-01-01", "2026-03-01")

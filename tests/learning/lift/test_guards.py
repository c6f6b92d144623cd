"""Guards speak up in words, and only about what they were given."""

from loopline.learning.lift.guards import DAY_MS, Checks, SampleSplit, guards, sample_ratio
from loopline.learning.lift.strata import Stratum
from loopline.learning.stats.moments import ArmCounts
from tests.learning.lift.sound import SOUND


def names(checks: Checks, *, passed: bool) -> list[str]:
    return [guard.name for guard in guards(checks, now=11 * DAY_MS) if guard.passed is passed]


def test_sound_data_pass_every_guard() -> None:
    assert names(SOUND, passed=False) == []
    assert names(SOUND, passed=True) == ["sample_ratio", "exposure", "freshness", "before_entry"]


def test_a_check_without_data_is_left_out() -> None:
    assert guards(Checks(), now=0) == ()


def test_each_guard_sees_its_own_fault() -> None:
    faults = {
        "sample_ratio": Checks(entered=(SampleSplit(8_500, 1_500, 0.1),)),
        "exposure": Checks(exposed=(SampleSplit(4_000, 1_000, 0.1),)),
        "freshness": Checks(last_fact_at=8 * DAY_MS),
        "before_entry": Checks(before=(Stratum(0.1, ArmCounts(9_000, 900), ArmCounts(1_000, 20)),)),
    }
    for name, checks in faults.items():
        assert names(checks, passed=False) == [name]


def test_nobody_yet_is_no_fault() -> None:
    assert sample_ratio([SampleSplit(0, 0, 0.1)]).passed


def test_the_text_says_what_was_seen_and_what_was_planned() -> None:
    text = sample_ratio([SampleSplit(8_500, 1_500, 0.1)]).text
    assert "1,500 of 10,000 that entered are held out (15.00%; planned 10.00%)" in text


def test_a_share_that_was_changed_is_judged_by_the_share_of_its_time_and_told() -> None:
    sound = Checks(entered=(SampleSplit(9_000, 1_000, 0.1), SampleSplit(500, 500, 0.5)), unshared=70)
    ratio, told = guards(sound, now=0)
    assert ratio.passed and told.passed
    assert "1,500 of 11,000 that entered are held out (13.64%; planned 13.64%)" in ratio.text
    assert "10 % and 50 %" in told.text and "70 that entered" in told.text
    broken = Checks(entered=(SampleSplit(9_000, 1_000, 0.1), SampleSplit(700, 300, 0.5)))
    assert not guards(broken, now=0)[0].passed

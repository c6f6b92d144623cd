"""Guards speak up in words, and only about what they were given."""

from loopline.learning.guard import DAY_MS, Checks, guards, sample_ratio
from loopline.learning.moments import Arm

SOUND = Checks(
    entered=(9_012, 988),
    exposed=(4_490, 510),
    last_fact_at=10 * DAY_MS,
    salts=1,
    before=(Arm(9_012, 270), Arm(988, 29)),
)


def names(checks: Checks, *, passed: bool) -> list[str]:
    return [guard.name for guard in guards(checks, 0.1, now=11 * DAY_MS) if guard.passed is passed]


def test_sound_data_pass_every_guard() -> None:
    assert names(SOUND, passed=False) == []
    assert names(SOUND, passed=True) == ["sample_ratio", "exposure", "freshness", "assignment", "before_entry"]


def test_a_check_without_data_is_left_out() -> None:
    assert guards(Checks(), 0.1, now=0) == ()


def test_each_guard_sees_its_own_fault() -> None:
    faults = {
        "sample_ratio": Checks(entered=(8_500, 1_500)),
        "exposure": Checks(exposed=(4_000, 1_000)),
        "freshness": Checks(last_fact_at=8 * DAY_MS),
        "assignment": Checks(salts=2),
        "before_entry": Checks(before=(Arm(9_000, 900), Arm(1_000, 20))),
    }
    for name, checks in faults.items():
        assert names(checks, passed=False) == [name]


def test_nobody_yet_is_no_fault() -> None:
    assert sample_ratio((0, 0), 0.1).passed


def test_the_text_says_what_was_seen_and_what_was_planned() -> None:
    text = sample_ratio((8_500, 1_500), 0.1).text
    assert "1,500 of 10,000 that entered are held out (15.00%; planned 10.00%)" in text

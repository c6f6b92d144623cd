"""What operators are told: once when a trouble has settled, once when it is gone for good, together, within bounds."""

from hypothesis import given
from hypothesis import strategies as st

from loopline.model.duration import HOUR, MINUTE
from loopline.runtime.alarms.decide import (
    ALARMS_AN_HOUR,
    CALM_MS,
    LINES_MAX,
    NOTHING_KNOWN,
    SETTLED_MS,
    TROUBLES_MAX,
    Alarm,
    Trouble,
    decide_alarm,
)

LOOK_MS = 10_000


def told(looks: list[set[str]], step: int = LOOK_MS) -> list[tuple[int, Alarm]]:
    """The alarms of these looks, each with its time; a look has the keys of what is wrong."""
    memory, found = NOTHING_KNOWN, list[tuple[int, Alarm]]()
    for number, keys in enumerate(looks):
        now = number * step
        troubles = [Trouble(key, f"{key} since look {number}") for key in sorted(keys)]
        memory, alarm = decide_alarm(memory, troubles, now)
        assert len(memory.known) <= TROUBLES_MAX and len(memory.made_at) <= ALARMS_AN_HOUR
        if alarm is not None:
            found.append((now, alarm))
    return found


def test_a_trouble_is_told_once_and_so_is_its_end() -> None:
    calm = CALM_MS // LOOK_MS + 1
    alarms = told([{"disk"}] * 100 + [set()] * (calm + 50))
    assert [(len(one.began), len(one.ended)) for _, one in alarms] == [(1, 0), (0, 1)]
    assert alarms[0][0] == SETTLED_MS and alarms[1][0] == 100 * LOOK_MS + CALM_MS
    assert alarms[0][1].title == "Loopline: 1 began" and alarms[1][1].text == "Ended: disk since look 99"


def test_what_heals_before_it_settled_is_never_told() -> None:
    assert told([{"blip"}, set()] * 100) == []


def test_a_trouble_that_comes_and_goes_is_one_trouble() -> None:
    alarms = told(([{"relay"}] * 4 + [set()] * 10) * 10)
    assert [(len(one.began), len(one.ended)) for _, one in alarms] == [(1, 0)]


def test_what_is_found_at_one_look_is_told_together_within_a_bound() -> None:
    (_, alarm), *rest = told([{f"trouble {number}" for number in range(500)}] * 4)
    assert not rest and len(alarm.began) == TROUBLES_MAX
    lines = alarm.text.splitlines()
    assert len(lines) == LINES_MAX + 1 and lines[-1] == f"And {TROUBLES_MAX - LINES_MAX} more: see /api/health."
    long = Alarm(("x\n" * 9_000,)).text
    assert len(long) <= 400 and "\n" not in long


def test_alarms_beyond_the_hours_bound_are_told_together_later() -> None:
    step, looks = 2 * SETTLED_MS, list[set[str]]()
    for number in range(40):  # something new each time, and nothing ends
        looks += [{f"t{one}" for one in range(number + 1)}]
    alarms = told([*looks, *[looks[-1]] * (HOUR // step)], step)
    assert len([at for at, _ in alarms if at < HOUR]) == ALARMS_AN_HOUR
    assert sum(len(one.began) for _, one in alarms) == 40
    assert len(alarms) == ALARMS_AN_HOUR + 1 and len(alarms[-1][1].began) == 40 - ALARMS_AN_HOUR


@given(st.lists(st.sets(st.sampled_from("abcd")), max_size=120), st.sampled_from([LOOK_MS, MINUTE, 7 * MINUTE]))
def test_of_each_trouble_begin_and_end_take_turns(looks: list[set[str]], step: int) -> None:
    open_ones: dict[str, int] = {}
    closed_at: dict[str, int] = {}
    for at, alarm in told(looks, step):
        for words in alarm.began:
            key = words[0]
            assert key not in open_ones and at - closed_at.get(key, -HOUR) >= SETTLED_MS
            open_ones[key] = at
        for words in alarm.ended:
            assert at - open_ones.pop(words[0]) >= CALM_MS
            closed_at[words[0]] = at

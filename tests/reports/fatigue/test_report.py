"""The report of a cap that tries several limits: to the unit what a plain recount says, and from the draw of today."""

from random import Random

import pytest

from loopline.model.errors import Missing
from loopline.reports.fatigue.report import cap_words, dose_scope, fatigue_report, tried_caps
from loopline.reports.programmes.draws import PastRules
from tests.reports.fatigue.recount import recount
from tests.reports.fatigue.worlds import LIMITS, Doses, arm_of, lived, published, rules, told
from tests.runtime.parts import DAY, NOON


@pytest.mark.parametrize("seed", range(6))
def test_every_figure_is_that_of_a_plain_recount(seed: int) -> None:
    rng, workspace = Random(seed), rules()
    book = lived(rng, workspace, 150, 30)
    now = NOON + rng.choice((20, 35, 60)) * DAY
    found, own = told(book, now, workspace), recount(book, now)
    assert [(arm.arm, arm.limit) for arm in found.arms] == [("two", 2), ("three", 3), ("five", 5)]
    for arm in found.arms:
        assert (arm.units, arm.pending) == (own[arm.arm, "units"], own[arm.arm, "pending"])
        assert arm.messages == pytest.approx(own[arm.arm, "messages"] / max(1, arm.units) / 2)
    assert {(line.outcome, line.arm) for line in found.lines} == {
        (outcome, arm) for outcome in ("goal", "value", "unsubscribed", "complained") for arm in ("three", "five")
    }
    for line in found.lines:
        for side, name in ((line.side, line.arm), (line.against_side, line.against)):
            assert side.units == own[name, "units"]
            counted = float(side.total) if line.outcome == "value" else side.did
            assert counted == pytest.approx(own[name, line.outcome]), (line.outcome, name)
    assert found.level == pytest.approx(0.05 / 8)


def world(fatigue: float, people: int = 3_000) -> Doses:
    """Each limit gets its messages; the higher ones drive people away with this chance a message beyond two."""
    rng, book, workspace = Random(7), Doses(), rules()
    for number in range(people):
        person = f"p{number}"
        arm, came = arm_of(person, workspace), NOON + rng.randrange(20 * DAY)
        book.differs(person, came, arm)
        keys = [book.gets(person, came + place * DAY) for place in range(LIMITS[arm])]
        if rng.random() < 0.03 + fatigue * (LIMITS[arm] - 2):
            book.answers(person, came + 5 * DAY, "unsubscribed", keys[0])
        if rng.random() < 0.1:
            book.buys(person, came + DAY, 20.0)
    return book


def test_fatigue_that_is_planted_is_found_where_it_is_and_nowhere_else() -> None:
    found = told(world(0.03), NOON + 40 * DAY, rules())
    assert found.verdict == "fatigue" and "drive people away" in found.reason
    verdicts = {(line.outcome, line.arm): line.verdict for line in found.lines}
    assert verdicts["unsubscribed", "five"] == "more"
    assert {verdict for (outcome, _), verdict in verdicts.items() if outcome != "unsubscribed"} <= {
        "no_difference_seen", "not_enough_data",
    }  # fmt: skip
    (line,) = [one for one in found.lines if (one.outcome, one.arm) == ("unsubscribed", "five")]
    assert line.difference is not None and line.difference.low < 0.09 < line.difference.high
    assert [round(arm.messages, 1) for arm in found.arms] == [1.0, 1.5, 2.5]


def test_where_nothing_is_planted_nothing_is_seen_and_it_is_not_called_none() -> None:
    found = told(world(0.0), NOON + 40 * DAY, rules())
    assert found.verdict == "no_fatigue_seen" and "That is not none" in found.reason
    assert {line.verdict for line in found.lines} <= {"no_difference_seen", "not_enough_data"}


def test_a_split_that_chance_does_not_make_takes_every_figure_away() -> None:
    book = Doses()
    for number in range(900):
        book.differs(f"p{number}", NOON + number, "two" if number % 3 else "three")
    found = told(book, NOON + 40 * DAY, rules())
    assert found.verdict == "guard_failed"
    assert all(line.verdict == "guard_failed" and line.difference is None for line in found.lines)
    assert "two 600, three 300, five 0" in found.reason


def test_old_facts_are_no_result() -> None:
    book, now = world(0.03, 200), NOON + 400 * DAY
    facts = book.carried(NOON + 40 * DAY)
    try:
        found = fatigue_report(facts, published(rules()), (PastRules(NOON - DAY, rules()),), "weekly", now)
    finally:
        facts.close()
    assert found.verdict == "guard_failed" and "bring the facts up to date" in found.reason


def test_people_count_from_when_the_limits_are_what_they_are() -> None:
    other = rules(arms=[{"name": "two", "limit": 2}, {"name": "six", "limit": 6}])
    renamed = rules(name="Mails a week")
    past = (
        PastRules(NOON - DAY, rules()),
        PastRules(NOON + 3 * DAY, other),
        PastRules(NOON + 6 * DAY, rules()),
        PastRules(NOON + 8 * DAY, renamed),
    )
    scope = dose_scope(published(renamed), past, "weekly")
    assert (scope.since, scope.changed) == (NOON + 6 * DAY, True), "a name changes nobody's arm"
    book = lived(Random(3), rules(), 150, 12)
    now = NOON + 60 * DAY
    found, own = told(book, now, renamed, past), recount(book, now, NOON + 6 * DAY)
    assert sum(arm.units for arm in found.arms) == sum(own[arm, "units"] for arm in LIMITS)
    assert any("were changed on" in note for note in found.notes)
    whole = dose_scope(published(renamed), (past[0], past[3]), "weekly")
    assert (whole.since, whole.changed) == (NOON - DAY, False)


def test_nobody_yet_is_said_so() -> None:
    found = told(Doses(), NOON + DAY, rules())
    assert found.missing.startswith("Nobody has come") and found.verdict == "not_enough_data"
    assert [arm.units for arm in found.arms] == [0, 0, 0]
    book = Doses()
    book.differs("ann", NOON, "two")
    assert told(book, NOON + DAY, rules()).missing.startswith("Everybody who came so far is of one arm")


def test_an_unknown_experiment_is_missing_and_known_ones_are_listed() -> None:
    with pytest.raises(Missing, match="cap_experiment_missing"):
        dose_scope(published(rules()), (), "monthly")
    (line,) = tried_caps(published(rules(name="Mails a week"))).caps
    assert (line.experiment, line.name, line.arms) == ("weekly", "Mails a week", ("five", "two", "three"))
    assert cap_words(rules().caps[0]) == "messages by email in 7d"


def test_without_a_goal_people_who_leave_are_compared_for_four_weeks() -> None:
    found = told(world(0.0, 300), NOON + 60 * DAY, rules(goal=None))
    assert {line.outcome for line in found.lines} == {"unsubscribed", "complained"}
    assert found.within_ms == 28 * DAY and found.goal == ""

"""Hours as facts have them: people's clicks alone, in their own week, as of a moment, and nothing of later."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from loopline.learning.send_time.hours import HourCounts
from loopline.model.errors import Invalid
from loopline.model.localtime import WEEKDAYS
from loopline.model.scoring.documents import Model, ModelHours
from loopline.reports.models.hours import counted_hours, hours_page, hours_standing, train_hours
from tests.reports.models.mails import DAY, HOUR, MONDAY, Mails

HOURS = Model(id="send_hour", owner="growth", hours=ModelHours(by="plan"), stage="full", expires="2099-01-01")


def of(found: list[HourCounts], person: str) -> HourCounts:
    return next(one for one in found if one.person == person)


def test_clicks_of_people_count_for_the_hour_of_their_own_week_at_which_the_message_left() -> None:
    mails = Mails().person("ann", MONDAY - DAY, "Asia/Tokyo", plan="pro").person("bob", MONDAY - DAY, plan="free")
    mails.sent("ann", MONDAY + 20 * HOUR, "a1", MONDAY + 22 * HOUR)  # Tuesday, 5 in the morning in Tokyo
    mails.sent("ann", MONDAY + 20 * HOUR + 60_000, "a2", MONDAY + 20 * HOUR + 90_000, reason="machine")
    mails.sent("bob", MONDAY + 20 * HOUR, "b1", MONDAY + 2 * DAY)  # a day and more later
    mails.sent("bob", MONDAY + 21 * HOUR, "b2", MONDAY + 22 * HOUR)
    mails.sent("cat", MONDAY + 9 * DAY, "late", MONDAY + 9 * DAY + HOUR)
    found = counted_hours(mails.carried(), HOURS, ["ann", "bob", "cat"], "Europe/Berlin", MONDAY + 9 * DAY + 12 * HOUR)
    assert of(found, "ann") == HourCounts("ann", '"pro"', ((24 + 5, 2, 1),))
    assert of(found, "bob").cells == ((21, 1, 0), (22, 1, 1)), "Berlin stands for who has no zone"
    assert not any(one.person == "cat" for one in found), "its day is not over"


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 20 * 24), st.integers(-1, 60)), max_size=12),
    st.lists(st.tuples(st.integers(0, 20 * 24), st.integers(-1, 60)), max_size=12),
    st.integers(1, 18),
)
def test_nothing_that_comes_at_the_moment_or_later_is_known(
    first: list[tuple[int, int]], second: list[tuple[int, int]], day: int
) -> None:
    cut = MONDAY + day * DAY

    def world(shown: list[tuple[int, int]], all_of_it: bool) -> list[HourCounts]:
        mails = Mails().person("ann", MONDAY - DAY, "Asia/Tokyo", plan="pro")
        for number, (hour, wait) in enumerate(shown):
            at = MONDAY + hour * HOUR
            clicked = at + wait * HOUR if wait >= 0 else None
            if all_of_it or at < cut:
                kept = clicked if clicked is not None and (all_of_it or clicked < cut) else None
                mails.sent("ann", at, f"k{number}", kept)
        if all_of_it:
            mails.person("ann", cut, "America/New_York", plan="free")
        return counted_hours(mails.carried(), HOURS, ["ann"], "UTC", cut)

    both = [*first, *second]
    assert world(both, True) == world(both, False)


def clickers(days: int, people: int = 120) -> Mails:
    """Those with an even number click in the morning, the others in the evening; what is sent goes out at any hour."""
    rng, mails = Random(5), Mails()
    for number in range(people):
        name, peak = f"p{number}", 9 if number % 2 == 0 else 19
        mails.person(name, MONDAY - DAY, plan="pro" if number % 2 == 0 else "free")
        for day in range(days):
            at = MONDAY + day * DAY + rng.randrange(6, 23) * HOUR
            near = abs((at - MONDAY) % DAY // HOUR - peak) <= 1
            mails.sent(name, at, f"{name}-{day}", at + HOUR if rng.random() < (0.5 if near else 0.08) else None)
    return mails


def test_a_model_is_trained_judged_by_the_newest_weeks_and_states_the_hours_of_each() -> None:
    facts, now = clickers(70).carried(), MONDAY + 72 * DAY
    trained = train_hours(facts, HOURS, "UTC", now)
    assert trained.card.is_trusted and trained.card.segments == 2 and trained.card.people == 120
    assert hours_standing(HOURS, trained, now) == "trusted"
    page = hours_page(facts, HOURS, trained, 4, "", "UTC", now)
    assert (page.seen, page.after, len(page.signals)) == (120, "", 120)
    right = 0
    for one in page.signals:
        assert [reason.feature for reason in one.reasons] == list(WEEKDAYS) and one.version == "4"
        peak = 9 if int(one.key[1:]) % 2 == 0 else 19
        right += sum(abs(int(reason.value or 0) - peak) <= 1 for reason in one.reasons)
        day, hour = divmod(one.value, 24)
        best = one.reasons[int(day)]
        assert best.value == hour and best.effect == max(reason.effect for reason in one.reasons)
    assert right / (7 * 120) > 0.9


@pytest.mark.parametrize(("field", "stated"), [({"stage": "shadow"}, 0), ({"expires": "2026-01-01"}, 0)])
def test_a_model_in_the_shadow_or_expired_states_nothing(field: dict[str, str], stated: int) -> None:
    facts, now = clickers(50, 60).carried(), MONDAY + 52 * DAY
    trained = train_hours(facts, HOURS, "UTC", now)
    assert len(hours_page(facts, replace(HOURS, **field), trained, 1, "", "UTC", now).signals) == stated
    assert hours_standing(HOURS, None, now) == "untrained"


def test_a_few_people_teach_no_hours() -> None:
    with pytest.raises(Invalid) as error:
        train_hours(clickers(20, 10).carried(), HOURS, "UTC", MONDAY + 22 * DAY)
    assert error.value.code == "model_few"

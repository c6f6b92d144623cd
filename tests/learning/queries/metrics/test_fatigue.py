"""The dose of each message and what came of it, against a count by hand in Python."""

from hypothesis import given, settings
from hypothesis import strategies as st

from loopline.learning.queries.metrics.fatigue import DOSES_MOST, FATIGUE, WEEK_MS
from tests.reports.models.mails import MONDAY, Mails

HOUR = 3_600_000
SENT = st.tuples(st.sampled_from("ab"), st.integers(0, 30 * 24), st.integers(-1, 9 * 24))


def by_hand(sent: list[tuple[str, int, int]], now: int) -> list[tuple[int, int, int, float]]:
    rows: dict[int, list[tuple[str, bool]]] = {}
    for person, hour, wait in sent:
        at = MONDAY + hour * HOUR
        if at + WEEK_MS > now:
            continue
        dose = sum(one == person and at - WEEK_MS <= MONDAY + other * HOUR <= at for one, other, _ in sent)
        rows.setdefault(min(dose, DOSES_MOST), []).append((person, 0 <= wait * HOUR < WEEK_MS))
    return [
        (dose, len({person for person, _ in own}), len(own), sum(did for _, did in own) / len(own))
        for dose, own in sorted(rows.items())
    ]


@settings(max_examples=25, deadline=None)
@given(st.lists(SENT, max_size=25), st.integers(20, 45))
def test_each_message_counts_by_what_came_in_the_week_up_to_it(sent: list[tuple[str, int, int]], days: int) -> None:
    now = MONDAY + days * 24 * HOUR
    mails = Mails()
    for number, (person, hour, wait) in enumerate(sent):
        at = MONDAY + hour * HOUR
        mails.sent(person, at, f"m{number}", at + wait * HOUR if wait >= 0 else None)
    rows = mails.carried().query(FATIGUE, {"since": 0, "until": 2**53, "now": now})
    assert [tuple(row[:4]) for row in rows] == by_hand([one for one in sent if MONDAY + one[1] * HOUR <= now], now)
    assert all(row[4:] == (0.0, 0.0) or list(row[4:]) == [0.0, 0.0] for row in rows)

"""The pace to each domain: never more than said in any window, in turn, and bounded in memory."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from loopline.model.mail.delivery_rules import DeliveryRules, DomainRate
from loopline.model.records import OutboxRow
from loopline.runtime.dispatch import pace
from loopline.runtime.dispatch.pace import LATEST_SECONDS, PARKED_A_LINE, DomainLine, Pace, paced
from tests.runtime.dispatch.rows import row


def mail(address: str, key: str = "k", *, transactional: bool = False) -> OutboxRow:
    """A message to this address."""
    made = row(key, "mail")
    changed = replace(made.message, address=address, channel="email", transactional=transactional)
    return replace(made, message=changed)


def rules(*rates: DomainRate) -> DeliveryRules:
    """These rates."""
    return DeliveryRules(domain_rates=rates)


def following(*rates: DomainRate, provider: str = "post") -> Pace:
    """A pace by these rates."""
    made = Pace(provider)
    made.follow(rules(*rates))
    return made


@given(
    st.integers(1, 400), st.sampled_from((1.0, 60.0, 3_600.0)), st.lists(st.floats(0.0, 0.3), min_size=1, max_size=400)
)
def test_no_window_ever_has_more_than_the_limit(limit: int, within: float, steps: list[float]) -> None:
    line, now, went = DomainLine(limit, within), 1_000.0, list[float]()
    for step in steps:
        now += step * within
        while line.take(now):
            went.append(now)
    for at in went:
        assert sum(at <= one < at + within * (1 - 1e-9) for one in went) <= limit


def test_what_may_not_go_waits_and_goes_in_its_turn_transactional_ones_first() -> None:
    made = following(DomainRate(domains=("gmail.com", "googlemail.com"), limit=6, within="1m"))
    assert made.lets(mail("a@gmail.com"), 100.0)
    assert not made.lets(mail("b@Googlemail.com.", "b"), 100.0), "they share one budget"
    assert not made.lets(mail("c@gmail.com", "c", transactional=True), 100.0)
    assert made.lets(mail("x@example.com"), 100.0), "nobody else is held up"
    assert made.freed(100.0) == []
    assert made.seconds_left(100.0) == 10.0
    (first,) = made.freed(110.0)
    assert first.message.key == "c" and made.lets(first, 110.0)
    assert [one.message.key for one in made.freed(200.0)] == ["b"]
    assert made.seconds_left(200.0) is None


def test_no_new_one_goes_before_those_who_wait_in_its_line() -> None:
    made = following(DomainRate(domains=("a.test",), limit=600, within="1m"))
    while made.lets(mail("x@a.test", "went"), 100.0):
        pass
    made.drain()
    for key in ("u1", "u2", "u3"):
        assert not made.lets(mail("x@a.test", key, transactional=True), 100.0)
    assert not made.lets(mail("x@a.test", "p1"), 100.0)
    # Nobody looked for a while: several may go at once, and whoever comes now has not waited.
    assert not made.lets(mail("x@a.test", "new"), 100.15), "a plain one, while transactional ones wait"
    assert not made.lets(mail("x@a.test", "u4", transactional=True), 100.15), "nor one of their own sort"
    called = made.freed(100.15)
    assert [one.message.key for one in called] == ["u1", "u2"], "as many as there are slots, in their turn"
    assert [made.lets(one, 100.15) for one in called] == [True, True]
    assert not made.lets(mail("x@a.test", "newer"), 100.21), "a plain one, though a slot is free"
    assert [one.message.key for one in made.freed(100.21)] == ["u3"]
    assert made.lets(mail("x@b.test", "b"), 100.21), "who writes elsewhere waits for nobody"


def test_who_waits_is_not_called_faster_than_may_go_and_all_go_at_the_rate() -> None:
    made = following(DomainRate(domains=("a.test",), limit=60, within="1m"))
    for number in range(41):
        made.lets(mail("x@a.test", f"k{number}"), 0.0)
    queue: list[OutboxRow] = []
    for second in range(1, 20):  # its provider rests: nobody is handed over
        queue += made.freed(float(second))
    assert len(queue) == 1
    went, now = 0, 20.0
    while made.parked or queue:
        went += sum([made.lets(one, now) for one in queue])
        now += 0.5
        queue = made.freed(now)
    assert went == 40 and now < 20.0 + 40 + 2


def test_one_that_is_transactional_goes_before_plain_ones_that_wait() -> None:
    made = following(DomainRate(domains=("a.test",), limit=1, within="1s"))
    assert made.lets(mail("x@a.test", "k"), 0.0) and not made.lets(mail("x@a.test", "p"), 0.0)
    assert made.lets(mail("x@a.test", "u", transactional=True), 1.5)
    assert made.freed(1.5) == [], "nobody is called in vain"
    assert [one.message.key for one in made.freed(2.6)] == ["p"]


def test_the_most_particular_rule_counts_and_a_star_counts_each_domain_by_itself() -> None:
    made = following(
        DomainRate(domains=("*",), limit=1),
        DomainRate(domains=("*.edu", "a.edu"), limit=1),
        DomainRate(domains=("b.edu",), limit=1),
        DomainRate(domains=("c.test",), limit=1, provider="other"),
    )
    gone = [made.lets(mail(f"x@{one}"), 0.0) for one in ("c.test", "d.test", "a.edu", "q.b.edu", "b.edu", "c.test")]
    assert gone == [True, True, True, False, True, False]


def test_a_domain_counts_in_either_of_its_spellings() -> None:
    made = following(DomainRate(domains=("bücher.test", "*.xn--bcher-kva.example"), limit=1))
    texts = ("x@xn--bcher-kva.test", "x@BÜCHER.test", "x@a.bücher.example", "x@bucher.test")
    assert [made.lets(mail(one), 0.0) for one in texts] == [True, False, False, True]


def test_beyond_the_room_in_memory_each_has_a_time_of_its_own_in_the_outbox() -> None:
    made = following(DomainRate(domains=("gmail.com",), limit=60, within="1m"))
    for number in range(1 + PARKED_A_LINE + 100):
        made.lets(mail("a@gmail.com", f"k{number}"), 50.0)
    assert made.parked == PARKED_A_LINE and len(made.late) == 100
    told = paced(made.late, 1_000_000)
    due = [one.next_at or 0 for one in told]
    assert due == sorted(set(due)) and due[0] == 1_000_000 + 66_000
    assert {(one.result, one.code, one.attempt) for one in told} == {("deferred", "domain_rate", 0)}
    urgent = mail("a@gmail.com", "u", transactional=True)
    assert not made.lets(urgent, 50.0) and made.parked == PARKED_A_LINE + 1, "room of its own"


def test_nobody_is_told_to_come_later_than_in_a_day() -> None:
    line = DomainLine(1, 3_600.0)
    assert line.take(0.0)
    waits = [line.seconds_until_turn(0.0, urgent=False) for _ in range(100)]
    assert max(waits) == LATEST_SECONDS and Counter(waits)[LATEST_SECONDS] > 50


def test_many_domains_take_no_more_memory_than_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "LINES_MAX", 100)
    made = following(DomainRate(domains=("*",), limit=1, within="1h"))
    assert made.lets(mail("a@held.test"), 0.0) and not made.lets(mail("b@held.test"), 0.0)
    for number in range(1_000):
        assert made.lets(mail(f"a@d{number}.test"), float(number))
    assert len(made._lines) <= 101
    assert made.parked == 1 and made.freed(1e9), "whoever waits is not forgotten"


def test_other_rules_give_back_what_waited_for_those_of_before() -> None:
    made = following(DomainRate(domains=("a.test",), limit=1))
    made.lets(mail("a@a.test"), 0.0)
    made.lets(mail("b@a.test", "b"), 0.0)
    assert [one.message.key for one in made.follow(rules())] == ["b"]
    assert made.lets(mail("b@a.test"), 0.0) and made.parked == 0


def test_processes_that_share_a_provider_keep_to_the_limit_of_a_domain_together() -> None:
    paces = [Pace("post", 4) for _ in range(4)]
    for one in paces:
        one.follow(rules(DomainRate(domains=("a.test",), limit=10, within="1m")))
    went = sum(
        one.lets(mail(f"{number}@a.test"), float(second)) for second in range(60) for number, one in enumerate(paces)
    )
    assert 4 <= went <= 10

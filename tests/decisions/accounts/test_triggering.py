"""Triggers that ask the account itself: one bit an account, at a publish, at a word, at a wake-up."""

from typing import Any

from loopline.decisions.accounts.triggering import is_account_unasked, is_known, triggers_asked
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.model.accounts.account import Account
from loopline.model.effect import Effect
from loopline.model.entry.account import AccountEntry
from loopline.model.entry.trigger import Trigger
from loopline.model.fact import Fact
from loopline.model.journey import Entry, Journey, Reentry, Segment
from loopline.model.nodes.exit import Exit
from loopline.model.signal import ListChanged, TimerDue
from loopline.pipeline.accounts.account import decide_account

DAY = 86_400_000
ACME = Account(key="@acme", traits={"seats": 3, "renews": "1970-01-11"}, members=("ann",))


def published(*triggers: Trigger) -> PublishedSet:
    entry = Entry(on=(), triggers=triggers, reentry=Reentry(policy="always"), account=AccountEntry())
    journey = Journey(id="j", entry=entry, start="end", nodes={"end": Exit()})
    segment = Segment(id="soon", when="days_until(account.renews) < 3 and account.seats >= 3")
    return publish(publish(PublishedSet(), segment, 1), journey, 1)


def asked(effects: list[Effect]) -> list[tuple[str, int]]:
    return [(one.name, one.at) for one in effects if isinstance(one, Fact) and one.kind == "asked" and not one.person]


def test_what_holds_at_the_publish_enters_or_is_passed_over_as_the_author_says() -> None:
    for existing, names in (("enter", ["account list pilot"]), ("skip", [])):
        live, effects = published(Trigger(account_list="pilot", existing=existing)), list[Effect]()
        account = Account(key="@acme", traits={}, members=("ann",), lists=("pilot",))
        assert is_account_unasked(account, live)
        account, effects = decide_account(account, TimerDue(key="@acme", at=5, received_at=5), live)
        assert [name for name, _ in asked(effects)] == names and not is_account_unasked(account, live)
        assert decide_account(account, TimerDue(key="@acme", at=6, received_at=6), live)[1] == []


def test_an_account_that_nobody_knew_held_nothing_then() -> None:
    live = published(Trigger(account_list="pilot", existing="skip"))
    new = Account(key="@new", traits={})
    assert not is_known(new) and not is_account_unasked(new, live)
    word = ListChanged(key="@new", id="w", at=5, received_at=5, name="pilot", member=True)
    assert asked(decide_account(new, word, live)[1]) == [("account list pilot", 5)]


def test_time_alone_turns_a_segment_at_its_second() -> None:
    live = published(Trigger(account_segment="soon"), Trigger(account_segment="soon", leaves=True))
    account, effects = decide_account(ACME, TimerDue(key="@acme", at=5, received_at=5), live)
    begins = 7 * DAY + 1  # three whole days are left at the beginning of that day
    assert asked(effects) == [] and 0 < (account.wake_at() or 0) <= begins
    while (due := account.wake_at()) is not None and due < begins:
        account, effects = decide_account(account, TimerDue(key="@acme", at=due, received_at=due), live)
        assert asked(effects) == []
    late = TimerDue(key="@acme", at=due or 0, received_at=begins + 3 * DAY)
    assert asked(decide_account(account, late, live)[1])[0][0] == "account segment soon"


def test_a_pause_asks_nobody_and_wakes_nobody() -> None:
    live = published(Trigger(account_segment="soon"))
    effects: list[Effect] = []
    account = triggers_asked(ACME, live, 5, "x", effects)
    assert account.wake_at() is not None
    paused: Any = live.set_state("j", "paused")
    assert triggers_asked(account, paused, 6, "x", effects).wake_at() is None and effects == []


def test_what_a_file_of_the_past_says_is_noted_and_opens_nothing() -> None:
    live = published(Trigger(account_list="pilot"))
    account, _ = decide_account(ACME, TimerDue(key="@acme", at=5, received_at=5), live)
    word = ListChanged(key="@acme", id="w", at=5, received_at=5, name="pilot", member=True, trust="silent")
    account, effects = decide_account(account, word, live)
    assert account.lists == ("pilot",) and asked(effects) == []
    assert account.trigger_states is not None and account.trigger_states.holds == ("j/0",)

"""A change of an account reaches its members, journeys are live afterwards, and the figures say what it took."""

from pathlib import Path

from loopline.bench.documents import other_journey
from loopline.bench.growth.loop_alone import loop_alone, person_id
from loopline.bench.growth.turns import CHANGES, account_changes, change_account, join_account, publishing
from loopline.model.accounts.account import Account
from tests.bench.growth.sane import checked, small_ground

TURN = ("cpu_s", "wall_s", "longest_turn_ms", "longest_turn_cpu_ms")


def test_the_last_change_is_known_to_the_account(tmp_path: Path) -> None:
    with loop_alone(tmp_path) as alone:
        joined, changed = join_account(alone, 40), change_account(alone, 40)
        account = alone.loop.people.get("@acme").state
        assert isinstance(account, Account)
        assert account.traits["seats_used"] == CHANGES
        assert {person_id(0), person_id(39)} <= set(account.members)
    assert joined.turns > 0 < changed.turns


def test_who_joins_with_a_change_changes_the_account(tmp_path: Path) -> None:
    with loop_alone(tmp_path) as alone:
        join_account(alone, 12, each_changes=True)
        account = alone.loop.people.get("@acme").state
    assert isinstance(account, Account)
    assert (account.traits["seats_used"], len(account.members)) == (11, 12)


def test_an_account_has_its_figures(tmp_path: Path) -> None:
    with small_ground(tmp_path) as ground:
        found = checked(account_changes(ground))
    of_turns = {f"account_{what}_{one}" for what in ("change", "wide_change", "growth") for one in TURN}
    assert found.keys() == {"account_join_cpu_us_per_member", *of_turns}
    assert "50 members" in found["account_change_cpu_s"].over


def test_publishing_has_its_figures(tmp_path: Path) -> None:
    with small_ground(tmp_path) as ground:
        found = checked(publishing(ground))
    assert found.keys() == {"boot_cpu_s", *(f"publish_{one}" for one in TURN)}


def test_what_is_published_is_live_after_a_start(tmp_path: Path) -> None:
    for _ in range(2):
        with loop_alone(tmp_path) as alone:
            alone.publish(map(other_journey, range(7)))
            alone.decide()
            assert len(alone.loop.published.live) == 7

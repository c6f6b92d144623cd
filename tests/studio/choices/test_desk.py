"""The daily look: it states what follows, once a day, and a node that cannot be weighed costs itself alone."""

from pathlib import Path

import pytest

from loopline.reports import choices
from loopline.runtime.clock import VirtualClock
from loopline.studio.choices import desk as module
from tests.runtime.parts import DAY, NOON
from tests.studio.choices.people_made import JOURNEY, OF_NODE, come
from tests.studio.house import House, living, track


def looked(house: House) -> int:
    house.do(house.app.studio.choices.look())
    return int(house.get(OF_NODE)["version"])


def test_a_look_states_what_follows_and_no_second_one_within_a_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = VirtualClock(NOON)
    with living(tmp_path, clock=clock) as house:
        house.publish({**JOURNEY, "id": "aaa"})
        house.publish(JOURNEY)
        assert looked(house) == 0
        come(house, "d")
        clock.move_to(NOON + DAY + 60_000)
        house.send(track("passer", "seen"))
        weigh = choices.policy_weighed

        def fails(facts: object, published: object, at: choices.ChooseNode, now: int) -> object:
            if at.version.id == "aaa":
                raise ArithmeticError("nobody can weigh this")
            return weigh(facts, published, at, now)  # type: ignore[arg-type]

        monkeypatch.setattr(module, "policy_weighed", fails)
        assert looked(house) == 1
        clock.move_to(NOON + DAY + 7_200_000)
        assert looked(house) == 1

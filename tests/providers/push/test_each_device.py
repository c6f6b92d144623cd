"""One message to several devices: one outcome, and what each device told."""

import pytest

from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Unknown
from loopline.providers.push.each_device import to_each_device, whole_outcome
from tests.delivery.messages import dispatch

TAKEN, LATER, LOST = Accepted("id"), Deferred("busy", "Later."), Unknown("Silence.")
AWAY = Deferred("away", "Down.", away=True)
DEAD = Refused("gone", "Left.", scope="address", hard_bounce=True)
OTHER = Refused("other", "Of another app.", scope="address")


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ([TAKEN], TAKEN),
        ([DEAD], DEAD),
        ([DEAD, TAKEN, LATER, LOST], Accepted("id", gone=("t0",))),
        ([LATER, LOST, DEAD], Unknown("Silence.", gone=("t2",))),
        ([LATER, LOST], LOST),
        ([DEAD, LATER], Deferred("busy", "Later.", gone=("t0",))),
        ([DEAD, OTHER], Refused("other", "Of another app.", scope="address", gone=("t0",))),
        ([DEAD, DEAD], DEAD),
        ([], Refused("push_no_device", "The message names no device.", scope="address")),
    ],
)
def test_the_whole_of_it(outcomes: list[Outcome], expected: Outcome) -> None:
    assert whole_outcome([(f"t{number}", outcome) for number, outcome in enumerate(outcomes)]) == expected


class Journal:
    """What a crash would leave to read."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def handed(self, dispatch: Dispatch) -> None:
        self.said.append(f"handed {dispatch.outgoing.address}")

    def answered(self, dispatch: Dispatch, outcome: Outcome, *, goes_on: bool = False) -> None:
        self.said.append(f"answered {type(outcome).__name__}{' and goes on' if goes_on else ''}")


@pytest.mark.anyio
async def test_each_device_is_asked_for_until_the_service_is_away() -> None:
    fates: dict[str, Outcome] = {"t1": DEAD, "t2": TAKEN, "t3": AWAY, "t4": TAKEN}
    asked: list[str] = []

    async def one(copy: Dispatch) -> Outcome:
        assert copy.outgoing.key == "k1"
        asked.append(copy.outgoing.address)
        return fates[asked[-1]]

    journal = Journal()
    outcome = await to_each_device(dispatch(address="t1\nt2\nt3\nt4"), one, journal)
    assert outcome == Accepted("id", gone=("t1",)) and asked == ["t1", "t2", "t3"]
    said = ["handed t1\nt2\nt3\nt4", "answered Accepted and goes on", "answered Accepted"]
    assert journal.said == said, "from the first device that has it on it is sent, whatever becomes of the process"


@pytest.mark.anyio
async def test_a_fault_of_ours_at_one_device_costs_the_others_nothing() -> None:
    async def one(copy: Dispatch) -> Outcome:
        if copy.outgoing.address == "t2":
            raise ZeroDivisionError
        return TAKEN

    assert await to_each_device(dispatch(address="t1\nt2\nt3"), one, None) == TAKEN
    assert await to_each_device(dispatch(address="t2"), one, None) == Unknown(
        "The call ended in a fault of ours: ZeroDivisionError"
    )

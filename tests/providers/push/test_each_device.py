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
        ([LATER, LOST, DEAD], LOST),
        ([DEAD, LATER], LATER),
        ([DEAD, OTHER], OTHER),
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

    def answered(self, dispatch: Dispatch, outcome: Outcome) -> None:
        self.said.append(f"answered {type(outcome).__name__}")


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
    assert journal.said == ["handed t1\nt2\nt3\nt4", "answered Accepted"], "a crash between two leaves it unknown"

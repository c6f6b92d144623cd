"""What is around a world comes in the order of time, and what a client sends twice comes twice."""

from loopline.lab.simulator.faults import FaultPlan
from loopline.lab.simulator.outside.surroundings import FAR, Surroundings
from loopline.lab.simulator.worlds import World
from loopline.model.signal import EventReceived, Signal


def event(name: str, at: int) -> Signal:
    return EventReceived(key="ann", id=name, name=name, at=at, received_at=at)


def around(doubles: float = 0.0) -> tuple[Surroundings, FaultPlan]:
    batches = (10, (event("b", 10),)), (5, (event("a", 5),)), (10, (event("c", 10),))
    plan = FaultPlan("around", 0.0, doubles)
    return Surroundings(World(1, batches, "hold", 100), plan), plan


def test_signals_come_by_their_time_and_those_of_one_moment_in_their_order() -> None:
    world, _ = around()
    came = []
    while world.first_at() < FAR:
        at, batch = world.next_batch()
        came.append((at, batch[0].id))
    assert came == [(5, "a"), (10, "b"), (10, "c")]
    assert list(world.providers) == [""], "one provider carries all where the world names none"


def test_a_client_that_got_no_answer_sends_the_same_ids_again() -> None:
    world, plan = around(doubles=1.0)
    at, batch = world.next_batch()
    world.perhaps_again(batch, at, plan)
    came = []
    while world.first_at() < FAR:
        later, again = world.next_batch()
        came += [(one.id, one.received_at == later) for one in again]
    assert sorted(came) == [("a", True), ("b", True), ("c", True)]

"""What a kill left in the air is settled at the next start: by the journal as far as it knows, else held."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from loopline.app import App
from loopline.model.message import Accepted, Dispatch, Outcome, Refused, Unknown
from loopline.ports import Flight
from loopline.runtime.dispatch.flight_journal import NAME
from loopline.runtime.supervise import SupervisedTask
from loopline.settings import Settings
from tests.runtime.parts import Postbox, event, journey, opened, publish, stated, statuses, until

pytestmark = pytest.mark.anyio
PEOPLE = ("announced", "handed", "accepted", "refused")


class Airliner(Postbox):
    """Lets each message come as far as its person's name says, and falls silent."""

    flight: Flight | None = None

    async def send(self, batch: Sequence[Dispatch]) -> list[Outcome]:
        """Some are handed over, and some are answered; then nothing."""
        assert self.flight is not None
        for one in sorted(batch, key=lambda one: one.outgoing.person == "handed"):  # it writes the answers before it
            person = one.outgoing.person
            if person != "announced" and not self.gate.is_set():
                self.flight.handed(one)
                self.given.append(one)
            if person == "accepted":
                self.flight.answered(one, Accepted("id-9"))
            if person == "refused":
                self.flight.answered(one, Refused("no", "Not now."))
        if not self.gate.is_set():
            await self.gate.wait()
        return await super().send(batch)


async def killed_in_the_air(folder: Path, box: Airliner) -> None:
    """Everybody's message is announced, and the process is gone."""
    app = App(folder, Settings(), channels={"email": box})
    await app.start()
    await publish(app, journey())
    box.gate.clear()
    now = app.clock.now()
    await app.accept([stated(one, now, email=f"{one}@example.com", name=one) for one in PEOPLE])
    await app.accept([event(one, "signed_up", now) for one in PEOPLE])
    await until(lambda: len(box.given) == len(PEOPLE) - 1)
    await until(lambda: app.loop.position == app.log.end())
    await asyncio.gather(*(task.stop() for task in app.delivery.tasks if isinstance(task, SupervisedTask)))
    await asyncio.to_thread(app.close)


async def settled(folder: Path, box: Airliner | None = None) -> tuple[dict[str, str], list[str]]:
    """Status by person after the next start, and who was sent to then."""
    box = box or Airliner()
    async with opened(folder, box) as app:
        await app.settle()
        await until(lambda: "pending" not in statuses(app).values())  # what goes out again is looked for now and then
        await app.settle()
        keys = statuses(app)
        people = {row.message.person: row.status for row in app.state.messages(list(keys)).values()}
        return dict(people), [one.outgoing.person for one in box.given]


async def test_only_what_was_really_leaving_is_held(tmp_path: Path) -> None:
    await killed_in_the_air(tmp_path, Airliner())
    found, sent = await settled(tmp_path)
    assert found == {"announced": "sent", "handed": "unknown", "accepted": "sent", "refused": "sent"}
    assert sorted(sent) == ["announced", "refused"], "what the provider has is not sent again"


async def test_without_the_journal_all_of_it_is_held(tmp_path: Path) -> None:
    await killed_in_the_air(tmp_path, Airliner())
    (tmp_path / NAME).unlink()
    found, sent = await settled(tmp_path)
    assert set(found.values()) == {"unknown"} and sent == []


@pytest.mark.parametrize("known", [Accepted("id-7"), Unknown("not listed")])
async def test_a_provider_that_can_be_asked_is_asked_for_what_was_really_leaving_alone(
    tmp_path: Path, known: Outcome
) -> None:
    await killed_in_the_air(tmp_path, Airliner(unknown_policy="ask"))
    box = Airliner(unknown_policy="ask")
    box.known = known
    found, sent = await settled(tmp_path, box)
    fate = "sent" if isinstance(known, Accepted) else "unknown"
    assert found == {"announced": "sent", "handed": fate, "accepted": "sent", "refused": "sent"}
    assert sorted(sent) == ["announced", "refused"]
    assert len(box.asked) == 1

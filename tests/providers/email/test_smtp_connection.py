"""The next mail is announced behind the last one, and whatever breaks between them costs neither of them twice."""

import asyncio
import re

import pytest

from loopline.model.message import Accepted, Deferred, Outcome, Refused, Unknown
from tests.providers.email.relay import PipeliningRelay, fates, running_relay

pytestmark = pytest.mark.anyio


class Told:
    """Counts what left."""

    def __init__(self) -> None:
        self.left = 0

    def handed(self, dispatch: object) -> None:
        self.left += 1

    def answered(self, dispatch: object, outcome: Outcome, *, goes_on: bool = False) -> None:
        pass


TAKEN = Accepted("2.0.0 queued")


def arrived(desk: PipeliningRelay) -> list[str]:
    """The names of those who have a mail, in order."""
    return [re.findall(rb"(?mi)^To: (\w+)@", mail)[0].decode() for mail in desk.mails]


async def test_the_next_mail_is_announced_before_the_last_one_is_answered() -> None:
    async with running_relay() as (desk, channel):
        assert await fates(channel, "behind", "ann", "behind", "bob") == [TAKEN] * 4
        assert arrived(desk) == ["behind", "ann", "behind", "bob"]
        assert desk.connections == 1


async def test_a_refusal_of_one_is_not_told_to_the_other() -> None:
    async with running_relay() as (desk, channel):
        ann, dead, bob, spam, cat, full, dan = await fates(channel, "ann", "dead", "bob", "spam", "cat", "full", "dan")
        assert [ann, bob, cat, dan] == [TAKEN] * 4
        assert isinstance(dead, Refused)
        assert dead.hard_bounce
        assert isinstance(spam, Refused)
        assert isinstance(full, Deferred)
        assert arrived(desk) == ["ann", "bob", "spam", "cat", "dan"]
        assert desk.connections == 2, "a new one after a refusal with an announcement behind it"


async def test_a_server_that_wants_a_reset_after_a_refusal_is_asked_again() -> None:
    async with running_relay() as (desk, channel):
        strict, again, ann = await fates(channel, "strict", "strict", "ann")
        assert [type(one) for one in (strict, again)] == [Deferred] * 2
        assert ann == TAKEN
        assert b"RSET" in desk.commands
        assert arrived(desk) == ["strict", "strict", "ann"]
        assert desk.connections == 2


@pytest.mark.parametrize("refused", ["keeps", "spam", "strict"])
async def test_a_server_that_refuses_everything_is_not_called_anew_for_each(refused: str) -> None:
    async with running_relay() as (desk, channel):
        outcomes = await fates(channel, *[refused] * 9, "ann", "bob")
        assert outcomes[-2:] == [TAKEN] * 2
        assert arrived(desk) == [refused] * 9 + ["ann", "bob"]
        assert desk.connections == 2


async def test_whom_a_refused_mail_was_for_gets_no_other_one() -> None:
    async with running_relay() as (desk, channel):
        names = ["ann", "joins", "bob", "joins", "joins", "cat"]
        await fates(channel, *names)
        assert desk.recipients == [[name] for name in names]


@pytest.mark.parametrize("is_used", [True, False])
async def test_a_server_that_closes_and_does_not_hang_up_is_left_at_once(is_used: bool) -> None:
    async with running_relay(timeout_seconds=3_600) as (desk, channel), asyncio.timeout(60):
        if is_used:
            assert await fates(channel, "ann") == [TAKEN]
        desk.closes_next = True
        bob, cat = await fates(channel, "bob", "cat")
        assert cat == TAKEN
        if is_used:
            assert bob == TAKEN
        else:
            assert isinstance(bob, Deferred) and bob.away and "421 4.3.2 closing" in bob.reason
        assert desk.connections == 2


async def test_a_mail_that_is_answered_by_a_farewell_is_deferred_and_the_next_one_goes_elsewhere() -> None:
    async with running_relay(timeout_seconds=3_600) as (desk, channel), asyncio.timeout(60):
        ann, closes, bob = await fates(channel, "ann", "closes", "bob")
        assert [ann, bob] == [TAKEN] * 2
        assert isinstance(closes, Deferred) and closes.code == "smtp_421"
        assert arrived(desk) == ["ann", "closes", "bob"]
        assert desk.connections == 2


@pytest.mark.parametrize("names", [("parting", "ann"), ("ann", "parting", "bob")])
async def test_a_farewell_right_behind_the_word_to_go_on_sent_nothing(names: tuple[str, ...]) -> None:
    async with running_relay(timeout_seconds=3_600) as (desk, channel), asyncio.timeout(60):
        told = Told()
        channel.flight = told
        outcomes = dict(zip(names, await fates(channel, *names), strict=True))
        parting = outcomes.pop("parting")
        assert isinstance(parting, Deferred) and parting.away
        assert all(one == TAKEN for one in outcomes.values())
        assert told.left == len(outcomes), "it never left"
        assert arrived(desk) == list(outcomes)


async def test_nobody_gets_an_empty_mail_from_a_server_that_keeps_whom_the_refused_mail_was_for() -> None:
    async with running_relay() as (desk, channel):
        keeps, ann = await fates(channel, "keeps", "ann")
        assert isinstance(keeps, Deferred)
        assert ann == TAKEN
        assert b".\r\n" not in desk.mails
        assert arrived(desk) == ["keeps", "ann"]
        assert desk.connections == 2


async def test_a_server_that_hears_nothing_behind_a_mail_is_waited_for_once() -> None:
    async with running_relay(timeout_seconds=0.5) as (desk, channel):
        assert await fates(channel, *["deaf"] * 6) == [TAKEN] * 6
        assert arrived(desk) == ["deaf"] * 6
        assert desk.connections == 2


@pytest.mark.parametrize("how", ["gone", "mute"])
async def test_a_mail_that_nobody_answers_is_unknown_and_the_one_behind_it_goes_once(how: str) -> None:
    async with running_relay(timeout_seconds=0.5) as (desk, channel):
        ann, lost, bob, cat = await fates(channel, "ann", how, "bob", "cat")
        assert isinstance(lost, Unknown)
        assert [ann, bob, cat] == [TAKEN] * 3
        assert arrived(desk) == ["ann", how, "bob", "cat"]
        assert desk.connections == 2


async def test_an_answer_is_heard_though_the_server_leaves_behind_it() -> None:
    async with running_relay() as (desk, channel):
        assert await fates(channel, "leaves", "ann", "leaves", "bob") == [TAKEN] * 4
        assert arrived(desk) == ["leaves", "ann", "leaves", "bob"]
        assert desk.connections == 3


@pytest.mark.parametrize(("messages", "connections"), [(1, 5), (2, 3), (5, 1)])
async def test_a_connection_that_is_about_to_rest_announces_nothing(messages: int, connections: int) -> None:
    async with running_relay(messages=messages) as (desk, channel):
        assert await fates(channel, "ann", "bob", "cat", "dan", "eve") == [TAKEN] * 5
        assert arrived(desk) == ["ann", "bob", "cat", "dan", "eve"]
        assert desk.connections == connections
        assert sum(line.startswith(b"MAIL") for line in desk.commands) == 5


async def test_of_a_server_that_goes_for_good_only_the_mail_on_its_way_is_unknown() -> None:
    async with running_relay() as (desk, channel):
        flight = Told()
        channel.flight = flight
        assert await fates(channel, "ann") == [TAKEN]
        desk.listening.close()
        gone, cat, dan = await fates(channel, "gone", "cat", "dan")
        assert isinstance(gone, Unknown)
        assert [type(one) for one in (cat, dan)] == [Deferred] * 2
        assert arrived(desk) == ["ann", "gone"]
        assert flight.left == 2

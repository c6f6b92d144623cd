"""SMTP against a real server: what it says, what it does not say, and when it is not there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy

import pytest

from loopline.model.errors import Invalid
from loopline.model.message import Accepted, Deferred, Dispatch, Refused, Rendered, Unknown
from loopline.ports import Provider
from loopline.providers.email.smtp import Smtp, relay_of
from loopline.providers.email.smtp_connection import Relay
from loopline.providers.url import ProviderUrl
from tests.delivery.messages import dispatch
from tests.providers.servers import Mailroom, mailroom
from tests.providers.stand import MakeStand, Stand, tools

pytestmark = pytest.mark.anyio


async def opened(port: int, size: int = 2, timeout_seconds: float = 5.0, messages_per_connection: int = 1_000) -> Smtp:
    channel = Smtp(
        Relay("127.0.0.1", port),
        sender="Loop <hello@loop.test>",
        size=size,
        timeout_seconds=timeout_seconds,
        messages_per_connection=messages_per_connection,
    )
    await channel.open()
    return channel


async def fate(room: Mailroom, name: str, timeout_seconds: float = 5.0) -> object:
    channel = await opened(room.port, timeout_seconds=timeout_seconds)
    (outcome,) = await channel.send([dispatch("k1", address=f"{name}@example.test")])
    await channel.close()
    return outcome


async def test_a_mail_arrives_as_it_was_rendered() -> None:
    rendered = Rendered(subject="Grüße, Ann", html="<p>Hé</p>\n.dot", text=".\n..two\nlast\n", headers={"X-Tag": "a"})
    async with mailroom() as room:
        channel = await opened(room.port)
        assert await channel.send([dispatch("key1", rendered)]) == [Accepted("queued as A1")]
        await channel.close()
    ((address, raw),) = room.mails
    message = message_from_bytes(raw, policy=policy.default)
    assert address == "ann@example.test"
    assert message["Subject"] == "Grüße, Ann"
    assert message["From"] == "Loop <hello@loop.test>"
    assert message["Message-ID"] == "<key1@loop.test>"
    assert message["X-Tag"] == "a"
    plain, html = message.iter_parts()
    assert plain.get_content().splitlines() == [".", "..two", "last"]
    assert html.get_content().splitlines() == ["<p>Hé</p>", ".dot"]


async def test_what_the_server_says_is_told_apart() -> None:
    async with mailroom() as room:
        dead = Refused("smtp_550", "550 5.1.1 no such mailbox", hard_bounce=True, scope="address")
        assert await fate(room, "dead") == dead
        assert await fate(room, "spam") == Refused("smtp_554", "554 5.7.1 content refused", hard_bounce=False)
        assert await fate(room, "grey") == Deferred("smtp_451", "451 4.7.1 greylisted, try later")


async def test_silence_after_the_message_is_unknown() -> None:
    async with mailroom() as room:
        assert isinstance(await fate(room, "drop"), Unknown)
        assert isinstance(await fate(room, "silent", timeout_seconds=0.2), Unknown)
        assert [address for address, _ in room.mails] == ["silent@example.test"]  # it had it: resending would double


async def test_a_server_that_is_not_there_defers_everything() -> None:
    async with mailroom() as room:
        port = room.port
    channel = await opened(port)
    outcomes = await channel.send([dispatch(f"k{i}") for i in range(50)])
    await channel.close()
    assert {type(outcome) for outcome in outcomes} == {Deferred}
    assert {outcome.code for outcome in outcomes if isinstance(outcome, Deferred)} == {"smtp_unreachable"}


async def test_a_server_that_comes_back_is_used_again() -> None:
    async with mailroom() as room:
        port = room.port
        channel = await opened(port, size=1)
        assert await channel.send([dispatch("k1")]) == [Accepted("queued as A1")]
    (down,) = await channel.send([dispatch("k2")])
    assert isinstance(down, Deferred)
    async with mailroom(port) as again:
        assert await channel.send([dispatch("k3")]) == [Accepted("queued as A1")]
        assert len(again.mails) == 1
        await channel.close()


async def test_a_connection_that_died_while_idle_costs_no_message() -> None:
    async with mailroom() as room:
        port = room.port
        channel = await opened(port, size=1)
        await channel.send([dispatch("k1")])
    async with mailroom(port) as again:
        await asyncio.sleep(0.01)
        assert await channel.send([dispatch("k2")]) == [Accepted("queued as A1")]
        assert len(again.mails) == 1
        await channel.close()


async def test_connections_carry_many_messages_and_then_rest() -> None:
    async with mailroom() as room:
        channel = await opened(room.port, size=2)
        for start in range(0, 40, 10):
            await channel.send([dispatch(f"k{start + i}") for i in range(10)])
        assert len(room.sessions) <= 2
        await channel.close()
        one = await opened(room.port, size=1, messages_per_connection=5)
        room.sessions.clear()
        held: list[object] = []
        for start in range(0, 15, 5):
            held += await one.send([dispatch(f"m{start + i}") for i in range(5)])
        assert held == [Accepted("queued as A1")] * 15
        await one.close()


async def test_addresses_that_carry_commands_are_refused_here() -> None:
    async with mailroom() as room:
        channel = await opened(room.port)
        bad = ["ann@x.test>\r\nRCPT TO:<eve@x.test", "", "no address", "ann@x.test\nBcc: eve@x.test"]
        outcomes = await channel.send([dispatch(f"k{i}", address=address) for i, address in enumerate(bad)])
        await channel.close()
    assert [outcome.code for outcome in outcomes if isinstance(outcome, Refused)] == ["address_invalid"] * 4
    assert room.mails == []


async def test_a_send_that_is_cut_short_lends_its_answer_to_nobody() -> None:
    async with mailroom() as room:
        channel = await opened(room.port, size=1)
        task = asyncio.create_task(channel.send([dispatch("k1", address="silent@example.test")]))
        while not room.mails:
            await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        (dead,) = await channel.send([dispatch("k2", address="dead@example.test")])
        assert isinstance(dead, Refused)
        await channel.close()


async def test_texts_that_no_mail_can_hold_spoil_no_other() -> None:
    half = "\ud83d"
    async with mailroom() as room:
        channel = await opened(room.port)
        odd = Rendered(subject=half, text=half, sender=f"{half} <a@loop.test>", headers={"X-A": half})
        outcomes = await channel.send([dispatch("k1", odd), dispatch("k" + half), dispatch("k3")])
        await channel.close()
    assert outcomes == [Accepted("queued as A1")] * 3


async def test_an_address_with_a_name_is_an_address() -> None:
    async with mailroom() as room:
        channel = await opened(room.port, size=1)
        written = ["Ann <ann@box.test>", '"Söhne, Ann" <ann@bücher.test>', "x@y.test <ann@box.test>", "<ann@box.test>"]
        outcomes = await channel.send([dispatch(f"k{n}", address=to) for n, to in enumerate(written)])
        await channel.close()
    assert [getattr(one, "code", "") for one in outcomes] == ["", "", "address_invalid", "address_invalid"]
    assert [to for to, _ in room.mails] == ["ann@box.test", "ann@xn--bcher-kva.test"]
    assert [message_from_bytes(raw, policy=policy.default)["To"] for _, raw in room.mails] == [
        to for to, _ in room.mails
    ]


async def test_bounces_and_answers_come_to_addresses_of_ours() -> None:
    key = "afe1518921c8e34385af121f27f32656:mail:1"
    rendered = Rendered(text="x", sender="Acme, Inc. <hello@acme.test>")
    own = Rendered(text="x", reply_to="Support <help@acme.test>, sales@acme.test")
    async with mailroom() as room:
        url = f"smtp://127.0.0.1:{room.port}?starttls=never&connections=1&bounces=Bounces.loop.test"
        for more, replies in (("", False), ("&replies=yes", True)):
            channel = Smtp.from_url(url + more, tools())
            await channel.open()
            sent = [dispatch(key, rendered), dispatch(key, own), dispatch("another-key", rendered)]
            assert all(isinstance(one, Accepted) for one in await channel.send(sent))
            await channel.close()
            messages = [message_from_bytes(raw, policy=policy.default) for _, raw in room.mails]
            back = room.senders[:2]
            assert back[0] == back[1] and back[0].startswith("b.") and back[0].endswith("@bounces.loop.test")
            assert room.senders[2] == "hello@acme.test", "not a key of ours: as it was before"
            assert [one["From"] for one in messages[:1]] == ['"Acme, Inc." <hello@acme.test>']
            answers = [str(one["Reply-To"]) if one["Reply-To"] else "" for one in messages]
            assert answers[2] == ""
            assert ("r." in answers[0], "r." in answers[1]) == (replies, replies)
            assert answers[1].startswith("Support <help@acme.test>, sales@acme.test")
            room.mails.clear()
            room.senders.clear()


async def test_logging_in() -> None:
    async with mailroom(password="p:w") as room:
        for password, kind in (("p%3Aw", Accepted), ("wrong", Deferred)):
            url = f"smtp://ann%40x:{password}@127.0.0.1:{room.port}"
            channel = Smtp.from_url(url, tools())
            await channel.open()
            (outcome,) = await channel.send([dispatch("k1")])
            await channel.close()
            assert isinstance(outcome, kind), outcome


@pytest.mark.parametrize(
    ("url", "relay"),
    [
        ("smtp://mail.test", Relay("mail.test", 587)),
        ("smtp://u%40x:p%3Aw@mail.test:25", Relay("mail.test", 25, "u@x", "p:w")),
        ("smtps://mail.test", Relay("mail.test", 465, tls=True, start_tls=False)),
        ("smtp://mail.test:26?starttls=never", Relay("mail.test", 26, start_tls=False)),
        ("smtp://mail.test?starttls=always", Relay("mail.test", 587, start_tls=True)),
    ],
)
def test_urls(url: str, relay: Relay) -> None:
    assert relay_of(ProviderUrl(url, "")) == relay


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "provider_url_invalid"),
        ("mail.test:25", "provider_url_invalid"),
        ("http://mail.test", "provider_url_invalid"),
        ("smtp://", "provider_url_invalid"),
        ("smtp://me:hunter2@h:port", "provider_url_invalid"),
        ("smtp://me:25/hunter2@h", "provider_url_invalid"),
        ("smtp://me:hunter2@h?starttls=x", "provider_option_invalid"),
        ("smtp://me:hunter2@h?connections=101", "provider_option_invalid"),
        ("smtp://me:hunter2@h?connections=hunter2", "provider_option_invalid"),
        ("smtp://me:hunter2@h?unknown=ask", "provider_option_invalid"),
        ("smtp://me:hunter2@h?conections=9", "provider_option_unknown"),
        ("smtp://me@h?bounces=https://hunter2", "bounces_domain_invalid"),
        ("smtp://me@h?bounces=b.test&replies=hunter2", "provider_option_invalid"),
        ("smtp://h?hunter2@h", "provider_option_unknown"),
    ],
)
def test_urls_that_stop_the_start(url: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        Smtp.from_url(url, tools())
    assert caught.value.code == code
    assert "hunter2" not in str(caught.value) and caught.value.__cause__ is None


def test_options_stand_in_the_url() -> None:
    given = "smtp://mail.test?connections=3&unknown=resend&timeout=5&sender=Shop+%3Cshop@example.test%3E"
    made = Smtp.from_url(given, tools())
    assert (made.unknown_policy, len(made._lines), made._domain) == ("resend", 3, "example.test")
    usual = Smtp.from_url("smtps://mail.test", tools())
    assert (usual.unknown_policy, len(usual._lines), usual._domain) == ("hold", 8, "loop.test")


def test_a_password_is_not_shown() -> None:
    relay = relay_of(ProviderUrl("smtp://me:hunter2@mail.test", ""))
    assert relay.password == "hunter2"
    assert "hunter2" not in f"{relay} {relay!r} {ProviderUrl('smtp://me:hunter2@mail.test', '')!r}"


def _smtp(port: int, login: str = "") -> Smtp:
    return Smtp.from_url(f"smtp://{login}127.0.0.1:{port}?starttls=never", tools())


@asynccontextmanager
async def stand() -> AsyncIterator[Stand]:
    async with mailroom() as room, mailroom(password="s3cret") as closed:

        def to(fate: str, key: str) -> Dispatch:
            name = {"accept": "ann", "defer": "grey", "refuse": "dead", "lose": "drop"}[fate]
            return dispatch(key, address=f"{name}.{key}@example.test")

        def carried() -> list[str]:
            return [address.partition("@")[0].partition(".")[2] for address, _ in room.mails]

        mishaps: dict[str, tuple[Provider, Dispatch]] = {
            "login": (_smtp(closed.port, "login:wrong@"), dispatch("k")),
            "no login": (_smtp(closed.port), dispatch("k")),
            "listed": (_smtp(room.port), dispatch("k", address="listed@example.test")),
            "nobody": (_smtp(1), dispatch("k")),
        }
        yield Stand(Smtp.from_url(f"smtp://127.0.0.1:{room.port}", tools()), to, carried, mishaps=mishaps)


STAND: MakeStand = stand

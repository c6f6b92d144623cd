"""DKIM as receivers check it: mails through a real mail server, read by three programs that are not ours."""

import json
import random
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.headerregistry import AddressHeader
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import dkim
import pytest

from loopline.delivery.email.dkim_signature import DkimKey, dkim_signed
from loopline.delivery.email.mime import compose
from loopline.delivery.unsubscribe import unsubscribe_headers
from loopline.model.message import Accepted, Dispatch, Rendered
from loopline.providers.email.smtp import Smtp
from loopline.providers.email.smtp_connection import Relay
from loopline.runtime.clock import VirtualClock
from loopline.storage.sql.studio import StudioStore
from loopline.studio.providers.seal import Seal, make_seal_key
from loopline.studio.senders.check import dkim_record
from loopline.studio.senders.keys import SenderKeys
from tests.clients.node_client import installed, parsed_mails
from tests.delivery.messages import dispatch
from tests.providers.servers import mailroom

NOW = 1_764_000_000_000
MAILS = 300
AT_ONCE = 32
UNSUBSCRIBE = "https://loop.test/l/unsubscribe/"
NAMES = (
    "Acme",
    "Acme, Inc.",
    'The "Real" Acme',
    "Müller, Söhne & Co.",
    "株式会社ループ",
    "شركة النور",
    "Ünï 🎉 Party",
    "back\\slash",
    "A" * 180,
    "",
)
WORDS = (
    "offer",
    "Grüße",
    "今日の特別価格",
    "مرحبا بكم",
    "שלום לכולם",
    "🎉🚀",
    "=?utf-8?q?no?=",
    "=3D",
    "a  b\tc",
    "naïve café",
    ".",
    "..",
    "From here",
    "x" * 90,
    "e\u0301",
    "\u202eright to left",
)
LINES = (
    ".",
    "..",
    "From me to you",
    "--",
    "  indented",
    "trailing   ",
    "",
    "=",
    "\t",
    "x" * 997,
    "ü" * 700,
    "." * 1_200,
)


def sized(draw: random.Random, number: int) -> str:
    """HTML of any size, and once in a while of a megabyte."""
    row = f"<p>{draw.choice(WORDS)} <a href='https://acme.test/{number}?a=1&amp;b=2'>more</a></p>"
    times = 1_000_000 // len(row.encode()) if number % 100 == 17 else draw.choice((1, 1, 3, 40))
    joint = draw.choice(("", "\n", "\r\n", "\n.\n"))
    return joint.join([row] * times) + draw.choice(("", "\n", "\n\n\n"))


def written(draw: random.Random, number: int) -> Dispatch:
    """A mail as odd as authors and their data make them."""
    subject = " ".join(draw.choices(WORDS, k=draw.choice((1, 2, 5, 30))))
    text = "\n".join(draw.choices((*LINES, *WORDS), k=draw.randrange(0, 30)))
    name = draw.choice(NAMES)
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    rendered = Rendered(
        subject=subject,
        html=sized(draw, number) if draw.random() < 0.8 else "",
        text=text,
        sender=f'"{quoted}" <hello@acme.test>' if name else "hello@acme.test",
        reply_to=draw.choice(("", "help@acme.test", "Hilfe für Sie <help@bücher.test>, b@acme.test")),
        headers={
            **unsubscribe_headers(UNSUBSCRIBE + "t" * draw.choice((40, 200, 800)), draw.choice(("", "u.x@acme.test"))),
            **draw.choice(({}, {"X-Campaign": "Frühling " + "x" * 400}, {"Feedback-ID": "a:b:c:d"})),
        },
    )
    return dispatch(f"m{number}", rendered, address=f"person{number}@example.test")


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[SenderKeys]:
    store = StudioStore(tmp_path / "studio.db")
    secret = make_seal_key()
    made = SenderKeys(store.sender_keys, Seal(lambda: secret), lambda: NOW)
    yield made
    store.close()


def published(keys: SenderKeys) -> Any:  # as dkimpy asks
    """A name server that has the records that were to be published, and nothing else."""
    records = {f"{(record := dkim_record(one)).name}.".encode(): record.value.encode() for one in keys.all()}
    return lambda name, timeout=5: records.get(name)


async def carried(mails: list[Dispatch], keys: SenderKeys) -> list[bytes]:
    """The mails as a real mail server took them, in their order."""
    async with mailroom() as room:
        relay, sender = Relay("127.0.0.1", room.port), "Loop <hello@acme.test>"
        channel = Smtp(relay, sender=sender, size=4, clock=VirtualClock(NOW), signed=keys.signed)
        await channel.open()
        for first in range(0, len(mails), AT_ONCE):
            outcomes = await channel.send(mails[first : first + AT_ONCE])
            assert all(isinstance(one, Accepted) for one in outcomes), outcomes
        await channel.close()
    taken = dict(room.mails)
    return [taken[one.outgoing.address] for one in mails]


def defects(raw: bytes) -> list[object]:
    """What the standard library finds wrong with a mail, in its strict reading, any part or header of it."""
    message = message_from_bytes(raw, policy=policy.strict.clone(max_line_length=998))
    found: list[object] = []
    for part in message.walk():
        found += part.defects
        found += [fault for value in part.values() for fault in getattr(value, "defects", ())]
        if not part.is_multipart():
            part.get_content()
    assert isinstance(message["To"], AddressHeader)
    return found


def digest(text: str) -> str:
    return sha256(text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").encode()).hexdigest()


@pytest.mark.anyio
async def test_what_is_signed_verifies_and_is_read_the_same_by_everybody(
    keys: SenderKeys, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    draw = random.Random(8)
    mails = [written(draw, number) for number in range(round(MAILS * pytestconfig.getoption("--times")))]
    keys.add("acme.test", "", "ann")
    raws = await carried(mails, keys)
    dns = published(keys)
    for mail, raw in zip(mails, raws, strict=True):
        head = raw.partition(b"\r\n\r\n")[0]
        assert max(map(len, raw.split(b"\r\n"))) <= 998 and raw.count(b"\n") == raw.count(b"\r\n")
        assert dkim.verify(raw, dnsfunc=dns), head
        assert not defects(raw), (defects(raw), head)
        signed = b"".join(head.partition(b" h=")[2].partition(b";")[0].split()).split(b":")
        assert {b"from", b"list-unsubscribe", b"list-unsubscribe-post"} <= set(signed) and signed.count(b"from") == 2
        assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw and b"<https://loop.test/l/" in head
        assert mail.outgoing.key.encode() in head
    stream = tmp_path / "mails"
    stream.write_bytes(b"".join(len(raw).to_bytes(4, "big") + raw for raw in raws))
    told = [json.loads(line) for line in parsed_mails(installed(), stream).splitlines()]
    assert len(told) == len(mails)
    for mail, raw, found in zip(mails, raws, told, strict=True):
        ours = message_from_bytes(raw, policy=policy.default)
        parts = {one.get_content_subtype(): one.get_content() for one in ours.walk() if not one.is_multipart()}
        assert (found["to"], found["address"]) == (mail.outgoing.address, "hello@acme.test")
        assert (found["id"], found["seconds"]) == (f"<{mail.outgoing.key}@acme.test>", NOW / 1_000)
        assert found["from"] == ours["From"].addresses[0].display_name
        assert " ".join(found["subject"].split()) == " ".join(mail.rendered.subject.split())
        assert found["text"] == digest(parts["plain"]) and found["html"] == digest(parts.get("html", ""))
        assert found["html"] == digest(mail.rendered.html)
        assert found["unsubscribe"].startswith(UNSUBSCRIBE) and found["attachments"] == 0
    print(f"{len(told):,} mails verify, have no defect and are read the same by all")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"List-Unsubscribe=One-Click", b"List-Unsubscribe=Two-Click"),
        (b"List-Unsubscribe: <https://loop", b"List-Unsubscribe: <https://evil"),
        (b"Subject: Hello", b"Subject: Hallo"),
        (b"From: hello@acme.test", b"From: eve@evil.test\r\nFrom: hello@acme.test"),
        (b"To: ann", b"Subject: Second\r\nTo: ann"),
        (b"<p>Hi</p>", b"<p>Ha</p>"),
    ],
)
def test_what_is_changed_on_the_way_is_seen(keys: SenderKeys, before: bytes, after: bytes) -> None:
    keys.add("acme.test", "", "ann")
    rendered = Rendered(subject="Hello", html="<p>Hi</p>", headers=unsubscribe_headers(UNSUBSCRIBE))
    mail = compose(dispatch("k1", rendered), sender="hello@acme.test", domain="acme.test", sent_at=NOW)
    signed = keys.signed(mail, "hello@acme.test")
    assert dkim.verify(signed, dnsfunc=published(keys))
    assert before in signed
    assert not dkim.verify(signed.replace(before, after, 1), dnsfunc=published(keys))


@pytest.mark.parametrize(
    "body", [b"", b"\r\n", b"\r\n\r\n", b"no end", b" \t x \r\n\r\n", b".\r\n..\r\n", b"\t", b"a "]
)
def test_any_body_is_signed_as_it_arrives(keys: SenderKeys, body: bytes) -> None:
    keys.add("acme.test", "", "ann")
    signed = keys.signed(b"From: hello@acme.test\r\nSubject: a\r\n  b\r\n\r\n" + body, "hello@acme.test")
    arrived = signed if signed.endswith(b"\r\n") else signed + b"\r\n"
    assert dkim.verify(arrived, dnsfunc=published(keys))


def test_a_key_shows_no_secret() -> None:
    shown = repr(DkimKey("acme.test", "s1", cast(Any, "secret")))
    assert "secret" not in shown and dkim_signed.__doc__

"""A webhook node against a real endpoint: the call as it arrives, and the message that its answer decides."""

from pathlib import Path

import msgspec
import pytest

from loopline.reports.journey import journey_report
from loopline.reports.why import explain_messages
from loopline.runtime.clock import VirtualClock
from loopline.settings import Settings
from tests.providers.servers import receiver
from tests.runtime.parts import DAY, NOON, event, journey, opened, publish, stated


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("path", "words", "subject"),
    [
        ("/answer", b'{"left": 3, "price": {"amount": 9}}', "Only 9 for you"),
        ("/answer", b'{"left": 1}', "We are sorry"),
        ("/answer", b"<html>ok</html>", "We are sorry"),
        ("/status/404", b"", "It failed"),
    ],
)
async def test_a_real_endpoint_answers_a_real_server(tmp_path: Path, path: str, words: bytes, subject: str) -> None:
    async with receiver() as endpoint:
        endpoint.answer = words
        mail = {"kind": "message", "channel": "email"}
        nodes = {
            "call": {
                "kind": "webhook",
                "url": endpoint.url(path),
                "payload": '{"who": "{{person.id}}"}',
                "if_failed": {"then": "sorry"},
                "then": "ask",
            },
            "ask": {
                "kind": "split",
                "branches": [{"when": 'answer("call", "left") >= 3', "then": "many"}],
                "otherwise": "few",
            },
            "many": {**mail, "content": {"subject": "Only {{answers.call.price.amount}} for you", "text": "x"}},
            "few": {**mail, "content": {"subject": "We are sorry", "text": "x"}},
            "sorry": {**mail, "content": {"subject": "It failed", "text": "x"}},
        }
        async with opened(tmp_path, None, VirtualClock(NOON), Settings(allow_private_webhooks=True)) as app:
            await publish(app, journey(nodes))
            await app.accept([stated("ann", NOON, email="ann@example.test"), event("ann", "signed_up", NOON)])
            await app.settle()
            listed = app.studio.messages.listing("ann", "", "", None, 50).messages
            assert sorted(line.subject for line in listed if line.channel == "email") == [subject]
        ((_, headers, body),) = endpoint.requests
        assert msgspec.json.decode(body) == {"who": "ann"} and headers["webhook-signature"]


@pytest.mark.anyio
async def test_a_call_is_no_message_in_what_is_told_of_it(tmp_path: Path) -> None:
    async with receiver() as endpoint:
        nodes = {"call": {"kind": "webhook", "url": endpoint.url(), "held_out": "call"}}
        async with opened(tmp_path, None, VirtualClock(NOON), Settings(allow_private_webhooks=True)) as app:
            await publish(app, journey(nodes, goal={"event": "bought"}))
            await app.accept([stated("ann", NOON, email="ann@example.test"), event("ann", "signed_up", NOON)])
            await app.settle()
            app.exporter.catch_up()
            told = explain_messages(app.facts, "ann", "hello")
            report = journey_report(app.facts, app.loop.published, "hello", NOON + DAY)
        assert told.answer.startswith("Got no message.")
        assert (report.messages, report.messaged) == (0, 0)
        assert len(endpoint.requests) == 1


@pytest.mark.anyio
async def test_a_trait_called_answers_is_read_by_messages_until_an_endpoint_has_answered(tmp_path: Path) -> None:
    async with receiver() as endpoint:
        endpoint.answer = b'{"left": 3}'
        mail = {"kind": "message", "channel": "email"}
        nodes = {
            "quiz": {**mail, "content": {"subject": "You like {{answers.colour}}", "text": "x"}, "then": "call"},
            "call": {"kind": "webhook", "url": endpoint.url("/answer"), "payload": "{}", "then": "stock"},
            "stock": {**mail, "content": {"subject": "Only {{answers.call.left}} left", "text": "x"}},
        }
        async with opened(tmp_path, None, VirtualClock(NOON), Settings(allow_private_webhooks=True)) as app:
            await publish(app, journey(nodes))
            traits = stated("ann", NOON, email="ann@example.test", answers={"colour": "green"})
            await app.accept([traits, event("ann", "signed_up", NOON)])
            await app.settle()
            listed = app.studio.messages.listing("ann", "", "", None, 50).messages
            subjects = sorted(line.subject for line in listed if line.channel == "email")
            assert subjects == ["Only 3 left", "You like green"]

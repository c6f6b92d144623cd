"""The inbox keeps an in-app message once, with its display rules, and refuses what no page could show."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest

from loopline.model.errors import Invalid, Unavailable
from loopline.model.message import Accepted, Content, Deferred, Dispatch, Refused, Rendered, Unknown
from loopline.pipeline.person_inbox import InboxContent, InboxMessage
from loopline.providers.in_app.inbox import CONTENT_BYTES_MAX, Inbox
from loopline.runtime.clock import VirtualClock
from tests.delivery.messages import dispatch
from tests.providers.stand import NOW, MakeStand, PersonInbox, Stand, tools

pytestmark = pytest.mark.anyio


def note(key: str = "k1", /, *, rules: dict[str, str] | None = None, address: str = "ann", **parts: Any) -> Dispatch:
    made = dispatch(key, Rendered(**{"body": "Hi", **parts}), channel="in_app", address=address)
    outgoing = msgspec.structs.replace(
        made.outgoing, content=msgspec.convert({"body": "Hi", **(rules or {})}, Content), journey="j", node="n"
    )
    return Dispatch(outgoing, made.rendered)


async def kept(*messages: Dispatch) -> tuple[dict[str, InboxMessage], list[Any]]:
    inbox = PersonInbox()
    outcomes: list[Any] = list(await Inbox(inbox, VirtualClock(NOW)).send(messages))
    return inbox.kept, outcomes


async def test_it_is_kept_as_it_was_rendered_with_its_rules() -> None:
    rules = {"display": "modal", "trigger": "cart_opened", "expires_in": "2h", "priority": "high"}
    found, outcomes = await kept(note(rules=rules, title="T", url="/plans", payload='{"a": 1}'), note("k2"))
    assert outcomes == [Accepted("k1"), Accepted("k2")]
    assert (found["k1"].person, found["k1"].at, found["k1"].expires_at, found["k1"].waits) == (
        "ann",
        NOW,
        NOW + 7_200_000,
        True,
    )
    content = msgspec.json.decode(found["k1"].content, type=InboxContent)
    assert (content.title, content.body, content.url, content.payload) == ("T", "Hi", "/plans", '{"a": 1}')
    assert (content.display, content.trigger, content.priority) == ("modal", "cart_opened", "high")
    assert (content.journey, content.node) == ("j", "n")
    plain = msgspec.json.decode(found["k2"].content, type=InboxContent)
    assert (plain.display, plain.priority, found["k2"].expires_at, found["k2"].waits) == ("banner", "normal", 0, False)


async def test_what_stands_in_the_list_alone_waits_for_nothing() -> None:
    found, _ = await kept(note(rules={"display": "inbox", "trigger": "cart_opened"}))
    assert not found["k1"].waits


@pytest.mark.parametrize("url", ["https://a.test/x", "HTTP://a.test", "/plans?a=1", "#top", "?tab=2", ""])
async def test_links_lead_to_pages(url: str) -> None:
    assert (await kept(note(url=url)))[1] == [Accepted("k1")]


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"url": "javascript:alert(1)"}, "inbox_link"),
        ({"url": "\tjavascript:alert(1)"}, "inbox_link"),
        ({"url": "data:text/html,x"}, "inbox_link"),
        ({"url": "//evil.test"}, "inbox_link"),
        ({"url": "/\\evil.test"}, "inbox_link"),
        ({"url": "https://"}, "inbox_link"),
        ({"payload": "{"}, "inbox_payload"),
        ({"payload": "[" * 100_000}, "inbox_payload"),
        ({"body": "x" * CONTENT_BYTES_MAX}, "inbox_too_large"),
        ({"body": "\ud83d"}, "inbox_text"),
        ({"address": ""}, "address_missing"),
    ],
)
async def test_what_no_page_could_show_is_refused_alone(parts: dict[str, Any], code: str) -> None:
    found, (first, refused, last) = await kept(note("k0"), note(**parts), note("k2"))
    assert isinstance(refused, Refused) and refused.code == code
    assert (first, last, list(found)) == (Accepted("k0"), Accepted("k2"), ["k0", "k2"])


async def test_a_store_that_is_busy_costs_no_attempt() -> None:
    class Busy(PersonInbox):
        busy = True

        def keep(self, messages: Sequence[InboxMessage]) -> None:
            if self.busy:
                raise Unavailable("store_busy", "another process writes")
            super().keep(messages)

    inbox = Busy()
    provider = Inbox(inbox, VirtualClock(NOW))
    told = await provider.send([note(), note("k2", address="")])
    assert isinstance(told[0], Deferred) and told[0].away and isinstance(told[1], Refused)
    inbox.busy = False
    assert await provider.send([note()]) == [Accepted("k1")]
    assert isinstance(await provider.ask("k1"), Unknown), "it is sent again, which does no harm"


@pytest.mark.parametrize("url", ["inbox://here", "inbox:///path", "inbox://?keep=1"])
async def test_it_has_no_options(url: str) -> None:
    with pytest.raises(Invalid, match=r"provider_(url_invalid|option_unknown)"):
        Inbox.from_url(url, tools())


@asynccontextmanager
async def stand() -> AsyncIterator[Stand]:
    inbox = PersonInbox()

    def to(fate: str, key: str) -> Dispatch:
        return dispatch(key, channel="in_app", address="ann" if fate == "accept" else "")

    provider = Inbox.from_url("inbox://", tools(person_inbox=inbox))
    yield Stand(provider, to, lambda: list(inbox.kept), ("accept", "refuse"))


STAND: MakeStand = stand

"""The service account's token against Google's own rules, played by the stand of FCM."""

import pytest

from loopline.model.errors import Invalid
from loopline.model.message import Deferred
from loopline.providers.http_client import HttpClient
from loopline.providers.push.google_token import GoogleToken
from loopline.runtime.clock import VirtualClock
from tests.providers.push.firebase import PROJECT, Firebase
from tests.providers.servers import running
from tests.providers.stand import NOW


def client() -> HttpClient:
    return HttpClient(allow_private=True, connections=2, timeout_seconds=30)


@pytest.mark.anyio
async def test_a_clock_that_is_wrong_is_said_to_be() -> None:
    async with running(Firebase()) as firebase:
        caller = client()
        await caller.open()
        ahead = GoogleToken(firebase.account(), caller, lambda: NOW + 7_200_000, allow_private=True)
        told = await ahead.get()
        await caller.close()
    assert isinstance(told, Deferred) and "our clock" in told.reason and "short-lived" in told.reason


@pytest.mark.anyio
async def test_a_token_is_kept_dropped_and_asked_for_again() -> None:
    clock = VirtualClock(NOW)
    async with running(Firebase(clock.now)) as firebase:
        caller = client()
        await caller.open()
        token = GoogleToken(firebase.account(), caller, clock.now, allow_private=True)
        assert token.project == PROJECT
        first = await token.get()
        assert first == await token.get() and firebase.asked == 1
        token.drop("another")
        assert first == await token.get()
        token.drop(str(first))
        assert first != await token.get() and firebase.asked == 2
        await caller.close()


@pytest.mark.parametrize("account", [{}, {"client_email": "a"}, {"client_email": "a", "token_uri": "https://b.test"}])
def test_what_is_no_account_is_refused(account: dict[str, str]) -> None:
    with pytest.raises(Invalid, match="key file"):
        GoogleToken(account, client(), lambda: NOW, allow_private=False)

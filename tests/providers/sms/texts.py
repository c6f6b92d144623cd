"""What the tests of every SMS service begin and end with: a text, its way out, and a STOP in a whole house."""

from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from loopline.model.hook import HookRequest
from loopline.model.message import Deferred, Dispatch, Outcome, Refused, Rendered
from loopline.ports import Provider
from loopline.settings import Settings
from tests.delivery.messages import dispatch
from tests.studio.house import House, error_of, identify, living

SENDER, OTHER = "+15005550006", "+14155550100"


def sms(to: str = OTHER, key: str = "k1", body: str = "Hello Ünn", sender: str = "") -> Dispatch:
    """A text message that is about to leave."""
    return dispatch(key, Rendered(body=body, sender=sender), channel="sms", address=to)


async def sent(provider: Provider, *batch: Dispatch) -> list[Outcome]:
    """The outcomes of a batch, by a provider that is opened for it."""
    await provider.open()
    try:
        return await provider.send(batch)
    finally:
        await provider.close()


def same(outcome: Outcome, expected: Outcome | type) -> bool:
    """Whether it is the outcome meant, or one of this kind; a reason is a sentence, in words of its own."""
    if isinstance(expected, Refused | Deferred):
        assert isinstance(outcome, Refused | Deferred) and outcome.reason.endswith("."), outcome
        return replace(outcome, reason="") == expected
    return isinstance(expected, type) and isinstance(outcome, expected)


def a_stop_is_heard(folder: Path, url: str, answer: Callable[[str], HookRequest], words: dict[str, bool]) -> None:
    """Ann's consent follows what she answers, at the real server's edge, and no unsigned or repeated call changes it.

    `answer` makes the service's call for her answer by this text; `words` says what each of hers means.
    """
    scheme = url.partition(":")[0]
    settings = Settings.model_validate({"sms": url, "public_url": "https://loop.test"})
    consent = {"context": {"consent": {"categoryPreferences": {"sms": True}}}}
    with living(folder, settings) as house:
        assert house.stranger.get("/api/health").json()["channels"]["sms"] == scheme
        house.send({**identify("ann", phone=OTHER), **consent})
        assert house.get("/api/people/ann")["consent"] == {"sms": True}
        calls = []
        for text, expected in words.items():
            calls.append(answer(text))
            _called(house, calls[-1], 200)
            house.settle()
            assert house.get("/api/people/ann")["consent"] == {"sms": expected}
        last = list(words.values())[-1]
        for call in calls:  # whoever has recorded a signed call turns nothing back by it
            _called(house, call, 200)
            house.settle()
            assert house.get("/api/people/ann")["consent"] == {"sms": last}
        unsigned = house.stranger.post(f"/hooks/{scheme}", content=answer("STOP").body)
        assert error_of(unsigned) == (401, "signature_invalid")


def _called(house: House, request: HookRequest, status: int) -> None:
    path = request.target
    told = house.stranger.request(request.method, path, content=request.body, headers=dict(request.headers))
    assert (told.status_code, told.content) == (status, b"")

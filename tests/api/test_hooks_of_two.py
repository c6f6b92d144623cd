"""Two providers of one scheme, each with a secret of its own, and news that no log could hold."""

import json
from collections.abc import Iterator, Sequence
from importlib.metadata import EntryPoint, EntryPoints

import pytest

from loopline.model.channels import ChannelName
from loopline.model.hook import Heard, HookChallenge, HookRefusal, HookRequest, Receipt
from loopline.providers import registry
from loopline.settings import Settings
from tests.api.sms_journey import ENTRY, NODES, key_of, receipts
from tests.providers.pigeon import LOFTS, SIGNATURE, UNSIGNED, Loft, Pigeon, sign
from tests.studio.house import WELCOME, House, error_of, living


class Dove(Pigeon):
    """Carries SMS and push, and reads its calls by a parser that lets half characters pass."""

    name = "dove"
    channels: frozenset[ChannelName] = frozenset({"sms", "push"})

    def receipts(self, request: HookRequest) -> Sequence[Heard] | HookChallenge | HookRefusal:
        if request.headers.get(SIGNATURE, "").encode() != sign(self._secret, request.body):
            return UNSIGNED
        try:
            return [Receipt(kind="delivered", **event) for event in json.loads(request.body)]
        except ValueError:
            return HookRefusal("dove_body", "The call is no list of events.", 400)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """SMS leave by one dove, push by another."""
    points = registry.installed()
    dove = EntryPoint("dove", "tests.api.test_hooks_of_two:Dove", registry.GROUP)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "entry_points", lambda group: EntryPoints((*points.values(), dove)))
        registry.installed.cache_clear()
        LOFTS["north"], LOFTS["south"] = Loft(), Loft()
        settings = {"sms": "dove://:coo@north", "push": "dove://:caw@south"}
        with living(tmp_path_factory.mktemp("house"), Settings.model_validate(settings)) as house:
            house.publish({**WELCOME, "entry": ENTRY, "start": "text", "nodes": NODES})
            yield house
    registry.installed.cache_clear()


def tell(house: House, body: bytes, secret: str) -> tuple[int, str]:
    signed = {SIGNATURE: sign(secret.encode(), body).decode()}
    answer = house.stranger.post("/hooks/dove", content=body, headers=signed)
    return (200, "") if answer.status_code == 200 else error_of(answer)


def test_each_is_believed_by_its_own_secret(house: House) -> None:
    assert [tell(house, b"[]", secret) for secret in ("coo", "caw")] == [(200, "")] * 2
    assert tell(house, b"[]", "crow") == (401, "signature_invalid")
    assert [tell(house, b"no", secret) for secret in ("coo", "caw")] == [(400, "dove_body")] * 2


@pytest.mark.parametrize("field", ["reason", "url", "id", "address", "message"])
def test_half_a_character_holds_up_no_news(house: House, field: str) -> None:
    key = key_of(house, f"half-{field}")
    odd = {"message": key, "id": f"h-{field}", field: "Thanks \ud83d"}
    good = {"message": key, "id": f"g-{field}"}
    assert tell(house, json.dumps([odd, good]).encode(), "coo") == (200, "")
    assert "delivered" in receipts(house, key)
    assert house.stranger.get("/api/health").json()["status"] == "ok"


def test_a_novel_is_kept_in_its_beginning(house: House) -> None:
    key = key_of(house, "writer")
    assert tell(house, json.dumps([{"message": key, "reason": "x" * 900_000}]).encode(), "coo") == (200, "")
    assert receipts(house, key) == ["delivered"]
    house.app.exporter.catch_up()
    ((longest,),) = house.app.facts.query("SELECT max(length(reason)) FROM facts WHERE person = 'writer'", {})
    assert longest == 2_000

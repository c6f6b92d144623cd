"""The author of a change: the person behind the cookie, or "api" for a key."""

from pathlib import Path

from starlette.requests import Request

from loopline.api.auth import SESSION_COOKIE
from loopline.storage.sqlite.studio import StudioStore
from loopline.studio.access.author import author_of, witness_of
from loopline.studio.access.operators import SignIns
from loopline.studio.access.schemas import SetupBody


def request(**headers: str) -> Request:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": raw})


def test_a_key_is_the_api_and_a_cookie_is_its_person(tmp_path: Path) -> None:
    studio_store = StudioStore(tmp_path / "desk.db")
    sign_ins = SignIns(studio_store.operators, lambda: 1_000_000)
    author = author_of(sign_ins)
    token, _ = sign_ins.set_up(SetupBody("Ada", "ada@example.test", "a long walk on the beach"))
    cookie = f"{SESSION_COOKIE}={token}"
    assert author(request(cookie=cookie)) == "Ada"
    assert author(request(authorization="Bearer la_key", cookie=cookie)) == "api"
    assert author(request(cookie=f"{SESSION_COOKIE}=wrong")) == "studio"
    studio_store.close()


def test_a_witness_is_the_operator_by_address_or_the_key_as_it_is_listed(tmp_path: Path) -> None:
    studio_store = StudioStore(tmp_path / "desk.db")
    sign_ins = SignIns(studio_store.operators, lambda: 1_000_000)
    witness = witness_of(sign_ins)
    token, _ = sign_ins.set_up(SetupBody("Ada", "ada@example.test", "a long walk on the beach"))
    cookie = f"{SESSION_COOKIE}={token}"
    assert witness(request(cookie=cookie)) == "operator ada@example.test"
    assert witness(request(authorization="Bearer la_abcdefghijk", cookie=cookie)) == "key la_abcde"
    studio_store.close()

"""The author of a change: the person behind the cookie, or "api" for a key."""

from starlette.requests import Request

from loopline.studio.access.author import author_of, witness_of
from loopline.studio.access.schemas import SetupBody
from tests.studio.house import House


def request(**headers: str) -> Request:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": raw})


def test_a_key_is_the_api_and_a_cookie_is_its_person_and_each_can_be_named_as_a_witness(house: House) -> None:
    access = house.app.access
    author = author_of(access.sign_ins, access.cookies)
    body = SetupBody("Ada", "ada@example.test", "a long walk on the beach", house.setup_token())
    token, _ = house.do(access.sign_ins.set_up(body))
    cookie = f"{access.cookies.session}={token}"
    assert author(request(cookie=cookie)) == "Ada"
    assert author(request(authorization="Bearer la_key", cookie=cookie)) == "api"
    assert author(request(cookie=f"{access.cookies.session}=wrong")) == "studio"

    witness = witness_of(access.sign_ins, access.cookies)
    assert witness(request(cookie=cookie)) == "operator ada@example.test"
    assert witness(request(authorization="Bearer la_abcdefghijk", cookie=cookie)) == "key la_abcde"

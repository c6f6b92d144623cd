"""A name or an address that is none is refused with words, and nothing is published."""

import pytest

from tests.studio.house import House, error_of


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"name": "Ada", "email": "nobody"}, "email_invalid"),
        ({"name": " ", "email": "ada@example.test"}, "name_invalid"),
        ({"name": "Ada", "email": "a@b.test", "password": "x"}, "body_invalid"),
    ],
)
def test_what_is_no_address_is_refused(house: House, body: dict[str, str], code: str) -> None:
    """Given a faulty body, the answer has the code, and no journey."""
    assert error_of(house.client.post("/api/hello", json=body)) == (400, code)
    assert "hello_loopline" not in [one["id"] for one in house.get("/api/journeys")["journeys"]]

"""What OpenAPI states of refusals is what the server answers."""

import pytest

from tests.studio.house import House, Json


def stated(house: House, method: str, path: str) -> Json:
    operation: Json = house.get("/api/openapi.json")["paths"][path][method]
    found: Json = operation["responses"]
    return found


@pytest.mark.parametrize(
    ("method", "template", "path"),
    [
        ("get", "/l/open/{token}", "/l/open/x"),
        ("get", "/l/click/{token}", "/l/click/x"),
        ("get", "/l/unsubscribe/{token}", "/l/unsubscribe/x"),
        ("post", "/l/unsubscribe/{token}", "/l/unsubscribe/x"),
        ("get", "/hooks/{scheme}", "/hooks/none"),
        ("post", "/hooks/{scheme}", "/hooks/none"),
        ("get", "/api/keys", "/api/keys"),
        ("get", "/api/people/{person}/timeline", "/api/people/ann/timeline?cursor=foreign"),
        ("post", "/v1/track", "/v1/track"),
        ("post", "/v1/batch", "/v1/batch"),
        ("put", "/api/v1/customers/{identifier}", "/api/v1/customers/ann"),
    ],
)
@pytest.mark.parametrize("caller", ["client", "stranger"])
def test_a_refusal_is_stated(house: House, method: str, template: str, path: str, caller: str) -> None:
    client = house.client if caller == "client" else house.stranger
    answer = client.request(method, path, json={} if method != "get" else None)
    assert str(answer.status_code) in stated(house, method, template)


@pytest.mark.parametrize("path", ["/v1/track", "/v1/batch"])
def test_a_refused_sender_is_told_how_many_were_accepted(house: House, path: str) -> None:
    answer = house.stranger.post(path, json={})
    assert (answer.status_code, answer.json()["success"], answer.json()["accepted"]) == (401, False, 0)


@pytest.mark.parametrize(("method", "path"), [("get", "/api/keys"), ("post", "/api/operators"), ("post", "/api/setup")])
def test_what_the_perimeter_refuses_is_stated(house: House, method: str, path: str) -> None:
    answer = house.client.request(method, path, headers={"Host": "evil.example"})
    assert answer.status_code == 421
    assert {"400", "401", "403", "413", "421"} <= set(stated(house, method, path))

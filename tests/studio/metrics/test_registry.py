"""Metrics as documents over HTTP: published, named by journeys, changed, and counted by one query wherever shown."""

import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import httpx2
import pytest

from tests.studio.house import WELCOME, House, error_of, identify, living, track

ORDERS: dict[str, Any] = {
    "kind": "metric",
    "id": "orders",
    "name": "Orders",
    "owner": "growth",
    "event": "bought",
    "measure": "sum",
    "within": "7d",
}
NAMED: dict[str, Any] = {
    **WELCOME,
    "holdout": {"percent": 40},
    "metrics": {"orders": {"metric": "orders"}, "own": {"event": "visited"}},
}


def push(house: House, document: dict[str, Any]) -> httpx2.Response:
    body = {"document": document, "publish": True, "reason": "to see it work"}
    return house.client.post("/api/documents", json=body)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Twelve people in a journey that names a metric, of whom some are held out and some buy."""
    with living(tmp_path_factory.mktemp("house")) as house:
        refused = push(house, NAMED)
        assert refused.status_code == 400 and "metric_not_published" in refused.text, refused.text
        assert push(house, ORDERS).status_code == 200
        house.publish(NAMED)
        people = [f"p{n}" for n in range(12)]
        house.send(*(identify(one, email=f"{one}@gmail.com", plan="free") for one in people))
        house.send(*(track(one, "signed_up") for one in people))
        house.send(*(track(one, "bought", amount=10) for one in people[::4]))
        yield house


def test_a_metric_is_a_document_that_a_journey_names(house: House) -> None:
    (line,) = house.get("/api/metrics/defined")["metrics"]
    assert (line["id"], line["version"], line["counts"]) == ("orders", 1, '"bought" for each person')
    (use,) = line["used_by"]
    assert (use["journey"], use["metric"], use["role"], use["version"]) == ("welcome", "orders", "secondary", 1)
    orders, own = house.get("/api/journeys/welcome/report/metrics")["metrics"]
    assert (orders["name"], orders["document"], orders["document_version"]) == ("Orders", "orders", 1)
    assert (own["document"], own["document_version"]) == ("", 0)
    assert sum(orders[side]["pending"] for side in ("treated", "held_out")) == 12
    written = house.get("/api/journeys/welcome")["live"]["document"]
    assert written["metrics"]["orders"] == {"metric": "orders"} and "pinned_metrics" not in written


def test_a_changed_metric_is_another_analysis_beside_the_old_everywhere_by_one_query(house: House) -> None:
    assert push(house, ORDERS | {"within": "14d"}).status_code == 200
    report = house.get("/api/journeys/welcome/report/metrics")
    now, before = report["metrics"][0], report["earlier"][0]
    assert (now["document_version"], now["within_ms"], now["until_version"]) == (2, 14 * 86_400_000, 0)
    assert (before["document_version"], before["within_ms"], before["until_version"]) == (1, 7 * 86_400_000, 1)
    told = house.get("/api/metrics/defined/orders")
    assert [one["version"] for one in told["versions"]] == [2, 1] and told["more"] == 0
    (figure,) = told["figures"]
    assert (figure["line"], figure["earlier"]) == (now, [before])
    assert house.get("/api/journeys/welcome")["live"]["version"] == 2, "the journey was pinned anew"
    assert push(house, ORDERS | {"within": "14d", "description": "Orders, however big."}).status_code == 200
    again = house.get("/api/journeys/welcome/report/metrics")
    assert again["metrics"][0]["document_version"] == 3
    assert [one["until_version"] for one in again["earlier"]] == [1], "other words are no other analysis"


def test_the_description_tells_the_journey_with_the_versions_of_its_metrics(house: House) -> None:
    found = house.get("/api/journeys/welcome/description")
    assert found["version"] == house.get("/api/journeys/welcome")["live"]["version"]
    assert "(metric orders, version" in found["markdown"] and "## Versions" in found["markdown"]
    page = house.client.get("/api/journeys/welcome/description", params={"format": "html"})
    assert page.text == found["html"] and page.headers["content-type"].startswith("text/html")
    digest = b64encode(sha256(re.findall("<style>(.*)</style>", page.text)[0].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in page.headers["content-security-policy"]
    text = house.client.get("/api/journeys/welcome/description", params={"format": "md"})
    assert text.text == found["markdown"] and text.headers["content-type"].startswith("text/markdown")
    assert error_of(house.client.get("/api/journeys/none/description")) == (404, "journey_unknown")
    assert house.stranger.get("/api/journeys/welcome/description").status_code == 401


def test_one_in_use_is_not_archived_and_none_is_guessed(house: House) -> None:
    answer = push(house, ORDERS | {"archived": True})
    assert error_of(answer) == (409, "content_in_use") and "journey welcome" in answer.text
    assert error_of(house.client.get("/api/metrics/defined/none")) == (404, "metric_unknown")
    assert house.stranger.get("/api/metrics/defined").status_code == 401


def test_a_metric_that_a_guardrail_could_not_guard_by_is_refused(house: House) -> None:
    """Given a guardrail of at most so many people, its metric stays a rate of which fewer is better."""
    refunds = {"kind": "metric", "id": "refunds", "owner": "growth", "event": "refunded", "better": "less"}
    guarded = {
        **NAMED,
        "id": "guarded",
        "metrics": {"refunds": {"metric": "refunds", "role": "guardrail", "at_most": 5}},
    }
    assert push(house, refunds).status_code == 200
    house.publish(guarded)
    for change in ({"measure": "sum"}, {"better": "more"}):
        refused = push(house, refunds | change)
        assert error_of(refused) == (409, "content_in_use") and "at_most" in refused.text
    given = {"documents": [refunds | {"better": "more"}, ORDERS | {"id": "beside"}], "publish": True, "reason": "x"}
    assert house.client.post("/api/documents/batch", json=given).status_code == 200
    told = house.get("/api/metrics/defined/refunds")["metric"]
    assert (told["version"], told["better"]) == (1, "less")
    assert push(house, refunds | {"within": "7d"}).status_code == 200, "another window guards as well"

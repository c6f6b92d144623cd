"""The product's own churn model on the telco rows, from events to scores: it has to be as good as it says."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.calibration import telco
from tests.studio.house import House, living

FILE = telco.data_file()
pytestmark = pytest.mark.skipif(FILE is None, reason="rows that may not be copied stand outside of this repository")


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Path, int]]:
    """A house to which all customers were sent as people with traits and events."""
    folder = tmp_path_factory.mktemp("telco") / "data"
    with living(folder) as house:
        assert FILE is not None
        rows, now = telco.customers(FILE), int(time.time() * 1_000)
        assert len(rows) == 7_043 and telco.send(house, rows, now) > 30_000
        body = {"document": telco.MODEL, "publish": True, "reason": "to keep them"}
        answer = house.client.post("/api/documents", json=body)
        assert answer.status_code == 200, answer.text
        yield house, folder, now


def test_a_model_trained_from_events_is_as_good_as_published_ones_and_calibrated(
    lived: tuple[House, Path, int],
) -> None:
    house, _, _ = lived
    answer = house.client.post("/api/models/churn/train", json={}, timeout=300)
    assert answer.status_code == 200, answer.text
    card = answer.json()["card"]
    print({name: card[name] for name in ("learner", "calibration", "split", "people", "did", "auc", "ece", "brier")})
    assert (card["split"], card["people"], card["did"]) == ("people", 7_043, 1_869)
    assert card["auc"]["estimate"] >= 0.845 and card["ece"] <= 0.03 and card["is_trusted"]
    assert "gender" not in str(card["features"]) and card["deciles"][0]["lift"] > 2.5
    run = house.client.post("/api/models/churn/score", json={}, timeout=300).json()
    assert (run["people"], run["standing"], run["by_rule"]) == (7_043, "trusted", 0)
    house.settle()
    found = house.client.post("/api/audience", json={"when": 'score("churn") >= 0.5'}).json()
    assert 800 < found["yes"] < 2_000 and found["unknown"] == 0

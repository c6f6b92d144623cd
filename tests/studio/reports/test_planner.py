"""The planner over HTTP: of a draft, of a live journey, of figures; what cannot be planned says why."""

from pathlib import Path

from tests.studio.house import WELCOME, living


def test_plans_over_http(tmp_path: Path) -> None:
    with living(tmp_path) as house:
        given = {"people": 1_000, "rate": 5, "lift": 20, "mean": 3, "spread": 30}
        found = house.get("/api/plan", **given)
        assert found["weeks_needed"] == 100 and "after 100 weeks" in found["sentence"]
        assert found["weeks"][6]["relative_lift"] > 0.5 and found["inputs"]["rule"] == "e_process"
        planned = house.get("/api/plan", **given, rule="obf")
        assert planned["weeks_needed"] < 100
        for wrong in ({"people": 0, "rate": 5}, {"people": 10, "rate": 100}, {"people": 10, "rate": 5, "holdout": 0}):
            answer = house.client.get("/api/plan", params=wrong)
            assert answer.status_code == 400 and answer.json()["error"]["code"] == "plan_inputs"
        odds: list[dict[str, str]] = [{"mean": "nan"}, {"mean": "-1"}, {"mean": "1e300", "spread": "1e300"}]
        for odd in (*odds, {"mean": "3", "spread": "1e-300"}):
            answer = house.client.get("/api/plan", params={"people": "10", "rate": "5", **odd})
            assert answer.status_code == 400 and "from 1e-06 to 1e+15" in answer.json()["error"]["text"]
        widest = house.client.get("/api/plan", params={"people": 1e9, "rate": 5, "mean": 1e15, "spread": 1e15})
        assert widest.status_code == 200
        assert house.client.get("/api/journeys/nobody/plan").status_code == 404
        house.publish(WELCOME)
        assert "Nobody is held out" in house.get("/api/journeys/welcome/plan")["missing"]
        assert "no past to plan by" in house.get("/api/journeys/welcome/plan", holdout=10)["missing"]
        draft = {"document": WELCOME | {"holdout": {"percent": 20}}}
        assert house.client.put("/api/journeys/welcome/draft", json=draft).status_code == 200
        assert "no past to plan by" in house.get("/api/journeys/welcome/plan")["missing"], "the draft holds some out"

"""Folders, tags and the archive over HTTP: many at once, each with its own answer, and nothing archived goes live."""

from typing import Any

from tests.studio.house import WELCOME, House, Json, error_of, identify, track


def draw(house: House, *names: str) -> None:
    for name in names:
        body = {"document": WELCOME | {"id": name, "name": name}, "revision": 0}
        assert house.client.put(f"/api/journeys/{name}/draft", json=body).status_code == 200


def asked(house: House, path: str, **body: Any) -> Json:
    answer = house.client.post(f"/api/shelf{path}", json=body)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def line(house: House, name: str) -> Json:
    lines: list[Json] = house.get("/api/journeys")["journeys"]
    return next(one for one in lines if one["id"] == name)


def test_journeys_are_put_into_folders_and_tagged_in_one_go(house: House) -> None:
    draw(house, "one", "two")
    done = asked(house, "", journeys=["one", "nothing", "two"], folder=" Spring\n sale ", add=["Urgent", "vip"])
    assert [(one["journey"], one["folder"], one["tags"]) for one in done["done"]] == [
        ("one", "Spring sale", ["Urgent", "vip"]),
        ("two", "Spring sale", ["Urgent", "vip"]),
    ]
    assert [(one["journey"], one["code"]) for one in done["refused"]] == [("nothing", "journey_unknown")]
    asked(house, "", journeys=["one"], add=["URGENT", "b2b"], remove=["Vip"])
    found = line(house, "one")
    assert (found["folder"], found["tags"], found["archived"]) == ("Spring sale", ["Urgent", "b2b"], False)
    asked(house, "", journeys=["one"], folder="")
    assert (line(house, "one")["folder"], line(house, "two")["folder"]) == ("", "Spring sale")


def test_an_archived_draft_is_hidden_and_is_not_published_by_any_way(house: House) -> None:
    draw(house, "hidden")
    [done] = asked(house, "/archive", journeys=["hidden"])["done"]
    assert done["archived_at"] > 0 and line(house, "hidden")["archived"]
    assert house.get("/api/journeys/hidden")["archived"]
    document = WELCOME | {"id": "hidden"}
    publish = {"document": document, "reason": "now"}
    archived = (409, "journey_archived")
    assert error_of(house.client.post("/api/journeys/hidden/publish", json=publish)) == archived
    assert error_of(house.client.post("/api/documents", json=publish | {"publish": True})) == archived
    batch = {"documents": [document, WELCOME | {"id": "beside"}], "publish": True, "reason": "now"}
    first, second = house.client.post("/api/documents/batch", json=batch).json()["documents"]
    assert first["refused"]["code"] == "journey_archived" and second["pushed"]["version"] == 1
    assert house.get("/api/journeys/hidden")["state"] == "draft"
    again = asked(house, "/archive", journeys=["hidden"])["done"][0]
    assert again["archived_at"] == done["archived_at"], "archived once"
    asked(house, "/restore", journeys=["hidden"])
    assert not line(house, "hidden")["archived"]
    assert house.client.post("/api/journeys/hidden/publish", json=publish).status_code == 200


def test_one_that_runs_is_refused_with_who_is_inside_until_it_is_stopped(house: House) -> None:
    house.publish(WELCOME | {"id": "running"})
    house.send(identify("ann", plan="free"), track("ann", "signed_up"))
    [refused] = asked(house, "/archive", journeys=["running"])["refused"]
    assert refused["code"] == "journey_runs" and "It is live, and 1 person is inside" in refused["text"]
    assert house.client.post("/api/journeys/running/pause").status_code == 200
    [refused] = asked(house, "/archive", journeys=["running"])["refused"]
    assert "It is paused" in refused["text"]
    assert house.client.post("/api/journeys/running/stop").status_code == 200
    house.settle()
    assert asked(house, "/archive", journeys=["running"])["done"][0]["journey"] == "running"
    found = line(house, "running")
    assert (found["archived"], found["state"], found["people_inside"]) == (True, "stopped", 0)
    back = house.client.post("/api/journeys/running/rollback", json={"version": 1, "reason": "back"})
    assert error_of(back) == (409, "journey_archived")


def test_what_is_asked_is_bounded(house: House) -> None:
    draw(house, "bounded")
    bodies: tuple[Json, ...] = (
        {"journeys": []},
        {"journeys": ["x"] * 501},
        {"journeys": ["bounded"], "folder": "x" * 81},
        {"journeys": ["bounded"], "add": ["x" * 41]},
        {"journeys": ["bounded"], "add": ["x"] * 21},
    )
    for body in bodies:
        assert error_of(house.client.post("/api/shelf", json=body)) == (400, "body_invalid")
    empty = house.client.post("/api/shelf", json={"journeys": ["bounded"], "add": [" "]})
    assert error_of(empty) == (400, "tag_empty")
    many = [f"tag {number}" for number in range(20)]
    assert asked(house, "", journeys=["bounded"], add=many)["done"]
    [refused] = asked(house, "", journeys=["bounded"], add=["one more"])["refused"]
    assert refused["code"] == "tags_full"
    assert line(house, "bounded")["tags"] == many

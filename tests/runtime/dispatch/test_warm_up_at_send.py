"""A warm-up through the edge: the day's share, then the next provider or waiting; a restart forgets nothing."""

from pathlib import Path

from loopline.settings import Settings
from tests.providers.servers import post_office
from tests.runtime.dispatch.crowd import enter, journey, publish_workspace, until
from tests.studio.house import House, Json, living


def workspace(name: str, *days: int) -> Json:
    """A plan for this provider."""
    plan = {"provider": name, "starts": "2999-01-01", "days": list(days)}  # the first day counts until then
    return {"kind": "workspace", "delivery": {"warm_ups": [plan]}}


def line(house: House, name: str) -> Json:
    """What the list shows of a provider."""
    found: Json = next(one for one in house.get("/api/providers")["providers"] if one["name"] == name)
    return found


def test_what_exceeds_the_day_waits_without_an_attempt_also_after_a_restart(tmp_path: Path) -> None:
    with post_office() as office:
        settings = Settings.model_validate({"email": f"smtp://127.0.0.1:{office.port}?starttls=never"})
        with living(tmp_path, settings) as house:
            publish_workspace(house, workspace("smtp", 5))
            house.publish(journey("news"))
            house.publish(journey("code", transactional=True))
            enter(house, "news", *(f"a{number}@example.test" for number in range(12)))
            until(lambda: line(house, "smtp")["warm_up"]["sent"] == 5)
            enter(house, "code", "code@example.test")
            until(lambda: "code@example.test" in [to for to, _ in office.mails])
            assert len(office.mails) == 6, "transactional mail is never held, and counts"
            assert line(house, "smtp")["warm_up"] == {"day": 1, "limit": 5, "sent": 6}
        with living(tmp_path, settings) as house:
            until(lambda: house.app.delivery.is_started)
            enter(house, "code", "again@example.test")
            until(lambda: "again@example.test" in [to for to, _ in office.mails])
            assert len(office.mails) == 7
            waiting = house.app.state.outbox(("pending",), 2**62, 100)
            assert len(waiting) == 7 and {one.attempt for one in waiting} == {0}
            publish_workspace(house, {"kind": "workspace"})
            until(lambda: len(office.mails) == 14)
            assert line(house, "smtp")["warm_up"] is None


def test_another_provider_carries_what_exceeds_the_day(tmp_path: Path) -> None:
    with post_office() as new, post_office() as old, living(tmp_path) as house:
        for name, office, weight in (("new", new, 1), ("old", old, 0)):
            url = f"smtp://127.0.0.1:{office.port}?starttls=never"
            body = {"name": name, "channel": "email", "url": url, "weight": weight}
            assert house.client.post("/api/providers", json=body).status_code == 204
        publish_workspace(house, workspace("new", 3))
        house.publish(journey("news"))
        enter(house, "news", *(f"a{number}@example.test" for number in range(10)))
        until(lambda: len(new.mails) + len(old.mails) == 10)
        assert len(new.mails) == 3

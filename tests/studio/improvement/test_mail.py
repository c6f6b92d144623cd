"""Reviews by mail, to a real mail server: on Monday at eight, once, to those who asked; and frozen when finished."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from loopline.runtime.clock import VirtualClock
from loopline.settings import Settings
from loopline.storage.sql.access.operators import Operator
from tests.providers.servers import post_office
from tests.studio.house import WELCOME, House, error_of, identify, living, track

DAY = 86_400_000
WEDNESDAY = int(datetime(2026, 3, 4, 12, tzinfo=UTC).timestamp() * 1_000)
NEXT_MONDAY = int(datetime(2026, 3, 9, 8, tzinfo=UTC).timestamp() * 1_000)


def operator(house: House, email: str) -> None:
    house.app.studio_store.operators.add(Operator(email, email.partition("@")[0], "", 1))


def wants(house: House, email: str, *, mail: bool = True) -> None:
    answer = house.client.put("/api/reviews/readers", json={"email": email, "wants": mail})
    assert answer.status_code == 200, answer.text


def look(house: House) -> None:
    house.do(house.app.studio.improvement.mail.look())


def lived(house: House) -> None:
    """A week in which something happened."""
    house.publish({**WELCOME, "name": "Welcome <all>"}, "to greet & keep people")
    house.send(*(identify(f"p{n}", email=f"p{n}@box.test", plan="free") for n in range(3)))
    house.send(*(track(f"p{n}", "signed_up") for n in range(3)))


def test_the_review_comes_on_monday_at_eight_once(tmp_path: Path) -> None:
    clock = VirtualClock(WEDNESDAY)
    with post_office() as office:
        settings = Settings.model_validate({"email": f"smtp://127.0.0.1:{office.port}?starttls=never"})
        with living(tmp_path, settings, clock=clock) as house:
            lived(house)
            office.mails.clear()
            for email in ("mara@team.test", "jon@team.test", "dead@team.test"):
                operator(house, email)
                wants(house, email)
            wants(house, "jon@team.test", mail=False)
            look(house)
            assert office.mails == [], "the week is not over"
            clock.move_to(NEXT_MONDAY - 1)
            look(house)
            assert office.mails == []
            clock.move_to(NEXT_MONDAY)
            operator(house, "late@team.test")
            wants(house, "late@team.test")
            look(house)
            look(house)
            assert [to for to, _ in office.mails] == ["mara@team.test"], "each once, and nobody gets old weeks"
            mail = message_from_bytes(office.mails[0][1], policy=policy.default)
            assert mail["subject"] == "Review of the week of 2026-03-02"
            parts = {part.get_content_type(): part for part in mail.walk()}
            page, text = (parts[f"text/{kind}"].get_content() for kind in ("html", "plain"))
            assert "Welcome &lt;all&gt;: version 1 of the journey was published" in page and "<all>" not in page
            assert "Welcome <all>: version 1 of the journey was published by api: to greet & keep people" in text
            assert "3 people entered (the week before: 0)." in text and "/reviews/2026-03-02" in text
            readers = {one["email"]: one for one in house.get("/api/reviews")["readers"]}
            assert readers["mara@team.test"]["week"] == "2026-03-02" and not readers["mara@team.test"]["fault"]
            assert "Refused" in readers["dead@team.test"]["fault"], "what did not leave is said"
            clock.move_to(NEXT_MONDAY + 7 * DAY)
            look(house)
            assert sorted(to for to, _ in office.mails[1:]) == ["late@team.test", "mara@team.test"]


def test_what_is_in_the_sandbox_is_not_called_mailed(tmp_path: Path) -> None:
    clock = VirtualClock(WEDNESDAY)
    with living(tmp_path, clock=clock) as house:
        operator(house, "mara@team.test")
        wants(house, "mara@team.test")
        clock.move_to(NEXT_MONDAY)
        answer = house.client.post("/api/reviews/last/mail").json()
        assert answer["mailed"] == 0 and "no provider" in answer["faults"]["mara@team.test"]
        (reader,) = house.get("/api/reviews")["readers"]
        assert reader["week"] == "" and "no provider" in reader["fault"], "it is tried again once there is one"


def test_a_finished_review_stays_as_it_is(tmp_path: Path) -> None:
    clock = VirtualClock(WEDNESDAY)
    with living(tmp_path, clock=clock) as house:
        lived(house)
        clock.move_to(NEXT_MONDAY)
        before = house.get("/api/reviews/2026-03-02")
        assert before["is_over"] and before["figures"]["people"] == 3 and before["finished_at"] == 0
        answer = house.client.post("/api/reviews/2026-03-02/finish", json={"note": "Two ideas taken."})
        assert answer.status_code == 200, answer.text
        house.client.post("/api/backlog", json={"title": "Later"})
        house.publish({**WELCOME, "name": "Other"})
        after = house.get("/api/reviews/2026-03-02")
        assert after == answer.json() and after["note"] == "Two ideas taken." and after["finished_by"] == "api"
        assert {name: after[name] for name in ("figures", "changed", "caused")} == {
            name: before[name] for name in ("figures", "changed", "caused")
        }
        again = house.client.post("/api/reviews/2026-03-02/finish", json={})
        assert error_of(again) == (409, "review_finished")
        assert [one["week"] for one in house.get("/api/reviews")["finished"]] == ["2026-03-02"]
        page = house.client.get("/api/reviews/2026-03-02?format=html")
        assert "Two ideas taken." in page.text and "attachment" in page.headers["content-disposition"]
        assert "http" not in page.text.replace("http-equiv", ""), "it asks nobody for anything"


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
def test_a_week_begins_on_the_workspaces_monday(tmp_path: Path, zone: str) -> None:
    clock = VirtualClock(int(datetime(2026, 3, 8, 20, tzinfo=UTC).timestamp() * 1_000))
    with living(tmp_path, clock=clock) as house:
        body = {"kind": "workspace", "id": "workspace", "zone": zone}
        answer = house.client.post("/api/documents", json={"document": body, "publish": True, "reason": "zone"})
        assert answer.status_code == 200, answer.text
        expected = {"Pacific/Auckland": "2026-03-09", "America/Los_Angeles": "2026-03-02"}[zone]
        assert house.get("/api/reviews")["this_week"] == expected


def test_a_week_that_was_mailed_by_hand_before_its_end_still_comes_on_monday(tmp_path: Path) -> None:
    clock = VirtualClock(WEDNESDAY)
    with post_office() as office:
        settings = Settings.model_validate({"email": f"smtp://127.0.0.1:{office.port}?starttls=never"})
        with living(tmp_path, settings, clock=clock) as house:
            for email in ("mara@team.test", "gone@team.test"):
                operator(house, email)
                wants(house, email)
            assert house.client.post("/api/reviews/this/mail").json() == {"mailed": 2, "faults": {}}
            operator(house, "owner@team.test")
            assert house.client.request("DELETE", "/api/operators/gone@team.test").status_code == 204
            office.mails.clear()
            clock.move_to(NEXT_MONDAY)
            look(house)
            look(house)
            assert [to for to, _ in office.mails] == ["mara@team.test"], "nothing goes to who signs in no more"
            operator(house, "gone@team.test")
            readers = [one["email"] for one in house.get("/api/reviews")["readers"]]
            assert readers == ["mara@team.test"], "who has the address next asked for nothing"


def test_a_server_that_was_killed_while_it_mailed_mails_nothing_twice(tmp_path: Path) -> None:
    clock = VirtualClock(WEDNESDAY)
    with post_office() as office:
        settings = Settings.model_validate({"email": f"smtp://127.0.0.1:{office.port}?starttls=never"})
        with living(tmp_path, settings, clock=clock) as house:
            operator(house, "mara@team.test")
            wants(house, "mara@team.test")
            clock.move_to(NEXT_MONDAY)
            kept = house.app.studio_store.reviews.mailed

            def killed(email: str, week: str, at: int, fault: str) -> None:
                if office.mails:
                    raise SystemError("killed")
                kept(email, week, at, fault)

            house.app.studio_store.reviews.mailed = killed  # type: ignore[method-assign]
            with pytest.raises(SystemError):
                look(house)
            house.app.studio_store.reviews.mailed = kept  # type: ignore[method-assign]
        with living(tmp_path, settings, clock=clock) as house:
            look(house)
            assert len(office.mails) == 1
            (reader,) = house.get("/api/reviews")["readers"]
            assert "Nobody knows" in reader["fault"]

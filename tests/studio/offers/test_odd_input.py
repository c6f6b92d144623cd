"""Odd input of shops, spreadsheets and authors: each is told as it is, and nobody is set aside by it."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from loopline.runtime.clock import VirtualClock
from tests.cli.served import loopline
from tests.runtime.parts import DAY, NOON
from tests.studio.house import House, Json, error_of, identify, living, track
from tests.studio.offers.winback import JOURNEY, OFFER, check, offered, publish, upload

PLAIN: Json = {**OFFER, "when": "", "budget": {"amount": 100, "currency": "EUR"}}


def granted(house: House, person: str) -> str:
    """The code that somebody gets, who cancels."""
    house.send(identify(person, email=f"{person}@box.test"), track(person, "cancelled"))
    return next(text for text in offered(house, person) if "the code " in text).split("the code ")[1].split(",")[0]


def test_a_real_cost_is_read_to_four_decimals_and_one_beyond_all_numbers_is_the_cost_held(tmp_path: Path) -> None:
    with living(tmp_path) as house:
        publish(house, PLAIN)
        upload(house, "back", "A-1\nA-2")
        publish(house, JOURNEY)
        house.send(track("ann", "order_placed", coupon=granted(house, "ann"), discount=0.2 * 19.99))
        assert house.get("/api/offers/back")["redeemed_cost"] == 3.998
        event = json.dumps({"batch": [track("bob", "order_placed", coupon=granted(house, "bob"), discount=0.5)]})
        event = event.replace("0.5", "9" * 400)
        sent = house.stranger.post("/v1/batch", content=event.encode(), headers=house.write)
        assert sent.status_code == 200, sent.text
        house.settle()
        assert house.get("/api/quarantine")["items"] == []
        line = house.get("/api/offers/back")
        assert (line["redeemed"], line["redeemed_cost"]) == (2, 13.998)


def test_a_spreadsheet_with_semicolons_or_tabs_gives_its_first_column(house: House) -> None:
    publish(house, {**PLAIN, "id": "sheet"})
    assert upload(house, "sheet", '\ufeff\r\n"code";"who"\r\nA-1;Ann\r\n"A-2";Bob\r\n')["added"] == 2
    assert upload(house, "sheet", "A-1\tAnn\nA-2\tBob\n") == {"read": 2, "added": 0, "known": 2, "left": 2}


def test_what_is_new_of_uploads_at_once_is_told_of_each_alone(house: House) -> None:
    publish(house, {**PLAIN, "id": "crowd"})
    texts = ["\n".join(f"{name}-{number}" for number in range(3_000)) for name in "abcd"]
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda text: upload(house, "crowd", text), texts))
    assert [(one["read"], one["added"], one["known"]) for one in told] == [(3_000, 3_000, 0)] * 4


def test_an_offer_that_has_granted_keeps_its_currency(tmp_path: Path) -> None:
    with living(tmp_path) as house:
        publish(house, {**PLAIN, "codes": {"source": "generated"}})
        publish(house, JOURNEY)
        granted(house, "ann")
        dollars = {**PLAIN, "codes": {"source": "generated"}, "budget": {"amount": 100, "currency": "USD"}}
        body = {"document": dollars, "publish": True, "reason": "abroad"}
        assert error_of(house.client.post("/api/documents", json=body)) == (409, "offer_currency_changed")
        granted(house, "bob")
        assert house.get("/api/offers/back")["spent"] == 20


def test_who_was_refused_and_waits_at_the_gate_is_not_asked_again_in_vain(tmp_path: Path) -> None:
    clock = VirtualClock(NOON)
    with living(tmp_path, clock=clock) as house:
        publish(house, {"kind": "workspace", "caps": [{"channel": "email", "limit": 1, "per": "day"}]})
        made = {**PLAIN, "codes": {"source": "generated"}}
        publish(house, made)
        publish(house, {**made, "id": "small", "budget": {"amount": 10, "currency": "EUR"}})
        publish(house, JOURNEY)
        waits = {**JOURNEY["nodes"]["mail"], "offer": "small", "if_refused": "wait", "wait_at_most": "3d"}
        publish(house, {**JOURNEY, "id": "winback_two", "nodes": {"mail": waits}})
        for name in ("ann", "bob"):
            house.send(identify(name, email=f"{name}@box.test"), track(name, "cancelled"))
        clock.move_to(NOON + 2 * DAY)
        house.send(track("bob", "seen"))
        told = [text for text in offered(house, "bob") if '"small"' in text]
        assert told == [
            'Not given the offer "small" at mail: its budget is spent.',
            'Asked for the offer "small" at mail.',
        ]


def test_the_last_day_is_whole_when_the_clock_changes_and_follows_the_zone_of_the_workspace(tmp_path: Path) -> None:
    clock = VirtualClock(1_792_965_600_000)  # 2026-10-25T22:00Z, 23:00 in Berlin, where this day has 25 hours
    with living(tmp_path, clock=clock) as house:
        publish(house, {"kind": "workspace", "zone": "Europe/Berlin"})
        publish(house, {**PLAIN, "codes": {"source": "generated"}, "ends": "2026-10-25"})
        clock.move_to(1_792_969_200_000 - 60_000)
        assert house.get("/api/offers/back")["standing"] == "open"
        clock.move_to(1_792_969_200_000)
        assert house.get("/api/offers/back")["standing"] == "ended"
        publish(house, {"kind": "workspace", "zone": "America/New_York"})
        assert house.get("/api/offers/back")["standing"] == "open", "there it is not midnight yet"


def test_a_file_with_a_line_that_is_no_code_is_refused_before_any_part_is_taken(tmp_path: Path) -> None:
    folder, document, codes = tmp_path / "data", tmp_path / "offer.yaml", tmp_path / "codes.txt"
    document.write_text("kind: offer\nid: back\nwords: x\nbudget: {grants: 5}\ncodes: {source: pool}\n", "utf-8")
    assert loopline("push", document, "--publish", "--reason", "new", "--data", folder).returncode == 0
    codes.write_text("".join(f"C-{number}\n" for number in range(11_000)) + "no code\n", "utf-8")
    refused = loopline("offer", "codes", "add", "back", codes, "--data", folder)
    assert refused.returncode != 0
    assert "Line 11001" in refused.stderr
    codes.write_text("".join(f"C-{number}\n" for number in range(100_001)), "utf-8")
    refused = loopline("offer", "codes", "add", "back", codes, "--data", folder)
    assert "codes_full" in refused.stderr
    assert '"codes_left": 0' in loopline("offer", "show", "back", "--data", folder).stdout


def test_what_nobody_could_redeem_is_told(house: House) -> None:
    assert "offer_limit" in check(house, {**PLAIN, "expires": "0d"})
    assert "entry_not_here" in check(house, {**PLAIN, "redeemed_by": {"event": "bought", "code": "entry.coupon"}})


def test_a_shared_code_is_one_that_can_be_typed(house: House) -> None:
    assert "offer_codes" in check(house, {**PLAIN, "codes": {"source": "shared", "shared": "SAVE\n20"}})
    assert "offer_limit" in check(house, {**PLAIN, "cooling_off": "1d", "group": "x" * 101})


def test_a_bound_is_never_shown_as_broken_by_grants_that_came_back(tmp_path: Path) -> None:
    clock = VirtualClock(NOON)
    with living(tmp_path / "data", clock=clock) as house:
        document = {**PLAIN, "codes": {"source": "generated"}, "budget": {"grants": 1}, "cost": 0, "returns": True}
        publish(house, document)
        publish(house, JOURNEY)
        granted(house, "ann")
        clock.move_to(NOON + 15 * DAY)
        house.send(track("ann", "seen"))
        granted(house, "bob")
        line = house.get("/api/offers/back")
        assert (line["granted"], line["lapsed"], line["counted"], line["grants_most"]) == (2, 1, 1, 1)
    assert "0 of 1" in loopline("offer", "list", "--data", tmp_path / "data").stdout, "bob's has lapsed by today, too"

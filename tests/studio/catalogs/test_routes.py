"""Catalogs and feeds where people meet them: published, filled, looked up by messages that leave, told when wrong."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.cli.served import Server, loopline, server, wait_for, written

CATALOG = {
    "kind": "catalog",
    "id": "products",
    "id_field": "sku",
    "fields": {
        "name": {"required": True},
        "category": {"indexed": True},
        "price": {"type": "number", "indexed": True},
        "tags": {"type": "list"},
    },
}
PRODUCTS = [
    {"sku": "p1", "name": "Boots <new>", "category": "shoes", "price": 90},
    {"sku": "p2", "name": "Socks", "category": "shoes", "price": 9},
    {"sku": "p3", "name": "Hat", "category": "hats", "price": 30},
]
PICKED = {"catalog": "products", "id": "data.sku"}
OTHERS = {
    "catalog": "products",
    "where": "item.category == data.category and item.sku != data.sku",
    "sort": "-price",
    "limit": 2,
}


class FeedAnswers(BaseHTTPRequestHandler):
    """Answers as the path says; `hang` answers when the test is over."""

    over = threading.Event()
    asked: list[tuple[str, str]] = []  # noqa: RUF012  (one server a test module)

    def do_GET(self) -> None:
        FeedAnswers.asked.append((self.path, self.headers.get("Authorization", "")))
        kind = self.path.partition("?")[0].strip("/")
        if kind == "hang":
            FeedAnswers.over.wait(60)
        status = {"gone": 404, "broken": 500}.get(kind, 200)
        body = json.dumps({"asked": self.path, "rate": 1.25}).encode()
        with suppress(ConnectionError):  # whoever asked has waited long enough
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def feeds() -> Iterator[str]:
    FeedAnswers.over.clear()
    answering = ThreadingHTTPServer(("127.0.0.1", 0), FeedAnswers)
    threading.Thread(target=answering.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{answering.server_port}"
    finally:
        FeedAnswers.over.set()
        answering.shutdown()
        answering.server_close()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    env = {"LOOPLINE_ALLOW_PRIVATE_WEBHOOKS": "true", "LOOPLINE_FEED_SECRETS": '{"rates": "s3cret"}'}
    with server(tmp_path_factory.mktemp("catalogs") / "data", env) as one:
        published(one, CATALOG)
        assert one.ask("PUT", "/api/catalogs/products/items", {"items": PRODUCTS}).json()["accepted"] == 3
        yield one


def published(made: Server, *documents: dict[str, Any]) -> list[dict[str, Any]]:
    body = {"documents": list(documents), "publish": True, "reason": "test"}
    answer = made.ask("POST", "/api/documents/batch", body)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["documents"]
    return found


def sent(made: Server, content: dict[str, Any], data: dict[str, Any], to: str = "ann@box.test") -> Any:
    """The text that the sandbox has of a single mail, once it has it; else where it stands."""
    body = {"channel": "email", "to": {"address": to}, "content": {"subject": "Hello", **content}, "data": data}
    taken = made.ask("POST", "/api/send", body)
    assert taken.status_code in (200, 202), taken.text
    name = taken.json()["id"]

    def over() -> Any:
        found = made.ask("GET", f"/api/send/{name}").json()
        return found if found["status"] == "sandbox" or (found["status"] == "refused" and found["text"]) else None

    found = wait_for(over)
    if found["status"] != "sandbox":
        return found["text"]
    return made.ask("GET", f"/api/messages/{found['message']}").json()["rendered"]["text"]


def test_a_mail_says_what_it_looked_up(made: Server) -> None:
    text = "{{lookup.it.name}}:{{#each lookup.others}} {{name}} {{price}}{{/each}}"
    content = {"text": text, "lookups": {"it": PICKED, "others": OTHERS}}
    assert sent(made, content, {"sku": "p2", "category": "shoes"}) == "Socks: Boots <new> 90"
    html = {"text": "t", "html": "<p>{{lookup.it.name}}</p>", "lookups": {"it": PICKED}}
    assert sent(made, html, {"sku": "p1", "category": "shoes"}) == "t"


def test_a_change_of_an_item_counts_for_the_next_message(made: Server) -> None:
    content = {"text": "{{lookup.others.[0].price}}", "lookups": {"others": OTHERS}}
    data = {"sku": "p2", "category": "shoes"}
    assert sent(made, content, data) == "90"
    made.ask("PATCH", "/api/catalogs/products/items", {"items": [{"sku": "p1", "price": 80}]})
    assert sent(made, content, data) == "80"
    assert made.ask("GET", "/api/catalogs/products/items/p1").json()["name"] == "Boots <new>"
    made.ask("PATCH", "/api/catalogs/products/items", {"items": [{"sku": "p1", "price": 90}]})


def test_what_is_not_there_refuses_the_message_or_is_done_without(made: Server) -> None:
    content = {"text": "{{#if lookup.it}}{{lookup.it.name}}{{else}}none{{/if}}", "lookups": {"it": PICKED}}
    told = sent(made, content, {"sku": "p99"})
    assert 'Catalog "products" has no item "p99"' in told
    assert sent(made, {**content, "lookups": {"it": {**PICKED, "missing": "blank"}}}, {"sku": "p99"}) == "none"
    assert sent(made, {**content, "lookups": {"it": {**PICKED, "default": {"name": "Gift"}}}}, {}) == "Gift"


def test_items_that_do_not_fit_are_told_and_the_others_kept(made: Server) -> None:
    bad = [
        {"sku": "x1"},
        {"name": "no id"},
        {"sku": "x2", "name": "N", "price": "9"},
        {"sku": "x3", "name": "N", "colour": "red"},
        {"sku": "x4", "name": "N" * 17_000},
        ["x5"],
        {"sku": "x6", "name": "Good"},
    ]
    answer = made.ask("PUT", "/api/catalogs/products/items", {"items": bad}).json()
    assert (answer["accepted"], answer["refused"]) == (1, 6)
    codes = [(fault["index"], fault["code"]) for fault in answer["faults"]]
    assert codes == [
        (0, "item_field"),
        (1, "item_id"),
        (2, "item_type"),
        (3, "item_field"),
        (4, "item_large"),
        (5, "item_form"),
    ]
    assert made.ask("DELETE", "/api/catalogs/products/items/x6").status_code == 204
    assert made.ask("GET", "/api/catalogs/products/items/x6").json()["error"]["code"] == "item_unknown"
    assert made.ask("GET", "/api/catalogs/none/items").json()["error"]["code"] == "catalog_unknown"
    many = {"items": [{"sku": str(number), "name": "N"} for number in range(1_001)]}
    assert made.ask("PUT", "/api/catalogs/products/items", many).json()["error"]["code"] == "items_too_many"


def test_a_change_that_does_not_fit_costs_no_good_change_of_the_same_item(made: Server) -> None:
    changes = [{"sku": "p3", "price": "dear"}, {"sku": "p3", "category": "caps"}, {"sku": "p3", "price": 31}]
    answer = made.ask("PATCH", "/api/catalogs/products/items", {"items": changes}).json()
    assert (answer["accepted"], [fault["code"] for fault in answer["faults"]]) == (2, ["item_type"])
    item = made.ask("GET", "/api/catalogs/products/items/p3").json()
    assert (item["price"], item["category"]) == (31, "caps")
    made.ask("PATCH", "/api/catalogs/products/items", {"items": [{"sku": "p3", "price": 30, "category": "hats"}]})


def test_changes_of_the_same_items_at_once_all_count(made: Server) -> None:
    names = [f"busy{number}" for number in range(500)]
    made.ask("PUT", "/api/catalogs/products/items", {"items": [{"sku": one, "name": "Busy"} for one in names]})

    def change(field: str) -> None:
        items = [{"sku": one, field: 7 if field == "price" else "seven"} for one in names]
        assert made.ask("PATCH", "/api/catalogs/products/items", {"items": items}).json()["accepted"] == len(names)

    threads = [threading.Thread(target=change, args=(field,)) for field in ("name", "category", "price")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in names[::25]:
        item = made.ask("GET", f"/api/catalogs/products/items/{one}").json()
        assert item == {"sku": one, "name": "seven", "category": "seven", "price": 7}
    made.ask("POST", "/api/catalogs/products/items/remove", {"ids": names})


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"text": "{{lookup.it.name}}"}, "lookup_undeclared"),
        ({"text": "t", "lookups": {"it": {"catalog": "product", "id": "data.sku"}}}, "catalog_unknown"),
        ({"text": "t", "lookups": {"it": {"feed": "none"}}}, "feed_unknown"),
        ({"text": "{{lookup.it.title}}", "lookups": {"it": PICKED}}, "lookup_field_unknown"),
        ({"text": "{{lookup.all.[0].title}}", "lookups": {"all": OTHERS}}, "lookup_field_unknown"),
    ],
)
def test_a_single_message_whose_look_up_cannot_work_is_refused_at_once(
    made: Server, content: dict[str, Any], code: str
) -> None:
    body = {"channel": "email", "to": {"address": "ann@box.test"}, "content": {"subject": "Hello", **content}}
    answer = made.ask("POST", "/api/send", body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


def test_nobody_without_a_key_sees_or_changes_items(made: Server) -> None:
    for method, path in (("GET", ""), ("GET", "/items"), ("PUT", "/items"), ("DELETE", "/items")):
        assert made.ask(method, f"/api/catalogs/products{path}", key="lw_nobody").status_code in (401, 403)


def journey(content: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": "journey",
        "id": "picks",
        "owner": "growth",
        "entry": {"on": ["viewed"]},
        "start": "mail",
        "nodes": {"mail": {"kind": "message", "channel": "email", "content": {"subject": "S", **content}}},
    }


BY_SKU = {"it": {"catalog": "products", "id": "event.sku"}}
BY_COLOUR = {"it": {"catalog": "products", "where": "item.colour == 'red'"}}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"text": "{{lookup.it.name}}"}, "lookup_undeclared"),
        ({"text": "{{lookup.it.title}}", "lookups": BY_SKU}, "lookup_field_unknown"),
        ({"text": "t", "lookups": {"it": {"catalog": "product", "id": "event.sku"}}}, "catalog_unknown"),
        ({"text": "t", "lookups": {"it": {"feed": "rates"}}}, "feed_unknown"),
        ({"text": "t", "lookups": BY_COLOUR}, "lookup_field_unknown"),
        ({"text": "t", "lookups": {"it": {"catalog": "products"}}}, "lookup_form"),
        ({"text": "t", "lookups": {"it": {"catalog": "products", "where": "item.price >"}}}, "condition_syntax"),
        ({"text": "t", "lookups": {"it": {"catalog": "products", "where": "count('x') > 1"}}}, "lookup_where"),
        ({"text": "t", "lookups": {"it": {"catalog": "products", "sort": "price", "limit": 21}}}, "lookup_limit"),
    ],
)  # fmt: skip
def test_what_could_not_be_looked_up_is_told_before_it_is_published(
    made: Server, content: dict[str, Any], code: str
) -> None:
    (answer,) = published(made, journey(content))
    assert code in [fault["code"] for fault in answer["refused"]["faults"]], answer


def test_a_journey_looks_up_by_its_event(made: Server) -> None:
    (answer,) = published(made, journey({"text": "{{lookup.it.name}}", "lookups": BY_SKU}))
    assert answer["pushed"]["version"] == 1, answer
    key = made.ask("POST", "/api/keys", {"role": "write"}).json()["key"]
    made.ask("POST", "/v1/identify", {"userId": "bob", "traits": {"email": "bob@box.test"}}, key=key)
    made.ask("POST", "/v1/track", {"userId": "bob", "event": "viewed", "properties": {"sku": "p3"}}, key=key)

    def left() -> Any:
        rows = made.ask("GET", "/api/messages?journey=picks").json()["messages"]
        return rows[0]["key"] if rows and rows[0]["status"] == "sent" else None

    found = made.ask("GET", f"/api/messages/{wait_for(left)}").json()["rendered"]
    assert found["text"] == "Hat"
    assert not found.get("again"), "the copy of what was sent keeps what was looked up"


def test_the_command_line_fills_shows_and_empties_a_catalog(made: Server, tmp_path: Path) -> None:
    data = ("--data", made.folder)
    document = written(tmp_path, json.dumps({**CATALOG, "id": "shelf"}), "shelf.yaml")
    assert loopline("catalog", "add", document, *data).returncode == 0
    rows = [
        "sku,name,category,price,tags",
        'a1,"One, two",hats,5,"[""new""]"',
        "a2,,hats,6,",
        "a3,Three,hats,much,",
        "a4,Four,shoes,7.5,",
    ]
    table = written(tmp_path, "\n".join(rows), "items.csv")
    told = loopline("catalog", "import", "shelf", table, *data)
    assert told.returncode == 1, told.stdout
    assert "line 3:" in told.stdout and "[item_field]" in told.stdout
    assert "line 4:" in told.stdout and "[item_type]" in told.stdout
    assert "2 items were taken, 2 were not." in told.stdout
    assert json.loads(loopline("catalog", "show", "shelf", "a1", *data).stdout) == {
        "sku": "a1", "name": "One, two", "category": "hats", "price": 5, "tags": ["new"],
    }  # fmt: skip
    out = tmp_path / "out.jsonl"
    assert "2 items were written." in loopline("catalog", "export", "shelf", out, *data).stdout
    assert "2 items were removed." in loopline("catalog", "remove", "shelf", "--all", *data).stdout
    assert loopline("catalog", "import", "shelf", out, *data).returncode == 0
    listed = json.loads(loopline("catalog", "list", "--json", *data).stdout)
    assert {one["id"]: one["items"] for one in listed}["shelf"] == 2
    assert loopline("catalog", "remove", "shelf", "a1", "a9", *data).returncode == 1


def test_a_feed_answers_with_values_of_the_message_and_its_secret(made: Server) -> None:
    with feeds() as url:
        feed = {
            "kind": "feed",
            "id": "rates",
            "url": f"{url}/rates?to={{to}}",
            "headers": {"Authorization": "Bearer ${rates}"},
        }
        assert published(made, feed)[0]["pushed"], "published"
        content = {"text": "{{lookup.r.rate}}", "lookups": {"r": {"feed": "rates", "with": {"to": "data.to"}}}}
        assert sent(made, content, {"to": "E&R/.."}) == "1.25"
        assert sent(made, content, {"to": "E&R/.."}) == "1.25"
        assert FeedAnswers.asked.count(("/rates?to=E%26R%2F..", "Bearer s3cret")) == 1, "the second came from memory"
    assert "s3cret" not in made.ask("GET", "/api/content").text


def test_a_feed_that_is_away_does_what_it_says_and_holds_up_nobody(made: Server) -> None:
    with feeds() as url:
        slow = {"kind": "feed", "url": f"{url}/hang", "timeout_ms": 300}
        published(
            made,
            {**slow, "id": "held"},
            {**slow, "id": "refusing", "when_away": "refuse"},
            {**slow, "id": "without", "when_away": "default", "default": {"rate": 2}},
            {**slow, "id": "gone", "url": f"{url}/gone"},
            {**slow, "id": "broken", "url": f"{url}/broken", "when_away": "refuse"},
        )
        text = "{{lookup.r.rate}}"
        waits = {
            "channel": "email",
            "to": {"address": "w@box.test"},
            "content": {"subject": "S", "text": text, "lookups": {"r": {"feed": "held"}}},
        }
        names = [made.ask("POST", "/api/send", waits).json()["id"] for _ in range(8)]
        assert sent(made, {"text": "beside"}, {}) == "beside"
        assert sent(made, {"text": text, "lookups": {"r": {"feed": "without"}}}, {}) == "2"
        told = sent(made, {"text": text, "lookups": {"r": {"feed": "refusing"}}}, {})
        assert 'Feed "refusing" is away: it did not answer within 300 ms' in told
        assert "it answered 500" in sent(made, {"text": text, "lookups": {"r": {"feed": "broken"}}}, {})
        assert "has nothing" in sent(made, {"text": text, "lookups": {"r": {"feed": "gone"}}}, {})
        standing = [made.ask("GET", f"/api/send/{name}").json() for name in names]
        assert not {one["status"] for one in standing} & {"sandbox", "sent", "refused", "failed"}, standing


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"fields": {"a b": {}}}, "catalog_fields"),
        ({"fields": {"a": {"type": "date"}}}, "field_type_unknown"),
        ({"fields": {"a": {"type": "list", "indexed": True}}}, "catalog_indexed"),
        ({"fields": {f"f{number}": {"indexed": True} for number in range(9)}}, "catalog_indexed"),
        ({"url": "https://{host}/x"}, "feed_url"),
        ({"url": "https://a.test", "when_away": "default"}, "feed_default"),
        ({"url": "https://a.test", "when_away": "never"}, "policy_unknown"),
        ({"url": "https://a.test", "timeout_ms": 60_000}, "feed_range"),
        ({"url": "https://a.test", "headers": {"Host": "b"}}, "header_ours"),
    ],
)
def test_a_catalog_or_a_feed_that_could_not_work_is_refused(made: Server, document: dict[str, Any], code: str) -> None:
    kind = "feed" if "url" in document else "catalog"
    (answer,) = published(made, {"kind": kind, "id": "wrong", **document})
    assert code in [fault["code"] for fault in answer["refused"]["faults"]], answer


def test_a_preview_calls_nobody(made: Server) -> None:
    published(made, {"kind": "feed", "id": "quiet", "url": "https://example.com/x", "sample": {"rate": 3}})
    template = {
        "kind": "template",
        "id": "t",
        "channel": "sms",
        "content": {"body": "{{lookup.r.rate}}", "lookups": {"r": {"feed": "quiet"}}},
    }
    assert made.ask("POST", "/api/content/preview", {"document": template}).json()["body"] == "3"

"""The studio's files: served to be kept, or asked for again; never anything beside them."""

import gzip
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from loopline.api.built_studio import StudioFiles
from loopline.api.server import create_app
from tests.clients.memory_face import MemoryFace

SCRIPT = b"export const answer = 42;" * 50


@pytest.fixture
def studio(tmp_path: Path) -> Path:
    folder = tmp_path / "studio"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Studio</title>")
    (folder / "mark.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (folder / "assets" / "index-abc.js").write_bytes(SCRIPT)
    (tmp_path / "secret.txt").write_text("treasure")
    return folder


def client(studio: Path) -> TestClient:
    app = create_app(MemoryFace())
    app.router.default = StudioFiles(studio)
    return TestClient(app)


@pytest.mark.parametrize("path", ["/", "/index.html", "/journeys/welcome", "/people/ann"])
def test_the_first_page_answers_for_what_the_studio_makes_itself(studio: Path, path: str) -> None:
    answer = client(studio).get(path)
    assert answer.status_code == 200 and "Studio" in answer.text
    assert answer.headers["cache-control"] == "no-cache"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy and "unsafe-inline" not in policy and "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff" and answer.headers["referrer-policy"]


def test_hashed_files_are_kept_for_ever_and_travel_small(studio: Path) -> None:
    answer = client(studio).get("/assets/index-abc.js")
    assert answer.content == SCRIPT and "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip" and "javascript" in answer.headers["content-type"]
    plain = client(studio).get("/assets/index-abc.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers and plain.content == SCRIPT
    assert int(answer.headers["content-length"]) == len(gzip.compress(SCRIPT, 9, mtime=0))
    assert client(studio).head("/assets/index-abc.js").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "//etc/passwd.txt",
        "/assets/none.js",
        "/a%00b.js",
    ],
)
def test_nothing_beside_them_is_served(studio: Path, path: str) -> None:
    answer = client(studio).get(path)
    assert answer.status_code == 404 and "treasure" not in answer.text


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/api/nothing"), ("POST", "/journeys"), ("GET", "/v1/nothing"), ("GET", "/l/nothing")]
)
def test_the_api_is_no_page(studio: Path, method: str, path: str) -> None:
    answer = client(studio).request(method, path)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "route_unknown")


def test_a_studio_that_was_not_built_says_what_to_do(tmp_path: Path) -> None:
    answer = client(tmp_path / "nothing").get("/")
    assert answer.status_code == 503 and "make assets" in answer.text
    assert "default-src 'self'" in answer.headers["content-security-policy"]


def test_a_new_build_is_seen(studio: Path) -> None:
    browser = client(studio)
    assert "Studio" in browser.get("/").text
    (studio / "index.html").write_text("<title>Newer</title>")
    assert "Newer" in browser.get("/").text

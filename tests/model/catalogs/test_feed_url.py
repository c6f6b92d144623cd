"""Addresses of feeds: a value never leaves its place, whatever it is."""

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.model.catalogs.feed_url import address_with, is_feed_address, places_in

URL = "https://api.test/items/{id}/price?to={to}"


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_no_value_leads_elsewhere(one: str, other: str) -> None:
    filled = address_with(URL, {"id": one, "to": other})
    if filled is None:
        assert "." in unquote(unquote(unquote(one)))
        return
    parts = urlsplit(filled)
    assert (parts.scheme, parts.netloc, parts.fragment) == ("https", "api.test", "")
    assert parts.path.count("/") == 3
    assert parts.query.count("=") == 1 and "&" not in parts.query
    assert "/../" not in parts.path and "/./" not in parts.path


def test_values_are_named_once() -> None:
    assert places_in(URL + "&also={id}") == ("id", "to")


@pytest.mark.parametrize(
    ("url", "good"),
    [
        (URL, True),
        ("http://a.test", True),
        ("ftp://a.test", False),
        ("https://{host}/a", False),
        ("https://user:word@a.test", False),
        ("https://", False),
        ("a.test/x", False),
        ("https://[", False),
    ],
)
def test_an_address_names_its_host(url: str, good: bool) -> None:
    assert is_feed_address(url) is good


@pytest.mark.parametrize(
    ("url", "values"),
    [
        ("https://api.test/x/{id}/y", {"id": ".."}),
        ("https://api.test/x/{id}/y", {"id": "."}),
        ("https://api.test/x/{id}", {"id": "../admin"}),
        ("https://api.test/x/{id}", {"id": "..\\admin"}),
        ("https://api.test/x/{id}", {"id": "%2e%2e/admin"}),
        ("https://api.test/x/{id}", {"id": "..;/admin"}),
        ("https://api.test/x/{id}{to}/y", {"id": ".", "to": "."}),
        ("https://api.test/x/.{id}/y", {"id": "."}),
    ],
)
def test_no_value_climbs(url: str, values: dict[str, str]) -> None:
    assert address_with(url, values) is None


@pytest.mark.parametrize("value", ["a..b", "...", "v1.2", "", "a/b", "100%", "a b"])
def test_dots_within_a_name_stay(value: str) -> None:
    filled = address_with("https://api.test/../x/{id}?q={id}", {"id": value})
    assert filled is not None and unquote(filled).endswith(f"/x/{value}?q={value}")


def test_a_query_may_hold_dots() -> None:
    assert address_with("https://api.test/x?up={id}", {"id": "../.."}) == "https://api.test/x?up=..%2F.."

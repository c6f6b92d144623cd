"""Addresses of feeds: a value never leaves its place, whatever it is."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.model.catalogs.feed_url import address_with, is_feed_address, places_in

URL = "https://api.test/items/{id}/price?to={to}"


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_no_value_leads_elsewhere(one: str, other: str) -> None:
    parts = urlsplit(address_with(URL, {"id": one, "to": other}))
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

"""Keys of push providers: in a file or in the URL, and never in an error; addresses that secrets may be sent to."""

from base64 import b64encode, urlsafe_b64encode
from pathlib import Path
from urllib.parse import quote

import pytest

from loopline.model.errors import Invalid
from loopline.providers.push.credentials import is_service_address, need_extra, push_address, read_key
from loopline.providers.url import ProviderUrl

KEY = b"\xfb\xff\xfe key"  # its base64 has a + and a /


@pytest.mark.parametrize(
    "text", [b64encode(KEY).decode(), quote(b64encode(KEY), safe=""), urlsafe_b64encode(KEY).decode().rstrip("=")]
)
def test_a_key_in_base64_is_read_however_it_is_written(text: str) -> None:
    assert read_key(ProviderUrl(f"fcm://?base64={text}", "fcm://...")) == KEY


def test_a_key_in_a_file_is_read_and_a_missing_one_is_not_named(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(KEY)
    assert read_key(ProviderUrl(f"fcm://?file={tmp_path}/key", "fcm://...")) == KEY
    with pytest.raises(Invalid) as caught:
        read_key(ProviderUrl(f"fcm://?file={tmp_path}/hunter2", "fcm://..."))
    assert caught.value.code == "provider_file_unreadable" and "hunter2" not in caught.value.text


@pytest.mark.parametrize("query", ["", "?file=a&base64=eA", "?base64=hunter2!", "?base64=ü"])
def test_what_is_no_key_stops_the_start(query: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_key(ProviderUrl(f"fcm://{query}", "fcm://..."))
    assert caught.value.code == "provider_url_invalid" and "hunter2" not in caught.value.text


@pytest.mark.parametrize(
    ("url", "private", "expected"),
    [
        ("https://fcm.test", False, True),
        ("https://fcm.test:8443/a", False, True),
        ("http://fcm.test", False, False),
        ("http://127.0.0.1:80", True, True),
        ("ftp://fcm.test", True, False),
        ("https://", True, False),
        ("https://me@fcm.test", True, False),
        ("https://fcm.test:99999", True, False),
        ("https://fcm.test/\n", True, False),
    ],
)
def test_secrets_go_to_https_alone_unless_the_house_says_otherwise(url: str, private: bool, expected: bool) -> None:
    assert is_service_address(url, allow_private=private) is expected
    given = ProviderUrl(f"fcm://?address={quote(url, safe='')}", "fcm://...")
    if expected:
        assert push_address(given, "", allow_private=private) == url
    else:
        with pytest.raises(Invalid):
            push_address(given, "", allow_private=private)


def test_a_package_that_is_absent_is_named_by_its_extra() -> None:
    need_extra("msgspec", "fcm")
    for absent in ("no_such_package", "no_such_package.inner"):
        with pytest.raises(Invalid, match=r"pip install 'loopline\[push\]'") as caught:
            need_extra(absent, "fcm")
        assert caught.value.code == "provider_extra_missing"

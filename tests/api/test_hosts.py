"""Names under which the studio may be reached: ours, loopback's, and those that the operator names."""

import pytest

from loopline.api.hosts import AllowedHosts

OURS = AllowedHosts("https://loopline.example.com", "studio.example.org, *.inner.example, [2001:db8::7]")


@pytest.mark.parametrize(
    "host",
    [
        "loopline.example.com",
        "loopline.example.com:443",
        "LOOPLINE.Example.com.",
        "studio.example.org:8400",
        "a.inner.example",
        "a.b.inner.example:1",
        "[2001:db8::7]:8400",
        "localhost",
        "localhost:8400",
        "loopline.localhost:9",
        "127.0.0.1",
        "127.9.9.9:8400",
        "[::1]",
        "[::1]:8400",
    ],
)
def test_a_name_of_ours_is_let_in(host: str) -> None:
    assert OURS.allows(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "evil.example:8400",
        "loopline.example.com.evil.example",
        "xloopline.example.com",
        "inner.example",
        "evilinner.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "0.0.0.0",
        "192.168.1.5",
        "[2001:db8::8]",
        "evil.example#localhost",
        "localhost@evil.example",
        "::",
        "[",
    ],
)
def test_any_other_is_not(host: str) -> None:
    assert not OURS.allows(host)


def test_a_star_lets_every_name_in_and_the_address_listened_on_is_added() -> None:
    assert AllowedHosts("http://127.0.0.1:8400", "*").allows("whatever.example")
    hosts = AllowedHosts("https://loopline.example.com")
    assert not hosts.allows("10.0.0.5:8400")
    hosts.allow("10.0.0.5")
    assert hosts.allows("10.0.0.5:8400")
    assert hosts.is_public("loopline.example.com:443") and not hosts.is_public("10.0.0.5")

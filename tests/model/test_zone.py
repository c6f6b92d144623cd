"""Which names are names of time zones."""

import pytest

from loopline.model.zone import known_zone


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Europe/Berlin", True),
        ("UTC", True),
        ("America/Argentina/Buenos_Aires", True),
        ("", False),
        ("Middle/Earth", False),
        ("../../etc/passwd", False),
        ("Europe/" + "x" * 60, False),
        ("\0", False),
    ],
)
def test_a_name_is_a_zone_or_none(name: str, known: bool) -> None:
    assert [known_zone(name), known_zone(name)] == [known, known]

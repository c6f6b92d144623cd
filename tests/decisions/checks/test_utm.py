"""UTM values name where a message comes from, and nothing of a person."""

from loopline.decisions.checks.findings import CheckContext, Findings
from loopline.decisions.checks.utm import check_utm
from loopline.model.mail.utm import UTM_CHARACTERS_MAX, Utm


def told(utm: Utm) -> list[tuple[str, str]]:
    """Code and place of each fault."""
    found = Findings(CheckContext())
    check_utm(found, utm, "utm")
    return [(one.code, one.at) for one in found.faults]


def test_what_may_be_named_is() -> None:
    assert told(Utm(source="{{journey}}{{version}}", medium="{{ channel }}", content="{{node}}-{{topic}}")) == []


def test_what_else_is_told_with_its_place() -> None:
    assert told(Utm(source="{{person.email}}", term="x" * (UTM_CHARACTERS_MAX + 1))) == [
        ("utm_field_unknown", "utm.source"),
        ("utm_too_long", "utm.term"),
    ]

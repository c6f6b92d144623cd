"""Which column is which field."""

import pytest

from loopline.model.errors import Invalid
from loopline.signals.imports.mapping import plan_columns


def test_columns_go_by_their_names_and_what_is_told_goes_before() -> None:
    names = ["User ID", "E-Mail", "Plan", "Comment", "id"]
    found = plan_columns("people", names, ["Plan=tier:text", "Comment=-"], {}, {"Plan": ["1"]})
    assert [(one.name, one.field, one.told) for one in found] == [
        ("User ID", "user_id", False),
        ("E-Mail", "email", False),
        ("Plan", "tier", True),
        ("Comment", "-", True),
        ("id", "-", False),
    ]
    twice = plan_columns("people", ["Mail"], ["Mail=email", "Mail=user_id"], {}, {})
    assert [one.field for one in twice] == ["email", "user_id"]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("Nothing=plan", "import_map"),
        ("Plan", "import_map"),
        ("Plan=plan:colour", "import_map"),
        ("Plan=plan", "import_field_missing"),
    ],
)
def test_a_mapping_that_fits_nothing_is_told(told: str, code: str) -> None:
    with pytest.raises(Invalid) as fault:
        plan_columns("people", ["Plan"], [told], {}, {})
    assert fault.value.code == code

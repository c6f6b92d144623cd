"""Factors of a journey: what a marketer is told before anything is published."""

from typing import Any

import pytest

from loopline.decisions.checks.factors import FACTORS_MAX
from loopline.decisions.checks.findings import CheckContext
from loopline.decisions.documents.check import check_document
from loopline.decisions.documents.read import read_document, write_document
from tests.decisions.checks.journeys import version_of

SEGMENTS = {"vip": 'plan == "pro"', "active": 'count("login", within="30d") > 3', "inner": 'in_segment("active")'}


def codes(factors: list[str], **fields: Any) -> list[tuple[str, str, str]]:
    found = check_document(version_of("hello", factors=factors, **fields), CheckContext(segments=SEGMENTS))
    return [(one.severity, one.code, one.at) for one in found if "factor" in one.at]


def test_whole_factors_have_no_faults_and_come_back_as_they_were_written() -> None:
    factors = ["trait:plan", "account:size", "entry:channel", "segment:vip"]
    assert codes(factors) == []
    document = version_of("hello", factors=factors)
    assert read_document(write_document(document)) == document


@pytest.mark.parametrize(
    ("factors", "code", "at"),
    [
        (["plan"], "factor_form", "factors[0]"),
        (["colour:red"], "factor_form", "factors[0]"),
        (["trait:plan", "trait:plan"], "factor_twice", "factors[1]"),
        (["segment:none"], "factor_segment", "factors[0]"),
        (["segment:active"], "factor_looks_back", "factors[0]"),
        (["segment:inner"], "factor_looks_back", "factors[0]"),
        ([f"trait:t{n}" for n in range(FACTORS_MAX + 1)], "factors_many", "factors"),
    ],
)
def test_each_fault_is_told_at_its_place(factors: list[str], code: str, at: str) -> None:
    assert codes(factors) == [("error", code, at)]


def test_nothing_differs_where_nothing_is_compared() -> None:
    warning = ("warning", "factors_without_holdout", "factors")
    assert codes(["trait:plan"], holdout={"percent": 0}) == [warning] == codes(["trait:plan"], goal=None)

"""A person's phone number as a trait has it: which country writes so, what is none, and why."""

from typing import Any

import pytest

from loopline.decisions.documents.read import build_document
from loopline.decisions.policy.phones import country_at, phone_at, phone_fault, written
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet


def of(country: str = "") -> PublishedSet:
    """What is published by a workspace of this country."""
    return publish(PublishedSet(), build_document({"kind": "workspace", "country": country}), 1)


NUMBER = "+4915112345678"


@pytest.mark.parametrize(
    ("value", "traits", "ours", "number"),
    [
        (NUMBER, {}, "", NUMBER),
        (" +49 151 123-45678 ", {}, "US", NUMBER),
        ("0151 12345678", {}, "DE", NUMBER),
        ("0151 12345678", {"country": "de"}, "US", NUMBER),
        ("0151 12345678", {"country": ""}, "DE", NUMBER),
        ("07700 900123", {"country": "UK"}, "DE", "+447700900123"),
        (4915112345678, {}, "DE", NUMBER),
        (4915112345678.0, {}, "DE", NUMBER),
        (4155550100, {}, "US", "+14155550100"),
    ],
)
def test_a_number_is_read_by_its_country(value: object, traits: dict[str, Any], ours: str, number: str) -> None:
    assert phone_at(value, traits, of(ours)) == number


@pytest.mark.parametrize(
    ("value", "traits", "ours", "fault"),
    [
        (None, {}, "DE", None),
        ("", {}, "DE", None),
        ("call me", {}, "DE", "phone_invalid"),
        ("call me", {}, "", "phone_invalid"),
        ("call 0151 12345678", {}, "DE", "phone_invalid"),
        ("+49", {}, "", "phone_invalid"),
        ("12", {}, "DE", "phone_invalid"),
        (True, {}, "DE", "phone_invalid"),
        (-4915112345678, {}, "DE", "phone_invalid"),
        (1.5, {}, "DE", "phone_invalid"),
        (10**30, {}, "DE", "phone_invalid"),
        ([NUMBER], {}, "DE", "phone_invalid"),
        ({"mobile": NUMBER}, {}, "DE", "phone_invalid"),
        ("0151 12345678", {}, "", "phone_country_unknown"),
        (4915112345678, {}, "", "phone_country_unknown"),
        ("0151 12345678", {"country": "Germany"}, "US", "phone_country_unknown"),
        ("0151 12345678", {"country": ["DE"]}, "US", "phone_country_unknown"),
        ("0151 12345678", {"country": "XX"}, "US", "phone_country_unknown"),
    ],
)
def test_what_gives_no_number_says_why(value: object, traits: dict[str, Any], ours: str, fault: str | None) -> None:
    assert phone_at(value, traits, of(ours)) == ""
    assert phone_fault(value, traits, of(ours)) == fault


@pytest.mark.parametrize(
    ("traits", "country"),
    [
        ({}, "DE"),
        ({"country": None}, "DE"),
        ({"country": " fr "}, "FR"),
        ({"country": "France"}, ""),
        ({"country": 49}, ""),
    ],
)
def test_the_persons_own_country_goes_first(traits: dict[str, Any], country: str) -> None:
    assert country_at(traits, of("DE")) == country


def test_a_trait_is_text_or_a_whole_number() -> None:
    assert [written(value) for value in (" a ", 7, 7.0, 7.5, True, None, float("inf"), float("nan"))] == [
        "a",
        "7",
        "7",
        *[""] * 5,
    ]

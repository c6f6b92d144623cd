"""Each provider that we install has its suite, its row, its codes explained, and refusals that say what to do."""

import ast
from typing import cast

import pytest

from loopline.ports import ProviderKind
from loopline.providers.registry import provider_kind
from tests.contracts.duties import (
    codes_lacking,
    is_advised,
    mishaps_lacking,
    operators_codes,
    row_lacking,
    source_codes,
    url_lacking,
)
from tests.contracts.stands import OURS, STANDS, stand_of
from tests.providers.pigeon import Pigeon, stand

pytestmark = pytest.mark.anyio
schemes = pytest.mark.parametrize("scheme", OURS)


@schemes
def test_the_contract_suite_has_its_stand(scheme: str) -> None:
    assert STANDS[OURS[scheme].value] is stand_of(OURS[scheme].module)


@schemes
def test_its_row_says_what_it_carries_and_how_its_url_is_written(scheme: str) -> None:
    assert row_lacking(provider_kind(scheme)) == []


@schemes
def test_its_codes_tell_an_operator_what_to_do(scheme: str) -> None:
    assert codes_lacking(provider_kind(scheme).name, source_codes()) == []


def test_a_code_that_providers_share_tells_it_too() -> None:
    assert codes_lacking("*", source_codes()) == []


@schemes
def test_a_wrong_url_is_refused_by_what_to_write(scheme: str) -> None:
    assert url_lacking(provider_kind(scheme)) == []


@schemes
async def test_what_an_operator_has_to_mend_says_how(scheme: str) -> None:
    assert await mishaps_lacking(provider_kind(scheme).name, STANDS[OURS[scheme].value]) == []


async def test_a_provider_that_lacks_them_is_seen() -> None:
    """The pigeon flies in tests alone: no page tells of it, and its stand shows no mishap."""
    assert row_lacking(cast(ProviderKind, Pigeon))[0] == "docs/delivery.md: pigeon"
    assert codes_lacking("pigeon", ["pigeon_fog"]) == ["docs/error_notes.toml: pigeon_fog"]
    assert codes_lacking("pigeon", ["gull_fog"]) == ["no code begins with pigeon_"]
    assert codes_lacking("pigeon", ["pigeon_fog"], {"pigeon_*": "Wait for sun."}) == []
    assert await mishaps_lacking("pigeon", stand) == ["its stand does not show how it minds a wrong key (`mishaps`)"]


def test_a_refusal_that_is_the_operators_is_found_in_the_source() -> None:
    source = """
Refused("pigeon_grain", "It wants grain.", scope="provider")
Deferred(f"{name}_away", "Gone.", away=True)
Refused("pigeon_fog", "Fog.", scope="address")
Deferred("pigeon_rest", "It rests.")
"""
    assert list(operators_codes([ast.parse(source)])) == ["pigeon_grain", "*_away"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Correct the token in the URL.", True),
        ("The account has no credits left; buy some.", True),
        ("Error 9. Top up the account, or raise its limit.", True),
        ("SES does not let us in: The token is invalid.", False),
        ("Vonage does not take it: The sender must be a number of this account.", False),
        ("Is the API on, and has the account its role?", False),
    ],
)
def test_advice_begins_with_its_verb(words: str, *, told: bool) -> None:
    assert is_advised(words) is told

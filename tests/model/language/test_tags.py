"""Tags are read however traits write them, and everybody gets the nearest text that is offered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.model.language.tags import languages_of, locale_chain, read_tag, wider_tags, written_in


@pytest.mark.parametrize(
    ("value", "tag"),
    [
        ("de", "de"),
        ("DE", "de"),
        ("pt_br", "pt-BR"),
        (" pt-BR ", "pt-BR"),
        ("de_DE.UTF-8", "de-DE"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("", ""),
        ("german", ""),
        ("d", ""),
        ("../../etc", ""),
        ("de" * 40, ""),
        (7, ""),
        (None, ""),
        (["de"], ""),
        ("und", ""),
        ("und-Latn", ""),
        ("MUL", ""),
        ("zxx", ""),
    ],
)
def test_tags_as_traits_write_them(value: object, tag: str) -> None:
    assert read_tag(value) == tag


@given(st.text(max_size=60))
def test_whatever_a_trait_says_is_a_tag_or_none(text: str) -> None:
    tag = read_tag(text)
    assert read_tag(tag) == tag
    assert len(tag) <= 35
    if tag:
        assert wider_tags(tag)[0] == tag


@pytest.mark.parametrize(
    ("traits", "default", "languages"),
    [
        ({"language": "de"}, "", ("de",)),
        ({"language": "de", "locale": "de-AT"}, "", ("de-AT",)),
        ({"language": "de-CH", "locale": "fr-CH"}, "en", ("de-CH", "en")),
        ({"locale": "ja_JP"}, "", ("ja-JP",)),
        ({"language": "Klingon", "locale": "tr"}, "", ("tr",)),
        ({}, "fr", ("fr",)),
        ({"language": "fr"}, "fr", ("fr",)),
        ({}, "", ()),
    ],
)
def test_the_persons_language_goes_before_the_workspaces(
    traits: dict[str, object], default: str, languages: tuple[str, ...]
) -> None:
    assert languages_of(traits, default) == languages


@pytest.mark.parametrize(
    ("offered", "languages", "chain"),
    [
        ({"pt", "pt-BR", "en"}, ("pt-BR", "en"), ("pt-BR", "pt", "en")),
        ({"pt", "en"}, ("pt-BR", "en"), ("pt", "en")),
        ({"de"}, ("fr", "en"), ()),
        ({"en"}, ("fr", "en"), ("en",)),
        ({"pt-BR"}, ("pt",), ()),
        ({"zh", "zh-Hant"}, ("zh-TW",), ("zh-Hant",)),
        ({"zh"}, ("zh-TW",), ()),
        ({"zh"}, ("zh-CN",), ("zh",)),
        ({"sr-Latn"}, ("sr",), ()),
        ({"de"}, (), ()),
    ],
)
def test_the_chain_of_fallbacks(offered: set[str], languages: tuple[str, ...], chain: tuple[str, ...]) -> None:
    assert locale_chain(offered, languages) == chain


@pytest.mark.parametrize(
    ("languages", "chain", "is_translated", "tag"),
    [
        (("de-AT", "en"), (), False, "de-AT"),
        (("de-AT", "en"), ("de", "en"), True, "de-AT"),
        (("fr", "en-GB"), ("en",), True, "en-GB"),
        (("fr",), (), True, ""),
        ((), (), False, ""),
    ],
)
def test_dates_are_written_in_the_language_of_the_text(
    languages: tuple[str, ...], chain: tuple[str, ...], is_translated: bool, tag: str
) -> None:
    assert written_in(languages, chain, is_translated=is_translated) == tag

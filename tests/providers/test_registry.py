"""A provider is a URL scheme: entry points say whose, and what cannot be found is told with what can."""

import tomllib
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest

from loopline.model.errors import Conflict, Invalid
from loopline.providers import registry
from loopline.providers.email.smtp import Smtp
from tests.providers.pigeon import Pigeon
from tests.providers.stand import tools

PIGEON = EntryPoint("pigeon", "tests.providers.pigeon:Pigeon", registry.GROUP)
POINTS = registry.installed()
PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OURS: dict[str, str] = PROJECT["entry-points"][registry.GROUP]


@pytest.fixture
def fresh() -> Iterator[None]:
    """Entry points are read anew, before and after."""
    registry.installed.cache_clear()
    yield
    registry.installed.cache_clear()


def plant(patch: pytest.MonkeyPatch, *points: EntryPoint) -> None:
    """Another package is installed too."""
    patch.setattr(registry, "entry_points", lambda group: EntryPoints((*POINTS.values(), *points)))


def test_ours_are_installed() -> None:
    assert {scheme: point.value for scheme, point in registry.installed().items()} == OURS, "`make setup` links it anew"
    for scheme, value in OURS.items():
        kind: object = registry.provider_kind(scheme)
        module, _, name = value.partition(":")
        assert kind is getattr(import_module(module), name)


def test_channels_with_one_url_share_one() -> None:
    made = registry.connect({"sms": "sandbox://", "push": "sandbox://", "email": "smtps://mail.test"}, tools())
    assert made["sms"] is made["push"]
    assert isinstance(made["email"], Smtp)


def test_another_package_adds_one_by_an_entry_point(monkeypatch: pytest.MonkeyPatch, fresh: None) -> None:
    plant(monkeypatch, PIGEON)
    made = registry.connect({"sms": "pigeon://:coo@loft"}, tools())
    assert isinstance(made["sms"], Pigeon)


@pytest.mark.parametrize(("url", "said"), [("pigeon://x:hunter2@y", '"pigeon"'), ("hunter2", "scheme://")])
def test_a_scheme_that_is_not_there_is_told_with_those_that_are(url: str, said: str) -> None:
    with pytest.raises(Invalid) as caught:
        registry.connect({"sms": url}, tools())
    assert (caught.value.code, caught.value.at) == ("provider_unknown", "sms")
    assert said in caught.value.text and ", ".join(sorted(OURS)) in caught.value.text
    assert "hunter2" not in str(caught.value)


def test_a_provider_that_carries_something_else_is_told_with_those_that_do() -> None:
    with pytest.raises(Invalid) as caught:
        registry.connect({"webhook": "smtp://mail.test"}, tools())
    assert (caught.value.code, caught.value.at) == ("provider_channel", "webhook")
    assert "these do: webhook." in caught.value.text


def test_a_broken_package_spoils_no_list_of_the_others(monkeypatch: pytest.MonkeyPatch, fresh: None) -> None:
    plant(monkeypatch, EntryPoint("broken", "no.such.package:Provider", registry.GROUP))
    with pytest.raises(Invalid) as caught:
        registry.connect({"webhook": "smtp://mail.test"}, tools())
    assert caught.value.code == "provider_channel"


def test_one_scheme_of_two_packages_is_nobodys(monkeypatch: pytest.MonkeyPatch, fresh: None) -> None:
    plant(monkeypatch, PIGEON, EntryPoint("pigeon", "other.package:Pigeon", registry.GROUP))
    with pytest.raises(Conflict, match=r"other\.package:Pigeon.*tests\.providers\.pigeon:Pigeon"):
        registry.installed()


@pytest.mark.parametrize("value", ["no.such.package:Pigeon", "tests.providers.pigeon:Dove"])
def test_a_class_that_cannot_be_loaded_is_named(value: str, monkeypatch: pytest.MonkeyPatch, fresh: None) -> None:
    plant(monkeypatch, EntryPoint("dove", value, registry.GROUP))
    with pytest.raises(Invalid) as caught:
        registry.connect({"sms": "dove://"}, tools())
    assert (caught.value.code, caught.value.at) == ("provider_broken", "sms")
    assert value in caught.value.text

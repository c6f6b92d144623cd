"""The browser itself: where it is looked for, and what is said where there is none."""

import shutil

import pytest
from playwright.sync_api import Browser

from tests.e2e.browser import NoBrowser, chromium, version

pytestmark = pytest.mark.browser


def test_a_missing_browser_is_a_fault_that_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(NoBrowser, match="make browser"), chromium():
        pass


def test_the_machine_s_own_browser_is_driven(browser: Browser) -> None:
    assert browser.version.split(".")[0] in version()

"""A link of an in-app message leads to a page, and to nothing that would act in the page that shows it."""

import pytest

from loopline.model.nodes.message import is_page_link


@pytest.mark.parametrize("url", ["https://a.test", "HTTP://a.test/x", "/", "/plans", "?a=1", "#top"])
def test_pages(url: str) -> None:
    assert is_page_link(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "plans",
        "javascript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "mailto:a@b.test",
        "//evil.test",
        "/\\evil.test",
        "https://",
        "https:// a.test",
        "http:/a.test",
        "blob:https://a.test/1",
    ],
)
def test_what_is_no_page(url: str) -> None:
    assert not is_page_link(url)

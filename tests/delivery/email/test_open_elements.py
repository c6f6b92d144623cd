"""A hidden element ends where browsers end it."""

import pytest

from loopline.delivery.email.open_elements import OpenElements


@pytest.mark.parametrize(
    ("tags", "is_hidden"),
    [
        ("*div", True),
        ("*div /div", False),
        ("*div div /div", True),
        ("div *p /div", False),
        ("*p div", False),
        ("*p button p", True),
        ("*p table", False),
        ("*p b", True),
        ("*p b p", False),
        ("*b div /b", True),
        ("*li ul li", True),
        ("*li li", False),
        ("*dt dd", False),
        ("*td table tr td /td", True),
        ("*td td", False),
        ("*tr td tr", False),
        ("*tbody tr td tbody", False),
        ("table tr td *div /table", False),
        ("table *tr table tr td /table", True),
        ("div table tr *td /div", True),
        ("*img", False),
        ("*template /template", False),
        ("/div *div", True),
        ("*div *div /div", True),
        ("*select option option", True),
        ("select *option option", False),
    ],
)
def test_where_a_hidden_element_ends(tags: str, is_hidden: bool) -> None:
    opened = OpenElements()
    for tag in tags.split():
        if tag.startswith("/"):
            opened.end(tag[1:])
        else:
            opened.start(tag.lstrip("*"), hides=tag.startswith("*"))
    assert opened.hidden is is_hidden

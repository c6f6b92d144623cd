"""The text part that is made when the author wrote only HTML."""

import pytest

from loopline.delivery.email.text import text_of_html


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Hello <b>Ann</b>,</p><p>bye</p>", "Hello Ann,\n\nbye\n"),
        ("<h1>Hi</h1>one<br>two", "Hi\n\none\ntwo\n"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b\n"),
        ('<a href="https://x.test">Go</a> now', "Go (https://x.test) now\n"),
        ('<a href="https://x.test">https://x.test</a>', "https://x.test\n"),
        ('<a href="#top">Up</a>', "Up\n"),
        ("<head><title>t</title><style>p{}</style></head><script>x()</script>ok", "ok\n"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc\n"),
        ("1 &lt; 2 &amp; caf&eacute;", "1 < 2 & café\n"),
        ("<p></p><p></p><div> </div>", ""),
        ('<img alt="Logo" src="x"> <p>x</p>', "Logo\n\nx\n"),
        ("a\n   b\t c", "a b c\n"),
    ],
)
def test_html_as_text(html: str, text: str) -> None:
    assert text_of_html(html) == text

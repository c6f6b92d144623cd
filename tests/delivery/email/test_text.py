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


@pytest.mark.parametrize(
    "hidden",
    [
        "<div style='display:none'>HIDDEN</div>",
        "<div style='DISPLAY : None !important; display:block'>HIDDEN</div>",
        "<span style='max-height:0px;overflow:hidden'>HIDDEN<b>HIDDEN</b></span>",
        "<p hidden>HIDDEN",
        "<p style='visibility: hidden'>HIDDEN<p>seen",
        "<div hidden><div>HIDDEN</div>HIDDEN</div>",
        "<div hidden>HIDDEN</span></b>HIDDEN</div>",
        "<table><tr><td hidden>HIDDEN<table><tr><td>HIDDEN</table>HIDDEN<td>seen</table>",
        "<div><ul><li hidden>HIDDEN<ul><li>HIDDEN</ul>HIDDEN</div>",
        "<img alt=HIDDEN style=display:none>",
        "<title>HIDDEN</title><template>HIDDEN<p>HIDDEN</template>",
        "<!--[if mso]>HIDDEN<![endif]--><noembed>HIDDEN</noembed>",
        "<a hidden href='https://hidden.test'>HIDDEN</a>",
    ],
)
def test_what_is_hidden_is_not_read_out(hidden: str) -> None:
    text = text_of_html(f"<body>before {hidden}<p>Words</p></body>")
    assert "idden" not in text.lower()
    assert text.startswith("before")
    assert text.endswith("Words\n")


@pytest.mark.parametrize(
    "html",
    [
        "<html><head><title>t</title><meta charset=utf-8><body><p>Words</p></body></html>",
        "<html><head><meta charset=utf-8></head><body><p>Words</p><title>x</body></html>",
        "<div style='display:none;display:block'>Words</div>",
        "<td style='font-size:0px'>Words</td>",
        "<div style='max-height:0'>Words</div>",
        "<p style='background:url(\"display:none\")'>Words",
        "</template></div>Words",
        "<![if !mso]><p>Words</p><![endif]>",
    ],
)
def test_what_is_shown_is_read_out(html: str) -> None:
    assert text_of_html(html) == "Words\n"

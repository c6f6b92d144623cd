"""Plain pages that work without JavaScript, and the security headers of every HTML answer."""

from html import escape
from typing import Final

from starlette.responses import HTMLResponse

SECURITY: Final = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; frame-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; "
        "form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
STYLE_PATH: Final = "/l/page.css"
STYLE: Final = """\
:root { color-scheme: light dark; --ink: #1c2430; --paper: #ffffff; --ground: #f2f4f7; --act: #1f5fd6; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ecf2; --paper: #1b2129; --ground: #12161c; --act: #7aa7ff; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--ground); color: var(--ink);
  font: 1.0625rem/1.5 system-ui, sans-serif; }
main { background: var(--paper); max-width: 32rem; width: calc(100% - 2rem); padding: 2rem; border-radius: .75rem; }
h1 { font-size: 1.375rem; line-height: 1.25; margin: 0 0 .75rem; }
p { margin: 0 0 1.25rem; overflow-wrap: anywhere; }
button { font: inherit; font-weight: 600; color: var(--paper); background: var(--act); border: 0; border-radius: .5rem;
  padding: .75rem 1.25rem; min-height: 2.75rem; cursor: pointer; }
button:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
small { opacity: .75; }
"""


def page(title: str, text: str, *, button: str = "", note: str = "", status: int = 200) -> HTMLResponse:
    """A page of one heading, one paragraph and at most one button, which posts to the page's own address.

    Every text is escaped here.
    """
    form = f'<form method="post"><button type="submit">{escape(button)}</button></form>' if button else ""
    small = f"<p><small>{escape(note)}</small></p>" if note else ""
    body = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="{STYLE_PATH}"></head>'
        f"<body><main><h1>{escape(title)}</h1><p>{escape(text)}</p>{form}{small}</main></body></html>"
    )
    return HTMLResponse(body, status, {**SECURITY, "Cache-Control": "no-store"})

"""The look of the pages for customers: the workspace's colour and logo over one plain style, readable at any width."""

import re
from html import escape
from typing import Final
from urllib.parse import urlsplit

from starlette.responses import HTMLResponse

from loopline.api.page import SECURITY, STYLE_PATH
from loopline.decisions.documents.workspace import COLOUR
from loopline.delivery.content.lint.contrast import contrast
from loopline.model.journey import PageBrand

BRAND_PATH: Final = "/l/brand.css"
BLACK, WHITE = "#000000", "#ffffff"

STYLE: Final = """\
main { max-width: 36rem; margin: 1rem auto; }
main img { display: block; max-height: 3rem; max-width: 100%; margin: 0 0 1rem; }
h2 { font-size: 1.125rem; margin: 2rem 0 .5rem; }
form { margin: 0 0 1rem; }
fieldset { border: 1px solid var(--line); border-radius: .5rem; margin: 0 0 1rem; padding: .5rem 1rem 1rem;
  min-width: 0; }
legend { font-weight: 600; padding: 0 .25rem; }
.topic { margin: .75rem 0 0; overflow-wrap: anywhere; }
.topic small { display: block; opacity: 1; color: var(--soft); }
label { display: inline-flex; align-items: center; gap: .5rem; min-height: 2.75rem; margin-right: 1.25rem; }
label.row { display: flex; flex-wrap: wrap; justify-content: space-between; margin: 0 0 .5rem; }
input[type=checkbox] { width: 1.375rem; height: 1.375rem; accent-color: var(--act); flex: none; }
select { font: inherit; min-height: 2.75rem; padding: 0 .5rem; color: var(--ink); background: var(--paper);
  border: 1px solid var(--line); border-radius: .5rem; max-width: 100%; }
input:focus-visible, select:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
button.second { color: var(--ink); background: transparent; border: 2px solid var(--ink); }
.notice { border-left: .25rem solid var(--act); padding: .5rem 0 .5rem 1rem; font-weight: 600; }
:root { --line: #7b8594; --soft: #4d5766; }
@media (prefers-color-scheme: dark) { :root { --line: #8b96a5; --soft: #b4bdc9; } }
"""


def brand_style(brand: PageBrand) -> str:
    """The style sheet of the workspace. A colour that nobody could read on has black or white words by itself."""
    colour = brand.colour if COLOUR.fullmatch(brand.colour) else ""
    if not colour:
        return STYLE
    words = WHITE if contrast(colour, WHITE) >= contrast(colour, BLACK) else BLACK
    button = f"button:not(.second) {{ background: {colour}; color: {words}; }}\n"
    return f"{STYLE}{button}.notice {{ border-color: {colour}; }}\n"


def logo_source(brand: PageBrand) -> str:
    """The origin that the policy has to let the logo come from; "" where there is none by https."""
    try:
        parts = urlsplit(brand.logo)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if parts.scheme != "https" or not re.fullmatch(r"[a-z0-9.-]+", host):
        return ""
    return f"https://{host}:{port}" if port else f"https://{host}"


def branded_page(title: str, body: str, brand: PageBrand, language: str, status: int = 200) -> HTMLResponse:
    """A whole page around a body that is HTML already; title and brand are escaped here."""
    source = logo_source(brand)
    logo = f'<img src="{escape(brand.logo)}" alt="{escape(brand.name)}">' if source else ""
    html = (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="{STYLE_PATH}">'
        f'<link rel="stylesheet" href="{BRAND_PATH}"></head>'
        f"<body><main>{logo}<h1>{escape(title)}</h1>{body}</main></body></html>"
    )
    policy = SECURITY["Content-Security-Policy"]
    if source:
        policy = policy.replace("img-src 'self' data:", f"img-src 'self' data: {source}")
    headers = {
        **SECURITY,
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }
    return HTMLResponse(html, status, headers)

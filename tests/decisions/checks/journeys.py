"""A journey to be checked."""

from typing import Any

from loopline.decisions.documents.read import build_document

MAIL = {"kind": "message", "channel": "email", "content": {"subject": "Hello", "text": "Hello"}}


def version_of(name: str, **fields: Any) -> Any:
    """A journey of one message, with a goal and half held out."""
    plain = {"kind": "journey", "id": name, "entry": {"on": ["signed_up"]}, "start": "mail", "nodes": {"mail": MAIL}}
    return build_document(plain | {"goal": {"event": "bought"}, "holdout": {"percent": 50}} | fields)

"""Forms that services post: their fields are read, their files left, and what is no form is none."""

from urllib.parse import urlencode

import pytest

from loopline.model.hook import HookRequest
from loopline.providers.posted_form import posted_form

FIELDS = {"sender": "ann@example.test", "stripped-text": "Ja, schön & gut", "empty": ""}
MARK = "xYzZY"


def multipart(*parts: bytes) -> bytes:
    return b"".join(b"--" + MARK.encode() + b"\r\n" + part + b"\r\n" for part in parts) + f"--{MARK}--\r\n".encode()


def part(name: str, value: bytes, more: str = "") -> bytes:
    return f'Content-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + value


def read(body: bytes, kind: str) -> dict[str, str] | None:
    return posted_form(HookRequest(body=body, headers={"content-type": kind}))


def test_both_kinds_of_form_hold_the_same() -> None:
    form = urlencode(FIELDS).encode()
    assert read(form, "application/x-www-form-urlencoded; charset=utf-8") == FIELDS
    parts = [part(name, value.encode()) for name, value in FIELDS.items()]
    file = part("attachment-1", b"\x00\xff--", '; filename="a.bin"')
    assert read(multipart(*parts, file), f"multipart/form-data; boundary={MARK}") == FIELDS


def test_of_a_name_that_comes_twice_the_first_counts() -> None:
    assert read(b"a=1&a=2", "application/x-www-form-urlencoded") == {"a": "1"}
    twice = multipart(part("a", b"1"), part("a", b"2"))
    assert read(twice, f"multipart/form-data; boundary={MARK}") == {"a": "1"}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"a=1", ""),
        (b"a=1", "application/json"),
        (b"\xff=1", "application/x-www-form-urlencoded"),
        (b"&a=" * 501, "application/x-www-form-urlencoded"),
        (b"a=1", "multipart/form-data"),
        (b"a=1", "multipart/form-data; boundary=none"),
        (b"", f"multipart/form-data; boundary={MARK}"),
    ],
)
def test_what_is_no_form_is_none(body: bytes, kind: str) -> None:
    assert not read(body, kind)


def test_a_form_of_parts_without_end_and_one_inside_of_another_are_none() -> None:
    nested = b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n" * 20_000
    many = b"--a\r\n\r\n" * 100_000
    for body in (nested, b"--a\r\n" + nested, many, many + b"--a--\r\n", bytes(range(256)) * 4_000):
        assert read(body, "multipart/form-data; boundary=a") is None
    heads = b"--a\r\n" + b"Content-Disposition: ;" * 40_000 + b"\r\n\r\nx\r\n--a--"
    assert read(heads, "multipart/form-data; boundary=a") == {}
    for kind in ("boundary=\xfc\u2028; a=1", "boundary=" + "b" * 71, 'boundary=""', "boundary*0=a; boundary*1=b"):
        assert not read(many, f"multipart/form-data; {kind}")

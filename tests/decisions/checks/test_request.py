"""What is written about a request: an address that no value turns elsewhere, and headers that are the author's."""

import pytest

from loopline.decisions.checks.findings import CheckContext, Findings
from loopline.decisions.checks.request import check_address, check_headers, check_mail, check_request_headers
from loopline.model.nodes.message import Content


def findings() -> Findings:
    return Findings(CheckContext())


def told(found: Findings) -> list[tuple[str, str, str]]:
    return [(fault.code, fault.severity, fault.at) for fault in found.faults]


@pytest.mark.parametrize(
    "url",
    [
        "https://example.test",
        "http://example.test:8080/a?b={{urlencode c}}&d=e@f",
        "https://example.test/{{urlencode person.id}}",
        "https://example.test?x={{x}}",
        "{{account.hook}}",
    ],
)
def test_good_addresses(url: str) -> None:
    found = findings()
    check_address(found, url, "url")
    assert told(found) == []


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("example.test", ("url_form", "error", "url")),
        ("https://me:pw@example.test/", ("url_user", "error", "url")),
        ("https://example.test{{path}}", ("url_host_open", "warning", "url")),
        ("https://{{#if a}}x/{{/if}}.example.test/", ("url_host_open", "warning", "url")),
        ("https://example.test:{{port}}/", ("url_host_open", "warning", "url")),
    ],
)
def test_addresses_that_go_astray(url: str, fault: tuple[str, str, str]) -> None:
    found = findings()
    check_address(found, url, "url")
    assert told(found) == [fault]


def test_headers_of_a_request_are_not_ours() -> None:
    headers = {"X-A": "1", "Webhook-Id": "2", "a b": "3", "X-B": "1\n2"}
    found = findings()
    check_headers(found, headers, "headers")
    assert told(found) == [("header_form", "error", "headers.a b"), ("header_form", "error", "headers.X-B")]
    found = findings()
    check_request_headers(found, headers, "headers")
    assert ("header_ours", "error", "headers.Webhook-Id") in told(found)


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (Content(sender="Acme, Inc. <hello@acme.test>", reply_to="Support <a@acme.test>, b@acme.test"), []),
        (Content(sender="{{name}} <hello@acme.test>", reply_to="{{reply}}"), []),
        (Content(sender="Acme"), ["sender_invalid"]),
        (Content(sender="a@b.test, c@d.test"), ["sender_invalid"]),
        (Content(reply_to="nobody"), ["reply_to_invalid"]),
        (Content(headers={"List-Unsubscribe": "<mailto:x@y.test>"}), []),
        (Content(headers={"Bcc": "x@y.test"}), ["header_ours"]),
        (Content(headers={"content-type": "x"}), ["header_ours"]),
        (Content(headers={"X-A": "1", "x-a": "2"}), ["header_twice"]),
        (Content(headers={"X A": "1"}), ["header_form"]),
        (Content(html="<mjml><mj-body></mj-body></mjml>"), ["mjml_in_html"]),
        (Content(html="<p>a</p>\n<MJ-SECTION\tpadding='0'><mj-text>Hi</mj-text></MJ-SECTION>"), ["mjml_in_html"]),
        (Content(html="<!-- <mj-text> --><p class='mj-column-per-100'>&lt;mjml&gt;</p><mjolnir></mjolnir>"), []),
    ],
)
def test_the_head_of_a_mail(content: Content, faults: list[str]) -> None:
    found = Findings(CheckContext())
    check_mail(found, content, "content")
    assert [fault.code for fault in found.faults] == faults

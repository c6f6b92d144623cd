"""Mails brought along from other services keep what their authors said of single links, as it leaves a whole house."""

from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from loopline.settings import Settings
from tests.providers.servers import post_office
from tests.studio.house import WELCOME, identify, living, track

MARKS = {
    "sendgrid": '<a href="https://shop.test/sendgrid" clicktracking="off">x</a>',
    "sendgrid-loud": '<a clicktracking=OFF href="https://shop.test/sendgrid-loud">x</a>',
    "mailgun": '<a disable-tracking="true" href="https://shop.test/mailgun">x</a>',
    "mautic": '<a href="https://shop.test/mautic" mautic:disable-tracking="true">x</a>',
    "postmark": '<a data-pm-no-track href="https://shop.test/postmark">x</a>',
    "ses": '<a href="https://shop.test/ses" ses:no-track>x</a>',
    "plain": '<a href="https://shop.test/plain" data-no-track>x</a>',
}
TRACKED = '<a href="https://shop.test/tracked" clicktracking="on" disable-tracking="false">x</a>'


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The HTML of a mail with every mark, as a mail server got it."""
    folder: Path = tmp_path_factory.mktemp("house")
    with post_office() as office:
        settings = Settings.model_validate({"email": f"smtp://127.0.0.1:{office.port}?starttls=never"})
        with living(folder, settings) as house:
            content = {"subject": "s", "html": f"<body>{''.join(MARKS.values())}{TRACKED}</body>"}
            mail = {"mail": {"kind": "message", "channel": "email", "content": content}}
            house.publish({**WELCOME, "entry": {"on": ["signed_up"]}, "start": "mail", "nodes": mail})
            house.send(identify("ann", email="ann@box.test"), track("ann", "signed_up"))
            ((_, wire),) = office.mails
    part = message_from_bytes(wire, policy=default).get_body(("html",))
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize("name", MARKS)
def test_a_link_that_another_service_would_leave_alone_is_left_alone(html: str, name: str) -> None:
    assert f"https://shop.test/{name}" in html


def test_the_marks_do_not_leave_and_other_links_are_tracked(html: str) -> None:
    assert not any(mark in html.lower() for mark in ('="off"', "=off", "no-track", '="true"'))
    assert "https://shop.test/tracked" not in html and "/l/click/" in html

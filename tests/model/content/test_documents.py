"""A step's own mail reads as a template: what it says, and whether it is transactional."""

from loopline.model.content.documents import own_template
from loopline.model.nodes.message import Content, Message


def test_a_step_with_mjml_is_a_template_that_nobody_publishes() -> None:
    node = Message(channel="email", content=Content(subject="Hi"), mjml="<mj-section />", transactional=True)
    found = own_template(node)
    assert (found.id, found.channel, found.mjml, found.transactional) == ("", "email", "<mj-section />", True)
    assert found.content.subject == "Hi"

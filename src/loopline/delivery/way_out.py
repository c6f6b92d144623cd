"""Adds the way out to a marketing text message, where the country of its number asks for one."""

from msgspec.structs import replace

from loopline.model.effect import SendMessage
from loopline.model.message import Refusal, Rendered
from loopline.model.sms.number import country_of
from loopline.model.sms.rules import names_way_out, rule_of, sender_kind


def with_way_out(message: SendMessage, rendered: Rendered | Refusal) -> Rendered | Refusal:
    """The text, before its links are made ours: then nobody could see where they lead.

    It stays as it is where it names a way out itself, or comes from a name, which nobody can answer. A transactional
    text has none: there is nothing to leave.
    """
    if isinstance(rendered, Refusal) or message.channel != "sms" or message.transactional:
        return rendered
    if names_way_out(rendered.body):
        return rendered
    rule = rule_of(country_of(message.address))
    if rule is None or not rule.way_out or sender_kind(rendered.sender) == "name":
        return rendered
    return replace(rendered, body=f"{rendered.body.rstrip()} {rule.way_out}")

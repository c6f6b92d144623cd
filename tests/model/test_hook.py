"""The call of a webhook as a provider signs it."""

from loopline.model.hook import HookRefusal, HookRequest


def test_the_target_is_what_stands_behind_our_public_url() -> None:
    assert HookRequest(path="/hooks/pigeon", query="k=%C3%BC&k=2").target == "/hooks/pigeon?k=%C3%BC&k=2"
    assert HookRequest(path="/hooks/pigeon").target == "/hooks/pigeon"


def test_a_refusal_is_about_the_signature_unless_it_says_otherwise() -> None:
    assert HookRefusal("signature_invalid", "It is not signed.").status == 401

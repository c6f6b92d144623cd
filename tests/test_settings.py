"""Settings: each has a default, a wrong value is refused by its variable's name, secrets stay hidden."""

import pytest

from loopline.model.channels import CHANNEL_NAMES
from loopline.model.errors import Invalid
from loopline.settings import PREFIX, Settings, read_settings


def test_nothing_needs_to_be_set() -> None:
    assert read_settings() == Settings()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_each_setting_has_a_default_and_says_what_it_is(name: str) -> None:
    field = Settings.model_fields[name]
    assert not field.is_required()
    assert field.description and field.description.endswith(".")


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("SMTP_CONNECTIONS", "3", 3),
        ("PUBLIC_URL", "https://go.example.com/", "https://go.example.com"),
        ("PUBLIC_URL", "http://[::1]:8400", "http://[::1]:8400"),
        ("PUBLIC_URL", "https://example.com/loopline/", "https://example.com/loopline"),
        ("PUBLIC_URL", "https://bücher.example", "https://bücher.example"),
        ("SENDER", "Acme, Inc. <hello@acme.example>", "Acme, Inc. <hello@acme.example>"),
        ("ALLOWED_HOSTS", "studio.example.com:8443, *.example.com,*", "studio.example.com:8443, *.example.com,*"),
        ("TRUSTED_PROXIES", "10.0.0.7, fd00::/8,*", "10.0.0.7, fd00::/8,*"),
        ("ALLOW_PRIVATE_WEBHOOKS", "true", True),
        ("SMTP_UNKNOWN", "resend", "resend"),
        ("INBOUND_DOMAIN", "bounces.example.com", "bounces.example.com"),
        ("INBOUND_DOMAIN", "bücher.example", "bücher.example"),
    ],
)
def test_a_variable_is_read(monkeypatch: pytest.MonkeyPatch, name: str, value: str, read: object) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    assert getattr(read_settings(), name.lower()) == read


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("SMTP_URL", "ftp://mail.example.com", "smtp://"),
        ("SMTP_URL", "mail.example.com:587", "smtp://"),
        ("SMS", "hunter", "scheme://"),
        ("SMTP_CONNECTIONS", "0", "greater than or equal to 1"),
        ("SMTP_CONNECTIONS", "many", "integer"),
        ("SMTP_UNKNOWN", "guess", "hold"),
        ("PUBLIC_URL", "loopline.example.com", "https://"),
        ("PUBLIC_URL", "https://", "https://"),
        ("PUBLIC_URL", "https://:8400", "https://"),
        ("PUBLIC_URL", "https://me:secret@loopline.example.com", "https://"),
        ("PUBLIC_URL", "https://loopline.example.com/?a=1", "https://"),
        ("PUBLIC_URL", "https://loopline.example.com:99999", "https://"),
        ("PUBLIC_URL", "https://loop line.example.com", "https://"),
        ("SENDER", "Acme", "Acme <hello@acme.example>"),
        ("SENDER", "a@acme.example, b@acme.example", "one address"),
        ("ALLOWED_HOSTS", "https://studio.example.com/", "studio.example.com"),
        ("ALLOWED_HOSTS", "studio.example.com,*.*", "*.example.com"),
        ("TRUSTED_PROXIES", "proxy", "10.0.0.7"),
        ("TRUSTED_PROXIES", "10.0.0.0/33", "10.0.0.7"),
        ("TRUSTED_PROXIES", "10.0.0.7, 10.0.0.1/8", "10.1.0.0/16"),
        ("BATCH_MAX", "50001", "50000"),
        ("INBOUND", "0.0.0.0", "0.0.0.0:25"),
        ("INBOUND", "0.0.0.0:99999", "0.0.0.0:25"),
        ("INBOUND", "smtp://0.0.0.0:25", "0.0.0.0:25"),
        ("INBOUND_DOMAIN", "https://bounces.example.com", "bounces.example.com"),
        ("INBOUND_DOMAIN", "a@bounces.example.com", "bounces.example.com"),
        ("LOG_LEVEL", "loud", "debug"),
    ],
)
def test_a_wrong_value_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str, hint: str) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(Invalid) as caught:
        read_settings()
    assert (caught.value.code, caught.value.at) == ("setting_invalid", PREFIX + name)
    assert PREFIX + name in caught.value.text
    assert hint in caught.value.text


@pytest.mark.parametrize(("name", "value"), [("SMTP_URL", "ftp://me:hunter2@mail.example.com"), ("SMS", "hunter2")])
def test_a_wrong_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(Invalid) as caught:
        read_settings()
    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is None, "nor in a trace"


def test_secrets_are_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOPLINE_SMTP_URL", "smtp://me:hunter2@mail.example.com")
    monkeypatch.setenv("LOOPLINE_WEBHOOK_SECRET", "whsec_hunter3")
    for channel in CHANNEL_NAMES[1:]:
        monkeypatch.setenv(PREFIX + channel.upper(), "pigeon://me:hunter4@loft")
    settings = read_settings()
    assert "hunter" not in f"{settings} {settings!r} {settings.model_dump()}"
    assert "hunter2" in settings.smtp_url.get_secret_value()


def test_settings_do_not_change_under_way() -> None:
    with pytest.raises(Exception, match="frozen"):
        Settings().log_level = "debug"  # type: ignore[misc]  # that is the point


SANDBOXED: dict[str, str] = {
    **dict.fromkeys(CHANNEL_NAMES, "sandbox://"),
    "in_app": "inbox://",
    "webhook": "webhook://",
}


@pytest.mark.parametrize(
    ("said", "urls"),
    [
        ({}, {}),
        ({"SMS": "pigeon://loft"}, {"sms": "pigeon://loft"}),
        ({"SMTP_URL": "smtp://h"}, {"email": "smtp://h?connections=8&unknown=hold"}),
        (
            {"SMTP_URL": "smtps://h?starttls=auto&unknown=hold", "SMTP_UNKNOWN": "resend", "SMTP_CONNECTIONS": "2"},
            {"email": "smtps://h?starttls=auto&unknown=hold&connections=2"},
        ),
        ({"EMAIL": "smtp://h", "SMTP_CONNECTIONS": "3"}, {"email": "smtp://h?connections=3&unknown=hold"}),
        ({"EMAIL": "pigeon://h", "SMTP_CONNECTIONS": "3"}, {"email": "pigeon://h"}),
        ({"WEBHOOK_SECRET": "whsec_a+/="}, {"webhook": "webhook://?secret=whsec_a%2B%2F%3D"}),
        (
            {"WEBHOOK": "webhook://?timeout=3", "WEBHOOK_SECRET": "whsec_a"},
            {"webhook": "webhook://?timeout=3&secret=whsec_a"},
        ),
        ({"WEBHOOK": "pigeon://loft", "WEBHOOK_SECRET": "whsec_a"}, {"webhook": "pigeon://loft"}),
        ({"EMAIL": "smtp://h:["}, {"email": "smtp://h:["}),
    ],
)
def test_each_channel_has_a_provider(
    monkeypatch: pytest.MonkeyPatch, said: dict[str, str], urls: dict[str, str]
) -> None:
    for name, value in said.items():
        monkeypatch.setenv(PREFIX + name, value)
    expected: dict[str, str] = SANDBOXED | urls
    assert {**read_settings().provider_urls()} == expected


def test_two_words_about_e_mail_are_one_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOPLINE_EMAIL", "sandbox://")
    monkeypatch.setenv("LOOPLINE_SMTP_URL", "smtp://h")
    with pytest.raises(Invalid, match="LOOPLINE_EMAIL says already"):
        read_settings()


def test_a_mail_server_needs_a_domain_and_smtp_has_it_for_bounces(monkeypatch: pytest.MonkeyPatch) -> None:
    for inbound in ("0.0.0.0:25", "[::]:2525", "localhost:25"):
        monkeypatch.setenv("LOOPLINE_INBOUND", inbound)
        with pytest.raises(Invalid) as caught:
            read_settings()
        assert caught.value.at == "LOOPLINE_INBOUND_DOMAIN"
    monkeypatch.setenv("LOOPLINE_INBOUND_DOMAIN", "b.example.com")
    monkeypatch.setenv("LOOPLINE_SMTP_URL", "smtp://mail.example.com")
    assert "bounces=b.example.com" in read_settings().provider_urls()["email"]
    monkeypatch.setenv("LOOPLINE_SMTP_URL", "smtp://mail.example.com?bounces=c.example.com")
    assert read_settings().provider_urls()["email"].count("bounces=") == 1

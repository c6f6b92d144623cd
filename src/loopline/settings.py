"""Every setting once: name, type, unit, default, help. Read from the environment with the prefix LOOPLINE_."""

import re
from ipaddress import ip_network
from typing import Final, Literal

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from loopline.model.channels import CHANNEL_NAMES, CHANNELS, ChannelName
from loopline.model.errors import Invalid
from loopline.model.mail.mailbox import plain_address, read_mailbox
from loopline.model.web.address import HOST, is_web_address, with_options

SANDBOX = "sandbox://"
WEBHOOK = "webhook://"
SMTP = ("smtp://", "smtps://")
POSTGRESQL = ("postgresql://", "postgres://")
ADDRESSES: Final = {
    "store": (POSTGRESQL, "postgresql://user:password@host:5432/database"),
    "log": (("kafka://",), "kafka://user:password@broker-1:9092,broker-2:9092/topic?tls=yes"),
    "facts": (("clickhouse://", "clickhouses://"), "clickhouse://user:password@host:8123/database"),
}
PREFIX = "LOOPLINE_"

ANY: Final = "*"
LISTENING: Final = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[\w.-]+):(\d{1,5})")


class Settings(BaseSettings):
    """What an operator may set. A wrong value stops the start and says what would be right."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    store: SecretStr = Field(
        SecretStr(""),
        description="The PostgreSQL database that keeps the record, as postgresql://user:password@host/database. "
        "Empty: files in the data folder do.",
    )
    log: SecretStr = Field(
        SecretStr(""),
        description="The Kafka topic that keeps the signals, as kafka://broker-1:9092,broker-2:9092/topic. Empty: they "
        "stand beside the record.",
    )
    facts: SecretStr = Field(
        SecretStr(""),
        description="The ClickHouse database that keeps the facts, as clickhouse://user:password@host/database, over "
        "TLS as clickhouses://. Empty: a file in the data folder does.",
    )
    store_standby: Literal["required", "optional"] = Field(
        "optional", description="Whether PostgreSQL has to have a synchronous standby for a start; see ADR 0115."
    )
    email: SecretStr = Field(
        SecretStr(""),
        description="The provider of e-mail, such as smtps://login:password@host. Empty: the sandbox keeps it.",
    )
    sms: SecretStr = Field(SecretStr(""), description="The provider of SMS, by its URL. Empty: the sandbox keeps it.")
    push: SecretStr = Field(SecretStr(""), description="The provider of push, by its URL. Empty: the sandbox keeps it.")
    whatsapp: SecretStr = Field(SecretStr(""), description="The provider of WhatsApp, by its URL. Empty: the sandbox.")
    in_app: SecretStr = Field(SecretStr(""), description="The provider of in-app messages, by URL. Empty: inbox://.")
    webhook: SecretStr = Field(
        SecretStr(""), description="The provider of webhooks, by its URL. Empty: webhook://, which posts them signed."
    )
    smtp_url: SecretStr = Field(
        SecretStr(""), description="The short way to say LOOPLINE_EMAIL: smtp://person:password@host:port."
    )
    smtp_connections: int = Field(
        8, ge=1, le=100, description="Connections kept open to the SMTP server, unless its URL says `connections`."
    )
    smtp_unknown: Literal["hold", "resend"] = Field(
        "hold", description="An e-mail whose fate a crash hid is held, or sent again; `unknown` of its URL wins."
    )
    sender: str = Field("Loopline <hello@localhost>", description="The From address when a message names none.")
    public_url: str = Field(
        "http://127.0.0.1:8400",
        description="Where people's browsers reach this server; links in messages begin with it. It follows --port.",
    )
    link_url: str = Field(
        "",
        description="Where short links begin (https://go.acme.example), as in text messages: a short name of your own "
        "that leads to this server. Empty: LOOPLINE_PUBLIC_URL.",
    )
    allowed_hosts: str = Field(
        "",
        description="Further names, divided by commas, under which browsers may reach the studio: beside the host of "
        "LOOPLINE_PUBLIC_URL, loopback, and the address listened on. `*.example.com` is all below, `*` is any.",
    )
    webhook_secret: SecretStr = Field(
        SecretStr(""),
        description="Signs outgoing webhooks (whsec_...), unless LOOPLINE_WEBHOOK says `secret`. Empty: one is made "
        "and kept in the data folder.",
    )
    allow_private_webhooks: bool = Field(
        False, description="Let webhooks go to private and loopback addresses. Only for trying things out."
    )
    sources: str = Field(
        "",
        description="Your own hosts, and folders (/mnt), that sources and destinations may reach, divided by commas.",
    )
    feed_secrets: dict[str, SecretStr] = Field({}, description="What `${name}` is in headers of feeds, as JSON.")
    inbound: str = Field(
        "",
        description="Where mail that comes back is taken, as host:port, such as 0.0.0.0:25: bounces, complaints, "
        "replies and unsubscribes. Empty: nowhere.",
    )
    inbound_domain: str = Field(
        "",
        validate_default=True,
        description="The domain whose MX leads to LOOPLINE_INBOUND, such as bounces.example.com. The SMTP server's URL "
        "has it as `bounces` unless it says so itself, and mails offer an unsubscribe address there.",
    )
    inbound_certificate: str = Field(
        "", description="The file of a certificate with its chain, for STARTTLS on LOOPLINE_INBOUND. Empty: none."
    )
    inbound_key: str = Field("", description="The file of that certificate's key, where it is another file.")
    dns: str = Field("", description="The name server, as host:port, asked about sender domains. Empty: the machine's.")
    browser_key_rate: int = Field(
        2_000,
        ge=1,
        le=1_000_000,
        description="What one browser key lets in, in requests a second, a KB of their bodies counted as one more; a "
        "burst of 20 seconds passes.",
    )
    browser_source_rate: int = Field(
        50, ge=1, le=1_000_000, description="The same for one browser key from one network address."
    )
    trusted_proxies: str = Field(
        "",
        description="Addresses or networks of your proxies, divided by commas: what they say in X-Forwarded-For and "
        "X-Forwarded-Proto is believed. Empty: nobody's word is.",
    )
    intake: Literal["process", "thread"] = Field(
        "process", description="Signals are taken in by a process of its own, or, where memory is short, by a thread."
    )
    batch_max: int = Field(20_000, ge=1, le=50_000, description="Signals in one step of the loop, at most.")
    hot_people: int = Field(
        120_000, ge=100, le=5_000_000, description="People kept in memory, at most: about 0.7 KB each."
    )
    delivery_lanes: int = Field(
        3, ge=1, le=32, description="Batches of messages on their way at the same time, a channel."
    )
    facts_memory_mb: int = Field(1_024, ge=64, le=262_144, description="Memory that reports may use, in MB.")
    sent_copies_days: int = Field(
        30, ge=0, le=3_650, description="Days for which a copy of every message is kept as it was sent; 0 keeps none."
    )
    sent_copies_mb: int = Field(
        512, ge=1, le=1_048_576, description="Room for these copies, in MB; when it is full, the oldest are deleted."
    )
    link_days: int = Field(
        180,
        ge=1,
        le=3_650,
        description="Days for which a short link leads to its target, at least until its room is full.",
    )
    link_mb: int = Field(
        256, ge=1, le=1_048_576, description="Room for short links, in MB (about 2,600 each); the oldest are deleted."
    )
    outbox_days: int = Field(
        30,
        ge=0,
        le=3_650,
        description="Days for which a message that is settled (sent, failed or refused) stays in the outbox; 0 keeps "
        "all. What is open stays, and facts tell for ever what was sent.",
    )
    log_days: int = Field(
        0,
        ge=0,
        le=3_650,
        description="Days for which signals stay in the log, at least; what is older leaves once a snapshot of state "
        "and facts stands behind it. 0 keeps the whole log.",
    )
    sandbox_days: int = Field(30, ge=1, le=3_650, description="Days for which the sandbox keeps a message.")
    sandbox_mb: int = Field(
        256, ge=1, le=1_048_576, description="Room for these messages, in MB; when it is full, the oldest are deleted."
    )
    inbox_days: int = Field(90, ge=1, le=3_650, description="Days for which a person's inbox keeps an in-app message.")
    alarms: SecretStr = Field(
        SecretStr(""), description="Where operators are told of troubles: URLs, divided by blanks. Empty: nowhere."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="How much is logged.")

    @field_validator("public_url", "link_url")
    @classmethod
    def _web_address(cls, value: str, info: ValidationInfo) -> str:
        if not is_web_address(value) and not (info.field_name == "link_url" and not value):
            raise ValueError("write it as https://loopline.example.com")
        return value.rstrip("/")

    @field_validator(*ADDRESSES)
    @classmethod
    def _store_address(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        text, (starts, example) = value.get_secret_value(), ADDRESSES[str(info.field_name)]
        if text and not text.startswith(starts):
            raise ValueError(f"write it as {example}")
        return value

    @field_validator("inbound", "dns")
    @classmethod
    def _listening_address(cls, value: str) -> str:
        found = LISTENING.fullmatch(value)
        if value and not (found and 0 < int(found[1]) < 65_536):
            raise ValueError("write it as host:port, such as 0.0.0.0:25")
        return value

    @field_validator("inbound_domain")
    @classmethod
    def _mail_domain(cls, value: str, info: ValidationInfo) -> str:
        if value and plain_address(f"b@{value}") is None:
            raise ValueError("write the domain alone, such as bounces.example.com")
        if info.data.get("inbound") and not value:
            raise ValueError("say which domain's mail comes to LOOPLINE_INBOUND, such as bounces.example.com")
        return value

    @field_validator("sender")
    @classmethod
    def _mailbox(cls, value: str) -> str:
        if read_mailbox(value) is None:
            raise ValueError("write it as Acme <hello@acme.example>, with one address")
        return value

    @field_validator("allowed_hosts")
    @classmethod
    def _host_names(cls, value: str) -> str:
        for name in _named(value):
            if name != ANY and not HOST.fullmatch(name.removeprefix("*.")):
                raise ValueError("write names alone, such as studio.example.com, *.example.com")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: str) -> str:
        for name in _named(value):
            try:
                if name != ANY:
                    ip_network(name)
            except ValueError:
                raise ValueError("write addresses or networks, such as 10.0.0.7, 10.1.0.0/16") from None
        return value

    @field_validator(*CHANNEL_NAMES)
    @classmethod
    def _provider_address(cls, value: SecretStr) -> SecretStr:
        text = value.get_secret_value()
        if text and "://" not in text:
            raise ValueError("write it as scheme://..., such as sandbox://")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _smtp_address(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        text, email = value.get_secret_value(), info.data.get("email")
        if text and not text.startswith(SMTP):
            raise ValueError("write it as smtp://person:password@host:587")
        if text and email and email.get_secret_value():
            raise ValueError("LOOPLINE_EMAIL says already where e-mail goes; set one of the two")
        return value

    def store_url(self) -> str:
        """The URL of the PostgreSQL database, "" for files; a password may stand in it."""
        return self.store.get_secret_value()

    def log_url(self) -> str:
        """The URL of the Kafka topic, "" for none; a password may stand in it."""
        return self.log.get_secret_value()

    def rooms(self) -> tuple[int, int, int, int, int, int, int]:
        """Days and MB of copies of what was sent, of what the sandbox keeps, and of short links; days of the inbox."""
        kept = self.sent_copies_days, self.sent_copies_mb, self.sandbox_days, self.sandbox_mb
        return *kept, self.link_days, self.link_mb, self.inbox_days

    def provider_urls(self) -> dict[ChannelName, str]:
        """The URL of each channel's provider, what the short ways say put into it. Secrets stand in them."""
        return {channel: self._provider_url(channel) for channel in CHANNEL_NAMES}

    def _provider_url(self, channel: ChannelName) -> str:
        said: SecretStr = getattr(self, channel)
        url = said.get_secret_value()
        if channel == "email":
            url = url or self.smtp_url.get_secret_value()
        if url.startswith(SMTP):
            bounces = {"bounces": self.inbound_domain} if self.inbound_domain else {}
            return with_options(url, connections=str(self.smtp_connections), unknown=self.smtp_unknown, **bounces)
        secret = self.webhook_secret.get_secret_value()
        if channel == "webhook" and secret and (url or WEBHOOK).startswith(WEBHOOK):
            return with_options(url or WEBHOOK, secret=secret)
        return url or CHANNELS[channel].own_provider or SANDBOX


def _named(value: str) -> list[str]:
    return [name.strip() for name in value.split(",") if name.strip()]


def read_settings() -> Settings:
    """The settings of the environment. Raises Invalid `setting_invalid` naming the variable and what would be right."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        raise Invalid("setting_invalid", f"{name}: {first['msg']}.", at=name) from None

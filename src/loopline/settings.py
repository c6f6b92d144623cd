"""Every setting once: name, type, unit, default, help. Read from the environment with the prefix LOOPLINE_."""

from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from loopline.model.errors import Invalid

PREFIX = "LOOPLINE_"


class Settings(BaseSettings):
    """What an operator may set. A wrong value stops the start and says what would be right."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    smtp_url: SecretStr = Field(
        SecretStr(""), description="Where e-mail goes: smtp://person:password@host:port. Empty: the sandbox keeps it."
    )
    smtp_connections: int = Field(8, ge=1, le=100, description="Connections kept open to the SMTP server.")
    smtp_unknown: Literal["hold", "resend"] = Field(
        "hold", description="What becomes of an e-mail whose fate a crash hid: hold it for a person, or send it again."
    )
    sender: str = Field("Loopline <hello@localhost>", description="The From address when a message names none.")
    public_url: str = Field(
        "http://127.0.0.1:8400",
        description="Where people's browsers reach this server; links in messages begin with it.",
    )
    webhook_secret: SecretStr = Field(
        SecretStr(""),
        description="Signs outgoing webhooks (whsec_...). Empty: one is made and kept in the data folder.",
    )
    allow_private_webhooks: bool = Field(
        False, description="Let webhooks go to private and loopback addresses. Only for trying things out."
    )
    intake: Literal["process", "thread"] = Field(
        "process", description="Signals are taken in by a process of its own, or, where memory is short, by a thread."
    )
    batch_max: int = Field(20_000, ge=1, le=50_000, description="Signals in one step of the loop, at most.")
    hot_people: int = Field(50_000, ge=100, le=5_000_000, description="People kept decoded in memory, at most.")
    delivery_lanes: int = Field(3, ge=1, le=32, description="Batches of messages on their way at the same time.")
    facts_memory_mb: int = Field(1_024, ge=64, le=262_144, description="Memory that reports may use, in MB.")
    sent_copies_days: int = Field(
        30, ge=0, le=3_650, description="Days for which a copy of every message is kept as it was sent; 0 keeps none."
    )
    sent_copies_mb: int = Field(
        512, ge=1, le=1_048_576, description="Room for these copies, in MB; when it is full, the oldest are deleted."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="How much is logged.")

    @field_validator("public_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("write it as https://loopline.example.com")
        return value.rstrip("/")

    @field_validator("smtp_url")
    @classmethod
    def _smtp_address(cls, value: SecretStr) -> SecretStr:
        text = value.get_secret_value()
        if text and not text.startswith(("smtp://", "smtps://")):
            raise ValueError("write it as smtp://person:password@host:587")
        return value


def read_settings() -> Settings:
    """The settings of the environment. Raises Invalid `setting_invalid` naming the variable and what would be right."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        raise Invalid("setting_invalid", f"{name}: {first['msg']}.", at=name) from None

"""Settings: the only reader of the environment (and of `.env` in the working folder)."""

from __future__ import annotations

import contextlib
import ipaddress
import os
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from handoff.mail import is_address, server_of
from lotse.limits import networks
from post.errors import SettingsError

TelegramMode = Literal["polling", "webhook", "off"]
_ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Every `LOTSE_…` setting. The derived ones (`is_demo` …) are what the program asks for."""

    model_config = SettingsConfigDict(
        env_prefix="LOTSE_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    public_url: str = ""
    demo: bool | None = None
    data: Path = Path("data")
    flows: Path = _ROOT / "flows"
    translations: Path = _ROOT / "translations"
    models: Path = Path("models")
    valkey_url: str = ""
    database_url: str = ""
    secret_file: Path = Path("lotse.secret")
    ledger_file: Path | None = None
    telegram_token: SecretStr = SecretStr("")
    telegram_api: str = ""
    telegram_mode: TelegramMode | None = None
    telegram_secret: SecretStr = SecretStr("")
    smtp_url: SecretStr = SecretStr("")
    smtp_from: str = ""
    trusted_proxies: str = ""
    metrics_token: SecretStr = SecretStr("")
    status_host: str = "127.0.0.1"
    status_port: int = Field(default=0, ge=0, le=65535)
    stop_notice: float = Field(default=0.0, ge=0.0, le=300.0)
    cache: Path | None = None
    fault_points: str = ""
    """For tests of a demo only, see post.fault_points."""

    @field_validator("trusted_proxies")
    @classmethod
    def _only_networks(cls, text: str) -> str:
        try:
            networks(text)
        except ValueError as error:
            raise ValueError("must be addresses or networks, such as 10.0.0.1, 10.1.0.0/16") from (
                error
            )
        return text

    @field_validator("smtp_url")
    @classmethod
    def _only_smtp(cls, url: SecretStr) -> SecretStr:
        try:
            server_of(url.get_secret_value())
        except SettingsError as error:
            raise ValueError(str(error)) from None
        return url

    @field_validator("smtp_from")
    @classmethod
    def _only_address(cls, text: str) -> str:
        if text and not is_address(text):
            raise ValueError("must be an address, such as lotse@city.example")
        return text

    @field_validator("public_url")
    @classmethod
    def _only_origin(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("must look like https://lotse.example.org")
        if parts.path.strip("/") or parts.query or parts.fragment:
            raise ValueError("must be scheme, host and port only, without a path")
        return url.rstrip("/")

    @property
    def is_demo(self) -> bool:
        if self.demo is not None:
            return self.demo
        return not self.public_url and not self.token

    @property
    def token(self) -> str:
        return self.telegram_token.get_secret_value()

    @property
    def mode(self) -> TelegramMode:
        if not self.token:
            return "off"
        return self.telegram_mode or ("webhook" if self.public_url else "polling")

    @property
    def origin(self) -> str:
        """Where browsers reach us; passkeys and cookies depend on it."""
        return self.public_url or f"http://localhost:{self.port}"

    @property
    def mail_sender(self) -> str:
        """The address from which notices to counsellors come."""
        return self.smtp_from or f"lotse@{urlsplit(self.origin).hostname or 'localhost'}"

    @property
    def sqlite(self) -> Path:
        """Where the embedded database lies."""
        return self.data.resolve() / "lotse.sqlite3"

    @property
    def database(self) -> str:
        """SQLite inside the data folder unless a server is named."""
        return self.database_url or f"sqlite+aiosqlite:///{self.sqlite}"

    @property
    def ledger(self) -> Path:
        """What was erased and who was revoked: beside the secret file unless set."""
        return self.ledger_file or self.secret_file.with_name("lotse.ledger")

    def check(self) -> None:
        """Raises SettingsError for what cannot work together."""
        if self.is_demo:
            if self.public_url and not is_loopback(urlsplit(self.public_url).hostname or ""):
                raise SettingsError(
                    "LOTSE_DEMO=1 does not go with a public address: a demo is for this machine "
                    "only. Take LOTSE_PUBLIC_URL away, or LOTSE_DEMO."
                )
            if not is_loopback(self.host):
                raise SettingsError(
                    f"A demo listens on this machine only, not on {self.host}. Take LOTSE_HOST "
                    "away, or set LOTSE_PUBLIC_URL for a real start."
                )
        elif self.fault_points:
            raise SettingsError("LOTSE_FAULT_POINTS kills the program on purpose: demo only.")
        elif not self.public_url:
            raise SettingsError(
                "A real start needs LOTSE_PUBLIC_URL, the address people will use "
                "(for a try-out on this machine: LOTSE_DEMO=1)."
            )
        if self.telegram_mode == "webhook" and not self.public_url:
            raise SettingsError(
                "LOTSE_TELEGRAM_MODE=webhook needs LOTSE_PUBLIC_URL: Telegram has to reach us."
            )
        if self.status_port and not self.metrics_token.get_secret_value():
            self._check_status_host()
        if self.secret_file.resolve().is_relative_to(self.data.resolve()):
            raise SettingsError(
                "LOTSE_SECRET_FILE lies inside LOTSE_DATA: a backup of the data would carry its "
                "keys along. Put it somewhere else."
            )
        if self.ledger.resolve().is_relative_to(self.data.resolve()):
            raise SettingsError(
                "LOTSE_LEDGER_FILE lies inside LOTSE_DATA: putting a backup of the data back would "
                "forget what was erased since. Put it somewhere else."
            )

    def _check_status_host(self) -> None:
        if not is_loopback(self.status_host):
            raise SettingsError(
                f"LOTSE_STATUS_HOST={self.status_host} shows figures to others: set "
                "LOTSE_METRICS_TOKEN as well, or leave the status port on this machine."
            )


def read() -> Settings:
    """Raises SettingsError, naming each setting that is wrong."""
    try:
        settings = Settings()
    except ValidationError as error:
        wrong = [
            f"LOTSE_{'_'.join(str(part) for part in problem['loc']).upper()}: {problem['msg']}"
            for problem in error.errors()
        ]
        raise SettingsError("\n".join(wrong)) from None
    settings.check()
    return settings


class _Cache(BaseSettings):
    """The one setting that every command wants, also where the others are wrong or missing."""

    model_config = Settings.model_config
    cache: Path | None = None


def cache_folder() -> Path | None:
    """Where the editors' files are kept taken apart: LOTSE_CACHE, else the account's own folder for
    such things (XDG Base Directory Specification); None where the account has no home.
    """
    if named := _Cache().cache:
        return named
    with contextlib.suppress(RuntimeError):
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lotse"
    return None


def speaks_german() -> bool:
    """Whether the person at the terminal reads German: by LC_ALL, LC_MESSAGES or LANG."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return value.lower().startswith("de")
    return False


def is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

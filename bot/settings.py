"""Settings: from the environment and from `.env`, read once, by the composition root."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from zoneinfo import ZoneInfo

from dotenv import dotenv_values

PLATFORMS = ("telegram", "discord", "terminal")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class SettingsError(Exception):
    """A setting cannot be used. The text names it and says what to write."""


class Secret(str):
    """A text that its `repr` does not show; `bot.logs` strikes it out of every line."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<secret>" if self else "''"


NO_SECRET = Secret()


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may set. Each field is an environment variable in capitals, see `.env.example`."""

    telegram_token: Secret = NO_SECRET
    telegram_api: str = ""
    discord_token: Secret = NO_SECRET
    discord_api: str = ""
    tripod_data: Path = Path("data")
    tripod_content: Path | None = None
    tripod_coaches: frozenset[str] = frozenset()
    tripod_approvers: frozenset[str] = frozenset()
    tripod_zone: str = "UTC"
    tripod_log: str = "INFO"


NAMES = tuple(field.name.upper() for field in fields(Settings))


def read_settings(environment: Mapping[str, str] = os.environ, env_file: Path = Path(".env")) -> Settings:
    """The settings of this run; the environment wins over the file. Raises SettingsError."""
    found = {**_from_file(env_file), **environment}
    value = {name: found.get(name, "").strip() for name in NAMES}
    return Settings(
        telegram_token=Secret(value["TELEGRAM_TOKEN"]),
        telegram_api=_address("TELEGRAM_API", value["TELEGRAM_API"]),
        discord_token=Secret(value["DISCORD_TOKEN"]),
        discord_api=_address("DISCORD_API", value["DISCORD_API"]),
        tripod_data=Path(value["TRIPOD_DATA"] or "data"),
        tripod_content=Path(value["TRIPOD_CONTENT"]) if value["TRIPOD_CONTENT"] else None,
        tripod_coaches=_accounts("TRIPOD_COACHES", value["TRIPOD_COACHES"]),
        tripod_approvers=_accounts("TRIPOD_APPROVERS", value["TRIPOD_APPROVERS"]),
        tripod_zone=zone_name("TRIPOD_ZONE", value["TRIPOD_ZONE"] or "UTC"),
        tripod_log=_level(value["TRIPOD_LOG"] or "INFO"),
    )


def zone_name(setting: str, name: str) -> str:
    """The name of a time zone that exists. Raises SettingsError, which names the setting."""
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        raise SettingsError(f"{setting}: {name!r} is no time zone; write one such as Europe/Berlin") from None
    return name


def _from_file(path: Path) -> dict[str, str]:
    try:
        return {name: value or "" for name, value in dotenv_values(path).items()}
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{path} cannot be read; save it as UTF-8 text that this user may read") from None


def _address(name: str, value: str) -> str:
    if value and not value.startswith(("http://", "https://")):
        raise SettingsError(
            f"{name}: an address begins with http:// or https://; leave it empty for the official one"
        )
    return value.rstrip("/")


def _accounts(name: str, value: str) -> frozenset[str]:
    accounts = frozenset(part.strip() for part in value.split(",") if part.strip())
    for account in sorted(accounts):
        platform, _, its_id = account.partition(":")
        if platform not in PLATFORMS or not its_id:
            raise SettingsError(
                f"{name}: {account!r} is no account; write telegram:42 or discord:77, commas between"
            )
    return accounts


def _level(value: str) -> str:
    if value.upper() not in LEVELS:
        raise SettingsError(f"TRIPOD_LOG: {value!r} is no level; write one of {', '.join(LEVELS)}")
    return value.upper()

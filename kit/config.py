"""All settings of the service, read once at start from ORDERFLOW_* variables and checked there."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from kit import calendar

DATABASES = ("postgresql", "sqlite")


class Settings(BaseSettings):
    """Durations are timedeltas, sizes bytes. Nothing else in the project reads the environment."""

    model_config = SettingsConfigDict(env_prefix="ORDERFLOW_", extra="ignore")

    data_dir: Path = Path("data")
    database_url: str = ""  # empty: SQLite in data_dir
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    demo: bool = False

    timezone: str = "Asia/Shanghai"
    holidays_country: str = "CN"
    business_hours: str = "09:00-12:00,13:30-18:00"

    carrier_url: str = ""  # empty: in demo the sandbox carrier is started beside the service
    carrier_secret: str = "sandbox-secret"  # noqa: S105 signs the pushes of the sandbox carrier only
    public_url: str = ""  # where carriers reach us; empty: http://host:port
    notify_urls: list[str] = []  # apprise addresses for notices that leave the house

    session_idle: timedelta = timedelta(hours=12)
    session_max: timedelta = timedelta(days=7)
    secure_cookie: bool = False  # set behind HTTPS
    upload_limit: int = 20 * 1024 * 1024
    body_limit: int = 2 * 1024 * 1024

    job_threads: int = Field(default=4, ge=1, le=64)
    tick: timedelta = timedelta(seconds=1)
    message_ttl: timedelta = timedelta(days=7)
    hot_instances: int = Field(default=500, ge=0, le=5000)

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError("no such time zone; write one like Asia/Shanghai") from None
        return value

    @field_validator("business_hours")
    @classmethod
    def _readable_hours(cls, value: str) -> str:
        try:
            calendar.parse_hours(value)
        except ValueError:
            raise ValueError("write opening hours in order, like 09:00-12:00,13:30-18:00") from None
        return value

    @field_validator("holidays_country")
    @classmethod
    def _known_country(cls, value: str) -> str:
        if not calendar.knows(value):
            raise ValueError("no calendar of this country; write its ISO code, like CN")
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        advice = "write postgresql://user:password@host:5432/name"
        if value.partition("://")[2].partition("/")[0].count("@") > 1:
            raise ValueError("write @ in the password as %40")  # else a part of it is taken for the host, and shown
        try:
            known = not value or make_url(_with_driver(value)).get_backend_name() in DATABASES
        except (ArgumentError, ValueError):
            raise ValueError(advice) from None
        if not known:
            raise ValueError(advice)
        return value

    @property
    def url(self) -> str:
        """SQLAlchemy address of the database."""
        return _with_driver(self.database_url or f"sqlite:///{self.data_dir / 'orderflow.db'}")

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def _with_driver(url: str) -> str:
    """postgresql:// and postgres:// → SQLAlchemy's name of the driver that we ship."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1).replace("postgres://", "postgresql+psycopg://", 1)

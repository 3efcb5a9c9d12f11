"""Every setting: its name, environment variable, default and check.

`load()` reads the environment once and refuses nonsense with one sentence per mistake; nothing else in the product
looks at the environment. A setting that is a secret may instead be given as a file (`..._FILE`), so that it never
stands in a process list.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Value = TypeVar("Value")

PROJECT_ROOT = Path(__file__).resolve().parent


class Refused(Exception):
    """The settings make no sense; the text says which and what to do."""


@dataclass(frozen=True)
class Settings:
    """The settings of one process, checked. `docs/operating.md` explains each to the person who runs the server."""

    #: Where the database, the secrets and the uploads live. Created with mode 700.
    data: Path
    #: SQLAlchemy address of the database.
    database_url: str
    #: Host and port the web server listens on, or `unix:/path`.
    bind: str
    #: How customers reach us, without a trailing slash: it stands in every mail.
    public_url: str
    #: Signs sessions, links and forms.
    secret_key: str
    #: Gunicorn worker processes and the threads of each.
    web_workers: int
    web_threads: int
    #: `smtp://user:password@host:587` (STARTTLS when offered), `smtps://host:465`, or empty: mail stays in the outbox.
    smtp_url: str
    #: The address our mail comes from.
    mail_from: str
    #: Default zone and language of a new workspace.
    zone: str
    #: Whether somebody named that zone; else it is our guess, and a visitor's browser knows better.
    is_zone_given: bool
    language: str
    #: How many proxies in front of us are trusted for X-Forwarded-*.
    trusted_proxies: int
    #: How many photos may wait for their answers on the whole server, and with how many megabytes.
    waiting_photos: int
    waiting_photos_mb: int
    #: `text` for people, `json` for machines.
    log_format: str
    log_level: str
    #: Where a crash test wants the process to die; empty in real life. See `voc/core/failpoints.py`.
    failpoint: str

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def is_for_this_machine(self) -> bool:
        """Whether nobody but this machine can open the public address."""
        return urlsplit(self.public_url).hostname in ("localhost", "127.0.0.1", "::1")


#: Setting -> (environment variable, default as text, what it is for). A test holds the docs to this table.
VARIABLES: dict[str, tuple[str, str, str]] = {
    "data": ("VOC_DATA", "./data", "Folder of the database, the secrets and the uploads (mode 700)"),
    "database_url": ("VOC_DATABASE_URL", "", "postgresql://user@host/name; empty: SQLite in the data folder"),
    "bind": ("VOC_BIND", "127.0.0.1:8000", "Address and port to listen on, or unix:/path"),
    "public_url": ("VOC_PUBLIC_URL", "", "How customers reach the server; empty: http:// and VOC_BIND"),
    "secret_key": ("VOC_SECRET", "", "At least 32 characters; empty: generated once in the data folder"),
    "web_workers": ("VOC_WEB_WORKERS", "2", "Web server processes"),
    "web_threads": ("VOC_WEB_THREADS", "32", "Threads of each web process; so many answers can share a commit"),
    "smtp_url": (
        "VOC_SMTP_URL",
        "",
        "smtp://user:password@host:587 or smtps://host:465; empty: mail stays in the outbox",
    ),
    "mail_from": ("VOC_MAIL_FROM", "", "Sender address; empty: survey@ and the host of VOC_PUBLIC_URL"),
    "zone": ("VOC_ZONE", "UTC", "Time zone of a new workspace, for example Asia/Shanghai; not set: the browser's"),
    "language": ("VOC_LANGUAGE", "en", "Language of a new workspace: en, zh_Hans or zh_Hant"),
    "trusted_proxies": ("VOC_TRUSTED_PROXIES", "0", "How many reverse proxies stand in front"),
    "waiting_photos": ("VOC_WAITING_PHOTOS", "2000", "Photos that may wait for their answers, on the whole server"),
    "waiting_photos_mb": ("VOC_WAITING_PHOTOS_MB", "1000", "Megabytes that the waiting photos may have together"),
    "log_format": ("VOC_LOG_FORMAT", "text", "text or json"),
    "log_level": ("VOC_LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR"),
    "failpoint": ("VOC_FAILPOINT", "", "For crash tests only: where the process kills itself"),
}

EVERYWHERE = ("0.0.0.0", "[::]")  # noqa: S104 - compared with, not bound to

LANGUAGES = ("en", "zh_Hans", "zh_Hant")


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this environment. Creates the data folder and its secret on first use.

    Raises `Refused` with every mistake, a sentence each.
    """
    given = _Given(os.environ if environ is None else environ)
    data = Path(given.text("data")).expanduser().resolve()
    bind = given.checked("bind", _bind)
    public_url = given.checked("public_url", _public_url) or _url_of_bind(bind)
    settings = Settings(
        data=data,
        database_url=given.checked("database_url", _database_url) or f"sqlite:///{data / 'voc.db'}",
        bind=bind,
        public_url=public_url,
        secret_key=given.checked("secret_key", _long_enough),
        web_workers=given.checked("web_workers", _whole(1, 64)),
        web_threads=given.checked("web_threads", _whole(1, 128)),
        smtp_url=given.checked("smtp_url", _smtp_url),
        mail_from=given.checked("mail_from", _address) or f"survey@{urlsplit(public_url).hostname}",
        zone=given.checked("zone", _zone),
        is_zone_given=given.is_given("zone"),
        language=given.checked("language", _one_of(*LANGUAGES)),
        trusted_proxies=given.checked("trusted_proxies", _whole(0, 9)),
        waiting_photos=given.checked("waiting_photos", _whole(1, 1_000_000)),
        waiting_photos_mb=given.checked("waiting_photos_mb", _whole(1, 1_000_000)),
        log_format=given.checked("log_format", _one_of("text", "json")),
        log_level=given.checked("log_level", _one_of("DEBUG", "INFO", "WARNING", "ERROR")),
        failpoint=given.text("failpoint"),
    )
    if given.mistakes:
        raise Refused("\n".join(given.mistakes))
    make_data_folder(data)
    return settings if settings.secret_key else _with_secret(settings)


def make_data_folder(data: Path) -> None:
    """Create the data folder for its owner alone. Raises `Refused` where that cannot be."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if stat.S_IMODE(data.stat().st_mode) & 0o077:
            data.chmod(0o700)
    except OSError as error:
        raise Refused(
            f"The data folder {data} cannot be made ({error.strerror}): set VOC_DATA to a folder of yours."
        ) from error


def _with_secret(settings: Settings) -> Settings:
    values = {field.name: getattr(settings, field.name) for field in fields(settings)}
    return Settings(**{**values, "secret_key": _generated_secret(settings.data / "secret")})


def _generated_secret(path: Path) -> str:
    """The secret in `path`, made on first use. Linking a finished file means that two processes agree on one."""
    try:
        if not path.exists():
            draft = path.with_name(f".secret-{secrets.token_hex(8)}")
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(48) + "\n", encoding="ascii")
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        secret = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"The secret {path} cannot be read ({error}).") from error
    if len(secret) < 32:
        raise Refused(f"The secret {path} is damaged: it should hold at least 32 characters. Restore it from a backup.")
    return secret


class _Given:
    """The environment as given, gathering mistakes instead of stopping at the first."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.mistakes: list[str] = [
            f"{name} is no setting of voc. `voc doctor --settings` lists them."
            for name in sorted(environ)
            if name.startswith("VOC_") and name.removesuffix("_FILE") not in _KNOWN
        ]

    def is_given(self, name: str) -> bool:
        variable = VARIABLES[name][0]
        return bool(self.environ.get(f"{variable}_FILE") or self.environ.get(variable, "").strip())

    def text(self, name: str) -> str:
        variable, default, _ = VARIABLES[name]
        file = self.environ.get(f"{variable}_FILE")
        if file:
            try:
                return Path(file).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                self.mistakes.append(f"{variable}_FILE={file} cannot be read ({error}).")
        return self.environ.get(variable, "").strip() or default

    def checked(self, name: str, check: Callable[[str], Value]) -> Value:
        text = self.text(name)
        try:
            return check(text)
        except ValueError as error:
            self.mistakes.append(f"{VARIABLES[name][0]}={text!r}: {error}")
            return check(VARIABLES[name][1])


#: Variables that only the tests read.
_KNOWN = {variable for variable, _, _ in VARIABLES.values()} | {
    "VOC_REQUIRE_BROWSER",
    "VOC_CHROMIUM",
}


def _whole(low: int, high: int) -> Callable[[str], int]:
    def check(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
            raise ValueError(f"give a whole number from {low} to {high}.")
        return int(text)

    return check


def _one_of(*choices: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        if text not in choices:
            raise ValueError(f"give one of {', '.join(choices)}.")
        return text

    return check


def _bind(text: str) -> str:
    host, _, port = text.rpartition(":")
    if text.startswith("unix:/"):
        return text
    if not host or not port.isdigit() or not 1 <= int(port) <= 65535:
        raise ValueError("give host:port, for example 127.0.0.1:8000.")
    return text


def _url_of_bind(bind: str) -> str:
    if bind.startswith("unix:"):
        return "http://localhost"
    host, _, port = bind.rpartition(":")
    # A server that listens everywhere is reached here by the loopback address.
    return f"http://{'127.0.0.1' if host in EVERYWHERE else host}:{port}"


def _public_url(text: str) -> str:
    if not text:
        return ""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("give the address customers open, for example https://feedback.example.com.")
    if parts.path not in ("", "/"):
        raise ValueError("give a host of its own: serving under a path is not supported.")
    return text.rstrip("/")


def _database_url(text: str) -> str:
    if not text:
        return ""
    for scheme in ("postgres://", "postgresql://", "postgresql+psycopg://"):
        if text.startswith(scheme):
            return "postgresql+psycopg://" + text.removeprefix(scheme)
    if text.startswith("sqlite:///"):
        return text
    raise ValueError("give postgresql://user:password@host/name or sqlite:////path/to/file.")


def _smtp_url(text: str) -> str:
    if text and (urlsplit(text).scheme not in ("smtp", "smtps") or not urlsplit(text).hostname):
        raise ValueError("give smtp://user:password@host:587 or smtps://user:password@host:465.")
    return text


def _address(text: str) -> str:
    if text and (text.count("@") != 1 or text != text.strip("@") or any(c in text for c in " \r\n<>")):
        raise ValueError("give a plain address, for example feedback@example.com.")
    return text


def _long_enough(text: str) -> str:
    if text and len(text) < 32:
        raise ValueError("give at least 32 characters, or leave it empty and one is generated.")
    return text


def _zone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("give a time zone such as Europe/Berlin or Asia/Shanghai.") from error

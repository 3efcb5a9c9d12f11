"""Settings: strict, complete, and secrets that nobody has to type."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

import config
from voc.doctor import check_clock


def test_the_data_folder_and_the_secret_are_for_the_owner_alone(tmp_path: Path) -> None:
    settings = config.load({"VOC_DATA": str(tmp_path / "data")})
    assert stat.S_IMODE(settings.data.stat().st_mode) == 0o700
    assert stat.S_IMODE((settings.data / "secret").stat().st_mode) == 0o600
    assert len(settings.secret_key) >= 32
    assert config.load({"VOC_DATA": str(tmp_path / "data")}).secret_key == settings.secret_key


def test_many_first_starts_agree_on_one_secret(tmp_path: Path) -> None:
    secrets: list[str] = []
    environ = {"VOC_DATA": str(tmp_path / "data")}
    threads = [threading.Thread(target=lambda: secrets.append(config.load(environ).secret_key)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(secrets) == 12
    assert len(set(secrets)) == 1
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == ["secret"]


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(config.Refused) as refused:
        config.load({
            "VOC_DATA": str(tmp_path), "VOC_BIND": "8000", "VOC_WEB_WORKERS": "many", "VOC_TYPO": "1",
            "VOC_PUBLIC_URL": "https://example.com/voc", "VOC_ZONE": "Mars/Base", "VOC_SMTP_URL": "mail.example.com",
        })  # fmt: skip
    text = str(refused.value)
    for name in ("VOC_BIND", "VOC_WEB_WORKERS", "VOC_TYPO", "VOC_PUBLIC_URL", "VOC_ZONE", "VOC_SMTP_URL"):
        assert name in text


def test_a_zone_that_was_named_is_told_from_our_guess(tmp_path: Path) -> None:
    for given, is_given in (({}, False), ({"VOC_ZONE": " "}, False), ({"VOC_ZONE": "UTC"}, True)):
        settings = config.load({"VOC_DATA": str(tmp_path), **given})
        assert (settings.zone, settings.is_zone_given) == ("UTC", is_given)
        assert ("VOC_ZONE is not set" in check_clock(settings).saw) is not is_given


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("postgres://u:p@h/db", "postgresql+psycopg://u:p@h/db"),
        ("postgresql://u@h/db", "postgresql+psycopg://u@h/db"),
        ("sqlite:////tmp/x.db", "sqlite:////tmp/x.db"),
    ],
)
def test_database_addresses_as_people_write_them(tmp_path: Path, given: str, url: str) -> None:
    assert config.load({"VOC_DATA": str(tmp_path), "VOC_DATABASE_URL": given}).database_url == url


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "s").write_text("x" * 40 + "\n")
    assert config.load({"VOC_DATA": str(tmp_path), "VOC_SECRET_FILE": str(tmp_path / "s")}).secret_key == "x" * 40


def test_a_short_or_damaged_secret_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(config.Refused, match="32 characters"):
        config.load({"VOC_DATA": str(tmp_path), "VOC_SECRET": "short"})
    (tmp_path / "secret").write_text("cut")
    with pytest.raises(config.Refused, match="damaged"):
        config.load({"VOC_DATA": str(tmp_path)})

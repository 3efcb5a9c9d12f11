"""What `make` says and does when an installation does not go as planned."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import venv

ROOT = Path(__file__).parent.parent.parent


def test_the_installer_can_be_left_out_of_the_lock() -> None:
    locked = (ROOT / "requirements-build.txt").read_text(encoding="ascii")
    names = [line.partition("==")[0] for line in locked.splitlines() if "==" in line]
    left = [line for line in venv.without("uv", locked).splitlines() if "==" in line]
    assert [line.partition("==")[0] for line in left] == [name for name in names if name != "uv"]
    assert venv.without("uv", locked).count("--hash") < locked.count("--hash")


@pytest.mark.parametrize(
    "output",
    [
        "ConnectionError: [Errno -3] Temporary failure in name resolution",
        "error: Failed to fetch: ...\n  cause: error sending request\n  cause: client error (Connect)",
        "WARNING: Retrying after connection broken by 'NewConnectionError(...)'",
    ],
)
def test_a_missing_network_is_called_that(output: str) -> None:
    with pytest.raises(venv.Stopped, match="cannot be reached"):
        venv.stop_if_offline(output)


def test_another_failure_is_not_called_a_missing_network() -> None:
    venv.stop_if_offline("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE")


def test_a_failure_is_told_by_its_last_error() -> None:
    output = "ERROR: first\nERROR: the hash of x differs\n[notice] A new release of pip\nhint: read the manual\n"
    assert venv.last_line(output) == "ERROR: the hash of x differs"
    assert venv.last_line("") == "no reason given"


def test_an_unfinished_environment_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".venv").mkdir()
    venv.UNFINISHED.touch()
    assert not venv.is_usable()
    assert not venv.is_current("run")


@pytest.mark.parametrize("goal", ["run", "test"])
def test_a_changed_lock_asks_for_another_installation(
    goal: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ["pyproject.toml", "requirements-build.txt", "requirements.txt", "requirements-dev.txt"]:
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    monkeypatch.chdir(tmp_path)
    before = venv.key(goal)
    assert venv.key(goal) == before
    (tmp_path / "requirements.txt").write_text("flask==0\n", encoding="ascii")
    assert venv.key(goal) != before

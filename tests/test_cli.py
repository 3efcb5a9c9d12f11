"""The `voc` command: each part is there, and mistakes end in sentences."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from voc.cli import COMMANDS

pytestmark = pytest.mark.processes


def voc(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "voc", *arguments]
    return subprocess.run(command, env={"PATH": "", **environ}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    done = voc(command, "--help")
    assert done.returncode == 0
    assert "Usage: voc" in done.stdout


def test_a_database_that_is_not_set_up_is_no_traceback(tmp_path: Path) -> None:
    done = voc("user", "list", VOC_DATA=str(tmp_path / "data"))
    assert done.returncode == 2
    assert "voc db upgrade" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_command_is_named() -> None:
    done = voc("frobnicate")
    assert done.returncode == 2
    assert "frobnicate" in done.stderr

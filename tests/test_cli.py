"""The `voc` command: each part is there, and mistakes end in sentences."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from voc.cli import COMMANDS

pytestmark = pytest.mark.processes

#: A process for each command, in which nothing of ours is loaded: what a command forgets to load must be missed. What
#: others wrote is there already, or each would take a second and a half to load it.
EXPLAIN = """
import importlib, io, json, os, sys
from contextlib import redirect_stderr, redirect_stdout

for name in ("alembic.command", "apscheduler.schedulers.background", "flask", "flask_babel", "flask_login", "flask_wtf",
             "gunicorn", "nltk", "numpy", "rich", "sqlalchemy.orm", "structlog"):
    importlib.import_module(name)
assert not any(name.partition(".")[0] in ("voc", "config") for name in sys.modules)

def explain(command):
    from voc.cli import voc

    said, complained = io.StringIO(), io.StringIO()
    with redirect_stdout(said), redirect_stderr(complained):
        try:
            voc([command, "--help"], prog_name="voc")
        except SystemExit as end:
            return {"exit": end.code, "said": said.getvalue(), "complained": complained.getvalue()}

for command in sys.argv[1:]:
    child = os.fork()
    if not child:
        print(json.dumps({command: explain(command)}), flush=True)
        os._exit(0)
    os.waitpid(child, 0)
"""


def voc(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "voc", *arguments]
    return subprocess.run(command, env={"PATH": "", **environ}, capture_output=True, text=True, check=False)


def test_every_command_explains_itself() -> None:
    command = [sys.executable, "-c", EXPLAIN, *COMMANDS]
    done = subprocess.run(command, env={"PATH": ""}, capture_output=True, text=True, check=False)
    explained = {name: answer for line in done.stdout.splitlines() for name, answer in json.loads(line).items()}
    assert set(explained) == set(COMMANDS), done.stderr
    for name, answer in explained.items():
        assert answer["exit"] == 0, (name, answer)
        assert f"Usage: voc {name}" in answer["said"]


def test_the_command_explains_itself() -> None:
    done = voc("--help")
    assert done.returncode == 0
    assert all(name in done.stdout for name in COMMANDS)


def test_a_database_that_is_not_set_up_is_no_traceback(tmp_path: Path) -> None:
    done = voc("user", "list", VOC_DATA=str(tmp_path / "data"))
    assert done.returncode == 2
    assert "voc db upgrade" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_command_is_named() -> None:
    done = voc("frobnicate")
    assert done.returncode == 2
    assert "frobnicate" in done.stderr


def test_numpy_keeps_to_one_thread_in_every_command_unless_told_otherwise() -> None:
    say = "import atexit, os, sys; atexit.register(lambda: print(os.environ['OPENBLAS_NUM_THREADS']))"
    early = "from voc import cli; assert 'numpy' not in sys.modules; sys.argv = ['voc', '--version']; cli.main()"
    for given, expected in (({}, "1"), ({"OPENBLAS_NUM_THREADS": "4"}, "4")):
        command = [sys.executable, "-c", f"{say}; {early}"]
        done = subprocess.run(command, env={"PATH": "", **given}, capture_output=True, text=True, check=False)
        assert done.stdout.split()[-1] == expected, done.stderr

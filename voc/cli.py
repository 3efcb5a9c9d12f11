"""The `voc` command: gathers each package's commands, loading a package only when its command is called."""

from __future__ import annotations

import importlib
import os
import sys
from typing import NoReturn

import click

from voc import create_app

#: Command -> (module, its line in `voc --help`). Modules are named, not imported: `voc read` needs no web server.
COMMANDS: dict[str, tuple[str, str]] = {
    "run": ("voc.server", "Start everything in the foreground: web server and worker."),
    "worker": ("voc.worker", "Run one more worker."),
    "doctor": ("voc.doctor", "Check what usually goes wrong and say what to do."),
    "demo": ("voc.demo.commands", "Fill a workspace of its own with a believable company, or wipe it."),
    "user": ("voc.staff.commands", "People: list, reset-link."),
    "import": ("voc.intake.commands", "Bring responses in from files."),
    "read": ("voc.insights.pipes.read", "Read verbatims: JSON lines in, readings out."),
    "themes": ("voc.insights.pipes.themes", "Discover themes: JSON lines in, a codebook out."),
    "evaluate": ("voc.insights.pipes.evaluate", "How good the shipped models are, with intervals."),
    "digest": ("voc.notify.commands", "Write one week's digest to a file, without side effects."),
    "db": ("voc.core.commands", "The database: upgrade, downgrade, current, copy."),
}


#: How SQLite and PostgreSQL, through SQLAlchemy, say that a table is missing.
NO_TABLES = ("sqlalchemy.exc.OperationalError", "sqlalchemy.exc.ProgrammingError")


class Voc(click.Group):
    """A group that imports a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[name][0])
        return next((c for c in module.COMMANDS if c.name == name), None)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.command(cls=Voc, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(package_name="voc", message="voc %(version)s")
@click.pass_context
def voc(ctx: click.Context) -> None:
    """Ask customers how it went, read every word, answer each unhappy one before sundown."""
    # A package's command that renders pages is handed the application: it stands below it and must not import it.
    ctx.obj = create_app


def main() -> None:
    """Run the command; settings that make no sense end it with one sentence each."""
    # One thread for numpy, which reads this when it is loaded, in the worker as in a pipe: its matrices are small, and
    # threads that wait for each other on a busy machine burn many times what they save. Sums are also added in one
    # order on every machine.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        voc(prog_name="voc")
    except Exception as error:
        # Settings and the database are imported only by commands that need them, so their errors are known by name.
        kind = f"{type(error).__module__}.{type(error).__name__}"
        if kind == "config.Refused":
            stop(f"voc cannot start:\n{error}")
        if kind in NO_TABLES and ("no such table" in str(error) or "does not exist" in str(error)):
            stop("The database is not set up yet: run `voc run` or `voc db upgrade` first.")
        raise


def stop(message: str) -> NoReturn:
    """End the command with a sentence for a person instead of a traceback."""
    click.echo(message, err=True)
    sys.exit(2)

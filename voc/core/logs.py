"""Logs: a constant event and its fields, for people or as JSON lines, with the request's id.

Fields are ids and counts; never a verbatim, an address or a token.
"""

from __future__ import annotations

import logging
import secrets
import sys

import structlog
from flask import Flask, g, has_request_context


def configure(log_format: str, level: str) -> None:
    """Send everything that is logged to stderr in one format."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.ExtraAdder(),
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_request,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if log_format == "json"
        # A pretty traceback would show local variables, which hold what customers wrote.
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    last: list[structlog.typing.Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        renderer,
    ]
    if log_format == "text":
        last.remove(structlog.processors.format_exc_info)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=last))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.getLogger("alembic").setLevel("WARNING")
    # A tick that is skipped because the one before is still working is the normal course of a busy worker.
    logging.getLogger("apscheduler").setLevel("ERROR")


def _add_request(logger: object, method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    if has_request_context() and "request_id" in g:
        event["request"] = g.request_id
    return event


def init_app(app: Flask) -> None:
    """Give each request an id that stands in its log lines and on its error page."""

    @app.before_request
    def name_request() -> None:
        g.request_id = secrets.token_hex(6)

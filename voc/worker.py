"""The worker: APScheduler is the clock, one tick a second; what is due, and who does it, stands in the database."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import threading
from datetime import UTC, datetime, timedelta

import click
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

import config
from config import Settings
from voc import create_app
from voc.core import clock, delivery, jobs, logs
from voc.core.db import db
from voc.core.jobs import Job
from voc.customers import jobs as customers
from voc.demo import jobs as demo
from voc.followups import jobs as followups
from voc.insights import jobs as insights
from voc.intake import jobs as intake
from voc.invitations import jobs as invitations
from voc.notify import jobs as notify
from voc.responses import jobs as responses

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 15

#: Everything the clock starts, in the order of the flow. Only workers load it: the text engine is behind `insights`.
JOBS: tuple[Job, ...] = (
    *delivery.JOBS,
    *customers.JOBS,
    *invitations.JOBS,
    *responses.JOBS,
    *intake.JOBS,
    *insights.JOBS,
    *followups.JOBS,
    *notify.JOBS,
    *demo.JOBS,
)


class Worker:
    """One worker process."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        self.started_at = clock.now()
        #: The slot of each job that this process has already looked at: only saves a question to the database.
        self.seen: dict[str, datetime] = {}
        self.stopped = threading.Event()

    def tick(self) -> None:
        """Run what is due now."""
        now = clock.now()
        due = [job for job in JOBS if self._is_new(job, now)]
        if due and not self.stopped.is_set():
            with self.app.app_context():
                jobs.run_due(db.session(), due, now, self.name)

    def _is_new(self, job: Job, now: datetime) -> bool:
        slot = job.slot_of(now)
        is_new = self.seen.get(job.name) != slot
        self.seen[job.name] = slot
        return is_new

    def beat(self) -> None:
        """Say that this worker is alive, even while a long job runs."""
        with self.app.app_context():
            jobs.beat(db.session(), self.name, self.started_at, clock.now())

    def run(self) -> None:
        """Work until told to stop; what is being done is finished first."""
        scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(2)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        soon = datetime.now(UTC) + timedelta(milliseconds=100)
        scheduler.add_job(self.tick, "interval", seconds=1, next_run_time=soon)
        scheduler.add_job(self.beat, "interval", seconds=HEARTBEAT_SECONDS, next_run_time=soon)
        scheduler.start()
        log.info("worker_started", extra={"worker": self.name})
        self.stopped.wait()
        scheduler.shutdown(wait=True)
        log.info("worker_stopped", extra={"worker": self.name})


def work(settings: Settings) -> None:
    """Run a worker until SIGTERM or Ctrl-C."""
    here = Worker(create_app(settings))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: here.stopped.set())
    here.run()


@click.command("worker")
def worker() -> None:
    """Run one more worker: it reads, opens cases, sends. Any number may run against one database."""
    settings = config.load()
    logs.configure(settings.log_format, settings.log_level)
    work(settings)


COMMANDS = (worker,)

"""What the clock starts here."""

from voc.core.jobs import Job

JOBS: tuple[Job, ...] = ()

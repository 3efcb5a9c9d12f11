"""Processes that all send the same answer at once, started by `test_ten_at_once`."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable

from sqlalchemy.orm import Session, configure_mappers

from voc.core import clock
from voc.core.db import make_engine
from voc.invitations.models import Invitation
from voc.responses import submission
from voc.responses.values import Values
from voc.surveys.models import SurveyVersion


def answer(url: str, version_id: int, invitation_id: int | None, wait: Callable[[], object]) -> str:
    """What one process does: look, wait for the others, record, commit."""
    engine = make_engine(url)
    with Session(engine, expire_on_commit=False) as session:
        version = session.get_one(SurveyVersion, version_id)
        invitation = session.get(Invitation, invitation_id) if invitation_id else None
        values = Values(
            version=version, client_key="page:the-same", channel="page", answered_at=clock.now(),
            received_at=clock.now(), score=2, comments={"comment": "Nobody called me back."},
            invitation=invitation, confirmed_by="comment",
        )  # fmt: skip
        # A request begins when it comes: what was read before must not hold SQLite's lock.
        version.survey, version.questions  # noqa: B018
        session.rollback()
        wait()
        outcome = submission.record(session, values).outcome
        session.commit()
    engine.dispose()
    return outcome


def main(url: str, version_id: int, invitation_id: int, how_many: int) -> None:
    """Start so many processes and print what came of each. They fork from here, where nothing is open yet."""
    configure_mappers()  # Each of them would do it by itself, for half of what it does at all.
    context = multiprocessing.get_context("fork")
    together, outcomes = context.Barrier(how_many), context.SimpleQueue()

    def one() -> None:
        outcomes.put(answer(url, version_id, invitation_id or None, together.wait))

    processes = [context.Process(target=one) for _ in range(how_many)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        print(outcomes.get() if process.exitcode == 0 else process.exitcode)  # noqa: T201  The test reads it.


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))

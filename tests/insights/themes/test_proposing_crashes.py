"""A worker that is killed while it proposes themes leaves nothing half, and its successor does it once."""

from __future__ import annotations

import signal
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.factories import the_workspace
from tests.flow.mortal import Died, Mortal
from tests.insights.themes.proposed import customers_write
from voc import worker
from voc.core.db import db
from voc.insights.jobs import propose_themes
from voc.insights.themes import discovering, proposals
from voc.insights.themes.proposal_models import Proposal, ProposalRun, ProposalVerbatim, ThemeSuggestion
from voc.insights.themes.proposals import Scope

pytestmark = pytest.mark.processes

OTHER_JOBS = sorted({each.name for each in worker.JOBS} - {propose_themes.name})


def counts() -> list[int]:
    models = (Proposal, ProposalVerbatim, ThemeSuggestion)
    found = [db.session.scalar(select(func.count()).select_from(model)) or 0 for model in models]
    db.session.commit()
    return found


# Right behind the claim; when it has said that all is read; right before and right behind the one commit that keeps
# everything.
@pytest.mark.parametrize("boundary", ["after#1", "after#2", "before#3", "after#3"])
def test_a_worker_killed_at_a_commit_leaves_nothing_half(
    fresh_app: Flask, fresh_environ: dict[str, str], mortal: Mortal, boundary: str
) -> None:
    with fresh_app.app_context():
        now = datetime.now(UTC)
        customers_write(now)
        workspace_id = the_workspace().id
        proposals.ask(db.session(), workspace_id, Scope("UTC"), now, by=None)
        db.session.commit()
        mortal.begin({**fresh_environ, "VOC_FAILPOINT": f"insights.propose_themes:{boundary}"})
        with pytest.raises(Died) as death:
            mortal.ask(datetime.now(UTC), "tick", idle=OTHER_JOBS)
        assert death.value.args == (signal.SIGKILL,)
        is_kept = boundary == "after#3"
        before = counts()
        assert all(count > 0 for count in before[:2]) is is_kept
        assert sum(before) > 0 or not is_kept
        later = datetime.now(UTC) + discovering.LEASE
        assert discovering.discover_asked(db.session(), later) == (0 if is_kept else 1)
        after = counts()
        assert after[0] > 2
        assert after == before or not is_kept
        run = db.session.scalars(select(ProposalRun).execution_options(populate_existing=True)).one()
        assert (run.state, run.new) == ("done", after[0])

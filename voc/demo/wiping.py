"""Deletes everything of the demo by its workspace's id, and nothing else."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from voc.core.outbox import Message
from voc.customers.models import Account, Contact
from voc.demo import making
from voc.demo.making import NotADemo
from voc.demo.models import Filling
from voc.followups.models import Case
from voc.insights.learning.learned_models import LearnedModel, Learning
from voc.insights.measures.models import Measure
from voc.insights.models import EmergingWeek, Sample, Theme
from voc.insights.themes.proposal_models import Proposal, ProposalRun
from voc.intake.models import Source
from voc.invitations.models import Ask, Campaign, Invitation
from voc.notify.models import Digest, Subscription
from voc.responses.models import Response
from voc.staff.models import AuditEvent, Logo, Membership, Team, User, Workspace
from voc.surveys.models import OurWords, Survey

#: From the end of the flow to its beginning: what refers to a row goes before it, so that nothing has to be set to
#: null on the way, and a case is gone before the team and the colleague that it keeps.
ROOTS: tuple[Any, ...] = (
    LearnedModel, Learning, Digest, Subscription, Case, Message, Ask, Sample, EmergingWeek, Proposal, ProposalRun,
    Measure, Response, Invitation, Campaign, Theme, Source, OurWords, Survey, Contact, Account, Logo, AuditEvent,
)  # fmt: skip


def empty(session: Session, workspace: Workspace) -> None:
    """Take out of a demo what a filling puts in; its first team and its guests stay. Raises `NotADemo`."""
    _refuse_real(session, workspace)
    colleagues = {user.id for user in making.colleagues(session, workspace)}
    workspace.brand = None
    for model in ROOTS:
        session.execute(_of(delete(model), model, workspace.id))
    theirs = Membership.workspace_id == workspace.id, Membership.user_id.in_(colleagues)
    session.execute(delete(Membership).where(*theirs).execution_options(synchronize_session=False))
    first = min(team.id for team in workspace.teams)
    others = delete(Team).where(Team.workspace_id == workspace.id, Team.id != first)
    session.execute(others.execution_options(synchronize_session=False))
    _forget(session, colleagues)
    session.expire_all()


def wipe(session: Session, workspace: Workspace) -> None:
    """Delete a demo: its workspace, its made-up colleagues, every row below. Raises `NotADemo`."""
    _refuse_real(session, workspace)
    # Whoever is filling it finds its claim gone at the next part; until then we wait for the part to end.
    session.execute(delete(Filling).where(Filling.workspace_id == workspace.id))
    guests = {user.id for user in making.guests(session, workspace)}
    empty(session, workspace)
    session.execute(delete(Workspace).where(Workspace.id == workspace.id, Workspace.is_demo))
    _forget(session, guests)
    session.expunge_all()


def _refuse_real(session: Session, workspace: Workspace) -> None:
    session.refresh(workspace)
    if not workspace.is_demo:
        raise NotADemo(workspace.slug)


def _of(statement: Any, model: Any, workspace_id: int) -> Any:
    # The database is asked once more whether it is a demo, in the very statement that deletes.
    is_demo = select(Workspace.id).where(Workspace.id == workspace_id, Workspace.is_demo)
    return statement.where(model.workspace_id.in_(is_demo)).execution_options(synchronize_session=False)


def _forget(session: Session, user_ids: set[int]) -> None:
    """Delete accounts that only the demo had: nobody has ever signed in with them, and no workspace knows them."""
    is_known = exists().where(Membership.user_id == User.id)
    mine = User.id.in_(user_ids), User.password_hash.is_(None), ~is_known
    session.execute(delete(User).where(*mine).execution_options(synchronize_session=False))

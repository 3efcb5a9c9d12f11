"""The first visit: the owner's account by a one-time link, the first workspace, and the offer of the demo.

Until a server has an owner, `voc run` prints a link with a fresh token at each start. Whoever holds the newest link
claims the server; the claim is one row that only one visitor can use up.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from voc.core import clock, i18n
from voc.core.db import db
from voc.core.public import public
from voc.demo import making
from voc.notify import subscriptions
from voc.staff import access, accounts, audit, claiming, sessions
from voc.staff.forms import SetupForm
from voc.staff.models import Role, User

bp = Blueprint("setup", __name__)

#: Name of the first workspace on the command line.
FIRST_SLUG = "default"


@bp.get("/")
def home() -> ResponseReturnValue:
    """Where each role begins the day."""
    return redirect(url_for("followups.inbox" if access.may("cases") or access.may("all_cases") else "notify.preview"))


@bp.route("/setup/<token>", methods=["GET", "POST"])
@public
def claim(token: str) -> ResponseReturnValue:
    session, now = db.session(), clock.now()
    if claiming.is_claimed(session):
        return _shut("setup/claimed.html")
    if not claiming.opens(session, token, now):
        return _shut("setup/not_the_link.html")
    settings = current_app.config["VOC"]
    form = SetupForm(language=i18n.visitor_language(), zone=settings.zone)
    if not form.validate_on_submit():
        # Who runs the server may have named its zone; else that of the browser is the better guess.
        zone_is_open = not form.is_submitted() and not settings.is_zone_given
        status = 422 if form.is_submitted() else 200
        return render_template("setup/claim.html", form=form, zone_is_open=zone_is_open), status
    if not claiming.use_up(session, token, now):
        # Somebody else's visit was faster.
        return _shut("setup/claimed.html")
    user = _make_owner(session, form, now)
    session.commit()
    sessions.sign_in(user)
    return redirect(url_for("setup.welcome"))


def _shut(page: str) -> ResponseReturnValue:
    """A page that says why this link opens nothing, the same to whoever holds it."""
    return render_template(page), 404


@bp.get("/welcome")
def welcome() -> ResponseReturnValue:
    """What to do first, after the server was claimed."""
    return render_template("setup/welcome.html", can_send=bool(current_app.config["VOC"].smtp_url))


def _make_owner(session: Session, form: SetupForm, now: datetime) -> User:
    locale = accounts.Locale(form.language.data, form.zone.data)
    user = accounts.add(session, form.email.data or "", form.name.data or "", locale, now)
    accounts.set_password(user, form.password.data or "")
    workspace = accounts.add_workspace(session, form.company.data or "", FIRST_SLUG, locale, now)
    accounts.admit(session, user, workspace, Role.OWNER, workspace.teams[0])
    subscriptions.subscribe(session, workspace.id, user, now)
    audit.record(session, "server.claimed", f"user:{user.id}", now, workspace_id=workspace.id, user_id=user.id)
    _open_demo(session, user, now, wanted=bool(form.wants_demo.data))
    return user


def _open_demo(session: Session, owner: User, now: datetime, *, wanted: bool) -> None:
    """Let a new owner into the demo that is there, or begin one if it is wanted; the worker fills it."""
    with contextlib.suppress(making.NotADemo):
        if demo := making.begin(session, now) if wanted else making.find(session):
            making.welcome(session, demo, owner, now)


@bp.app_context_processor
def _how_far() -> dict[str, Callable[[int], bool]]:
    """For the line about the demo: a page of the demo asks, all others do not."""
    return {"demo_is_being_filled": lambda workspace_id: making.is_being_filled(db.session(), workspace_id)}

"""Signing in and out, one's own account, and a forgotten password."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import logout_user

from voc.core import clock, i18n, throttle, tokens
from voc.core.db import db
from voc.core.public import public
from voc.staff import access, accounts, audit, mail, passwords, sessions
from voc.staff.forms import AccountForm, ChangePasswordForm, ForgottenForm, JoinForm, NewPasswordForm, SignInForm
from voc.staff.models import User

bp = Blueprint("staff", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("staff/sign_in.html", form=form), 422 if form.is_submitted() else 200
    if not _may_try("sign-in", form.email.data or ""):
        abort(429)
    user = sessions.authenticate(db.session(), form.email.data or "", form.password.data or "")
    db.session.commit()
    if user is None:
        form.password.errors = [_("The address and the password do not belong together.")]
        return render_template("staff/sign_in.html", form=form), 422
    sessions.sign_in(user)
    return redirect(_local(request.args.get("next")) or url_for("setup.home"))


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    logout_user()
    session.clear()
    return redirect(url_for("staff.sign_in"))


@bp.route("/forgotten", methods=["GET", "POST"])
@public
def forgotten() -> ResponseReturnValue:
    form = ForgottenForm()
    if not form.validate_on_submit():
        return render_template("staff/forgotten.html", form=form), 422 if form.is_submitted() else 200
    if not _may_try("forgotten", form.email.data or ""):
        abort(429)
    user = accounts.find(db.session(), form.email.data or "")
    homes = access.memberships_of(db.session(), user.id) if user else []
    if user and homes:
        now = clock.now()
        token = accounts.reset_token(db.session(), user, now)
        mail.queue_reset(db.session(), homes[0].workspace, user, absolute("staff.reset", token=token), now)
    db.session.commit()
    # Said whether or not anybody has this address: the page must not tell who works here.
    flash(_("If somebody has an account with this address, a link is on its way to it."))
    return redirect(url_for(".sign_in"))


@bp.route("/reset/<token>", methods=["GET", "POST"])
@public
def reset(token: str) -> ResponseReturnValue:
    user = _holder(accounts.RESET, token)
    form = NewPasswordForm()
    if not form.validate_on_submit():
        return render_template("staff/reset.html", form=form, user=user), 422 if form.is_submitted() else 200
    _use_up(accounts.RESET, token)
    accounts.set_password(user, form.password.data or "")
    audit.record(db.session(), "password.reset", f"user:{user.id}", clock.now(), user_id=user.id)
    db.session.commit()
    sessions.sign_in(user)
    return redirect(url_for("setup.home"))


@bp.route("/join/<token>", methods=["GET", "POST"])
@public
def join(token: str) -> ResponseReturnValue:
    user = _holder(accounts.JOIN, token)
    form = JoinForm(obj=user)
    if not form.is_submitted():
        form.language.data = i18n.reader()  # Theirs, as their browser has it; the account has the workspace's.
    if not form.validate_on_submit():
        return render_template("staff/join.html", form=form, user=user), 422 if form.is_submitted() else 200
    _use_up(accounts.JOIN, token)
    user.name, user.language, user.zone = form.name.data or "", form.language.data, form.zone.data
    accounts.set_password(user, form.password.data or "")
    audit.record(db.session(), "user.joined", f"user:{user.id}", clock.now(), user_id=user.id)
    db.session.commit()
    sessions.sign_in(user)
    return redirect(url_for("setup.home"))


@bp.route("/account", methods=["GET", "POST"])
def account() -> ResponseReturnValue:
    user = access.user()
    form, secret_form = AccountForm(obj=user), ChangePasswordForm(formdata=None)
    if not form.validate_on_submit():
        page = render_template("staff/account.html", form=form, secret_form=secret_form)
        return page, 422 if form.is_submitted() else 200
    user.name, user.language, user.zone = form.name.data or "", form.language.data, form.zone.data
    db.session.commit()
    # The page that says so is in the language that was just chosen.
    with i18n.speaking(user.language, user.zone):
        flash(_("Saved."))
    return redirect(url_for(".account"))


@bp.post("/account/password")
def change_password() -> ResponseReturnValue:
    user = access.user()
    form = ChangePasswordForm()
    if form.validate_on_submit() and not passwords.matches(user.password_hash, form.current.data or ""):
        form.current.errors = [_("This is not your current password.")]
    if form.errors or not form.is_submitted():
        page = render_template("staff/account.html", form=AccountForm(formdata=None, obj=user), secret_form=form)
        return page, 422
    accounts.set_password(user, form.password.data or "")
    audit.record(db.session(), "password.changed", f"user:{user.id}", clock.now(), user_id=user.id)
    db.session.commit()
    sessions.sign_in(user)
    flash(_("Your password is changed. You are signed out everywhere else."))
    return redirect(url_for(".account"))


@bp.post("/workspaces/<int:workspace_id>/enter")
def switch_workspace(workspace_id: int) -> ResponseReturnValue:
    mine = access.memberships_of(db.session(), access.user().id)
    if workspace_id not in {membership.workspace_id for membership in mine}:
        abort(404)
    session["workspace_id"] = workspace_id
    return redirect(url_for("setup.home"))


def absolute(endpoint: str, **values: object) -> str:
    """The address of a page as it stands in a mail."""
    public_url: str = current_app.config["VOC"].public_url
    return public_url + url_for(endpoint, **values)  # type: ignore[arg-type]


def _may_try(what: str, email: str) -> bool:
    """Count a try of this address and of this network address: few for one account, more for one office."""
    now, within = clock.now(), timedelta(minutes=15)
    by_account = throttle.allows(db.session(), what, email.strip().lower(), now, tries=8, within=within)
    by_network = throttle.allows(
        db.session(), what, throttle.network(request.remote_addr), now, tries=60, within=within
    )
    db.session.commit()
    return by_account and by_network


def _local(target: str | None) -> str | None:
    """The address to go on to, if it is a page of ours."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or "\\" in target:
        return None
    parts = urlsplit(target)
    return None if parts.netloc or parts.scheme else target


def _holder(purpose: str, token: str) -> User:
    user = accounts.holder(db.session(), purpose, token, clock.now())
    if user is None:
        abort(404)
    return user


def _use_up(purpose: str, token: str) -> None:
    if tokens.redeem(db.session(), purpose, token, clock.now()) is None:
        abort(404)

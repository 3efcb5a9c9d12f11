"""Signing in and staying signed in: who this request is from, and which workspace it is about."""

from __future__ import annotations

import secrets

from flask import Flask, Response, current_app, g, redirect, request, session, url_for
from flask_login import LoginManager, current_user, login_user, logout_user
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from voc.core.db import db
from voc.staff import access, passwords
from voc.staff.models import User

csrf = CSRFProtect()


class SignedIn:
    """Flask-Login's view of a user. The key in the cookie changes when the person signs out everywhere."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, user: User) -> None:
        self.user = user

    def get_id(self) -> str:
        return f"{self.user.id}:{self.user.session_key}"

    def __getattr__(self, name: str) -> object:
        return getattr(self.user, name)


def init_app(app: Flask) -> None:
    """Require sign-in for every view that is not marked public, and CSRF tokens on every form."""
    csrf.init_app(app)
    # Templates get `signed_in`. Flask-Login's own would ask the database, also where a page says that this is gone.
    manager = LoginManager(app, add_context_processor=False)
    manager.session_protection = None
    manager.user_loader(_load)
    app.before_request(_who_and_where)
    app.jinja_env.globals.update(may=access.may, menu=_menu, is_here=_is_here)
    app.context_processor(_for_templates)


def _menu(entries: list[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """The (endpoint, label) of those entries that the signed-in person has the right to open."""
    rights = {"cases": ("cases", "all_cases")}
    return [
        (end, label)
        for end, label, right in entries
        if end in current_app.view_functions and any(map(access.may, rights.get(right, (right,))))
    ]


def _is_here(endpoint: str) -> bool:
    """Whether the page lies at or below an entry's address, whichever package it comes from."""
    entry = url_for(endpoint).rstrip("/")
    return request.path == entry or request.path.startswith(f"{entry}/")


def _for_templates() -> dict[str, object]:
    return {"workspace": g.get("workspace"), "memberships": g.get("memberships", []), "signed_in": g.get("user")}


def _load(cookie: str) -> SignedIn | None:
    user_id, _, key = cookie.partition(":")
    if not user_id.isdigit():
        return None
    user = db.session.get(User, int(user_id))
    is_valid = user is not None and user.is_active and secrets.compare_digest(user.session_key, key)
    return SignedIn(user) if user and is_valid else None


def _who_and_where() -> Response | BaseResponse | None:
    if request.endpoint == "static":
        return None
    if request.endpoint is None:
        # There is no such page, and whoever works here is told so in their language, with the way back.
        if current_user.is_authenticated:
            _enter(current_user.user)
        return None
    view = current_app.view_functions[request.endpoint]
    if getattr(view, "is_public", False):
        return None
    if not current_user.is_authenticated:
        return redirect(url_for("staff.sign_in", next=request.full_path if request.method == "GET" else None))
    if not _enter(current_user.user):
        logout_user()
        session.clear()
        return redirect(url_for("staff.sign_in"))
    return None


def _enter(user: User) -> bool:
    """Choose the workspace of this request; False for somebody who works in none any more."""
    g.user, g.language, g.zone = user, user.language, user.zone
    g.memberships = access.memberships_of(db.session(), user.id)
    chosen = session.get("workspace_id")
    current = next((m for m in g.memberships if m.workspace_id == chosen), None) or next(iter(g.memberships), None)
    if current is not None:
        g.membership, g.workspace = current, current.workspace
    return current is not None


def authenticate(db_session: Session, email: str, password: str) -> User | None:
    """The person with this address and password, or None; both take the same time."""
    user = db_session.scalar(select(User).where(User.email == email.strip().lower()))
    stored = user.password_hash if user and user.is_active else None
    return user if passwords.matches(stored, password) else None


def sign_in(user: User) -> None:
    """Begin a session for the person. What the browser held before is dropped, so no session can be planted."""
    session.clear()
    login_user(SignedIn(user))
    session.permanent = True

"""Pages of contacts and accounts, and the three steps by which a file of them comes in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import get_args

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from voc.core import clock, i18n, paging
from voc.core.db import db
from voc.customers import finding, importing, tables, uploads, wording
from voc.customers.columns import guess
from voc.customers.forms import AccountForm, ColumnsForm, FileForm, columns_form
from voc.customers.importing import Outcome, Report
from voc.customers.models import Account, Contact
from voc.customers.tables import ENCODINGS, NoTable, Shape
from voc.staff import access, audit
from voc.staff.access import required
from voc.staff.forms import options
from voc.staff.models import User

bp = Blueprint("customers", __name__, url_prefix="/customers")

#: Rows shown before an import, and refused rows shown after it.
EXAMPLES = 5
MAX_SHOWN = 200
#: Contacts shown on their account's page.
MAX_PEOPLE = 100


def _folder() -> Path:
    folder: Path = current_app.config["VOC"].data
    return folder / "uploads"


@bp.get("")
@required("customers")
def index() -> ResponseReturnValue:
    words = request.args.get("q", "").strip()
    before = paging.position("before")
    page = finding.contacts(db.session(), access.workspace().id, words=words, before=before)
    return render_template(
        "customers/contacts.html",
        page=page,
        words=words,
        counts=finding.counts(db.session(), access.workspace().id),
        earlier=url_for(".index", q=words or None, before=page.before) if page.before else None,
        latest=url_for(".index", q=words or None) if before else None,
        roles=wording.ROLES,
        called=i18n.called,
    )


@bp.get("/contacts/<int:contact_id>")
@required("customers")
def contact(contact_id: int) -> ResponseReturnValue:
    row = access.owned(Contact, contact_id, joinedload(Contact.account))
    language = row.language and i18n.called(row.language)
    return render_template("customers/contact.html", contact=row, roles=wording.ROLES, language=language)


@bp.get("/accounts")
@required("customers")
def accounts() -> ResponseReturnValue:
    words = request.args.get("q", "").strip()
    before = paging.position("before")
    page = finding.accounts(db.session(), access.workspace().id, words=words, before=before)
    return render_template(
        "customers/accounts.html",
        page=page,
        words=words,
        counts=finding.counts(db.session(), access.workspace().id),
        earlier=url_for(".accounts", q=words or None, before=page.before) if page.before else None,
        latest=url_for(".accounts", q=words or None) if before else None,
    )


def _account_page(row: Account, form: AccountForm) -> str:
    people = finding.contacts_of(db.session(), row.id, limit=MAX_PEOPLE + 1)
    return render_template(
        "customers/account.html", account=row, form=form, people=people[:MAX_PEOPLE], has_more=len(people) > MAX_PEOPLE
    )


def _account_form(row: Account) -> AccountForm:
    form = AccountForm(obj=row)
    colleagues = finding.colleagues(db.session(), access.workspace().id)
    form.owner_id.choices = options([(0, _("Nobody")), *colleagues])
    # An owner who has left keeps standing here until somebody chooses another one.
    if row.owner_id and row.owner_id not in dict(colleagues):
        owner = db.session.get(User, row.owner_id)
        form.owner_id.choices += options([(row.owner_id, owner.name if owner else "?")])
    return form


@bp.get("/accounts/<int:account_id>")
@required("customers")
def account(account_id: int) -> ResponseReturnValue:
    row = access.owned(Account, account_id)
    return _account_page(row, _account_form(row))


@bp.post("/accounts/<int:account_id>")
@required("customers")
def change_account(account_id: int) -> ResponseReturnValue:
    row = access.owned(Account, account_id)
    form = _account_form(row)
    if not form.validate_on_submit():
        return _account_page(row, form), 422
    row.name, row.segment = form.name.data.strip(), (form.segment.data or "").strip() or None
    row.revenue, row.renews_on = form.revenue.data, form.renews_on.data
    row.owner_id = form.owner_id.data or None
    _record("account.changed", f"account:{row.id}")
    db.session.commit()
    flash(_("Saved."))
    return redirect(url_for(".account", account_id=row.id))


@bp.get("/import")
@required("customers")
def choose_file() -> ResponseReturnValue:
    return render_template("customers/choose_file.html", form=FileForm(formdata=None))


@bp.post("/import")
@required("customers")
def upload() -> ResponseReturnValue:
    form = FileForm()
    if not form.validate_on_submit():
        return render_template("customers/choose_file.html", form=form), 422
    _let_others_write()
    name = uploads.keep(_folder(), access.workspace().id, form.file.data.stream)
    path = _uploaded(name)
    try:
        tables.detect(path)
    except NoTable as error:
        path.unlink()
        form.file.errors = [wording.NO_TABLE[error.code]]
        return render_template("customers/choose_file.html", form=form), 422
    return redirect(url_for(".confirm", name=name))


def _let_others_write() -> None:
    # A request that posts holds SQLite's only write lock from its first look at who is signed in. A large file takes
    # seconds to read, and customers' answers must not wait for that.
    db.session.commit()


def _uploaded(name: str) -> Path:
    path = uploads.find(_folder(), access.workspace().id, name)
    return path or abort(404)


@bp.get("/import/<name>")
@required("customers")
def confirm(name: str) -> ResponseReturnValue:
    if uploads.report_of(_folder(), access.workspace().id, name):
        return redirect(url_for(".report", name=name))
    path = _uploaded(name)
    try:
        shape = _shape(path, request.args)
    except NoTable:
        # Read in an encoding that makes no sense of it: back to the one that we think it has.
        flash(_("The file makes no sense in this encoding."), "wrong")
        shape = tables.detect(path)
    examples = _examples(path, shape)
    form = columns_form(shape.header, guess(shape.header, examples))(formdata=None, encoding=shape.encoding)
    return _confirm_page(name, shape, form, examples)


def _shape(path: Path, asked: Mapping[str, str]) -> Shape:
    """How the file is read, in the encoding that was asked for. Raises `NoTable`."""
    encoding = asked.get("encoding")
    return tables.detect(path, encoding if encoding in ENCODINGS else None)


def _examples(path: Path, shape: Shape) -> list[tuple[str, ...]]:
    rows = islice(tables.rows(path, shape), 10 * EXAMPLES)
    return [row.cells for row in rows if row.cells is not None][:EXAMPLES]


def _confirm_page(name: str, shape: Shape, form: ColumnsForm, examples: list[tuple[str, ...]]) -> str:
    return render_template(
        "customers/confirm.html", name=name, shape=shape, form=form, examples=examples, encodings=ENCODINGS
    )


@bp.post("/import/<name>")
@required("customers")
def bring_in(name: str) -> ResponseReturnValue:
    if uploads.report_of(_folder(), access.workspace().id, name):
        return redirect(url_for(".report", name=name))
    _let_others_write()
    path = _uploaded(name)
    try:
        shape = _shape(path, request.form)
    except NoTable:
        flash(_("The file makes no sense in this encoding."), "wrong")
        return redirect(url_for(".confirm", name=name))
    examples = _examples(path, shape)
    form = columns_form(shape.header, guess(shape.header, examples))()
    columns = form.columns(shape.header) if form.validate_on_submit() else None
    if columns is None:
        return _confirm_page(name, shape, form, examples), 422
    session, workspace = db.session(), access.workspace()
    rows = tables.rows(path, shape)
    report = importing.contacts(session, workspace, rows, columns, clock.now(), after_batch=session.commit)
    _record("contacts.imported", f"workspace:{workspace.id}", refused=len(report.refused), **_counts(report))
    session.commit()
    uploads.replace_by_report(path, _kept(report))
    return redirect(url_for(".report", name=name))


def _counts(report: Report) -> dict[str, int]:
    return {outcome: report.outcomes[outcome] for outcome in get_args(Outcome)}


def _kept(report: Report) -> dict[str, object]:
    return {
        "outcomes": _counts(report),
        "rows": report.rows,
        "refused": [asdict(refusal) for refusal in report.refused[:MAX_SHOWN]],
        "refused_in_all": len(report.refused),
        "notes": report.notes,
    }


@bp.get("/import/<name>/report")
@required("customers")
def report(name: str) -> ResponseReturnValue:
    kept = uploads.report_of(_folder(), access.workspace().id, name)
    if kept is None:
        abort(404)
    return render_template("customers/report.html", report=kept, reasons=wording.REASONS, notes=wording.NOTES)


def _record(action: str, subject: str, **detail: object) -> None:
    audit.record(
        db.session(), action, subject, clock.now(), workspace_id=access.workspace().id, user_id=access.user().id,
        **detail,
    )  # fmt: skip

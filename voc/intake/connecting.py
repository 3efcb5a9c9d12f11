"""What can be done to a source: made, changed, given a new secret, switched off and on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from voc.core import tokens
from voc.intake import signatures
from voc.intake.models import Source
from voc.staff import audit
from voc.surveys.models import Survey


@dataclass(frozen=True)
class Deed:
    """Who does it, and when: kept with what was done."""

    user_id: int
    at: datetime

    def keep(self, session: Session, action: str, source: Source) -> None:
        """Record what was done to the source."""
        whose = {"workspace_id": source.workspace_id, "user_id": self.user_id}
        audit.record(session, action, f"source:{source.id}", self.at, **whose)


def add(session: Session, survey: Survey, name: str, mapping: Mapping[str, str], deed: Deed) -> Source:
    """A source with an address and a secret of its own."""
    source = Source(
        workspace_id=survey.workspace_id, survey_id=survey.id, key=tokens.public_id(), name=name,
        secret=signatures.new_secret(), mapping=dict(mapping), is_active=True, created_at=deed.at,
    )  # fmt: skip
    session.add(source)
    session.flush()
    deed.keep(session, "source.added", source)
    return source


def change(session: Session, source: Source, name: str, mapping: Mapping[str, str], deed: Deed) -> None:
    """Call it otherwise, or look elsewhere in what it sends."""
    source.name, source.mapping = name, dict(mapping)
    deed.keep(session, "source.changed", source)


def renew_secret(session: Session, source: Source, deed: Deed) -> None:
    """A new secret; what is signed with the old one is refused from now on."""
    source.secret = signatures.new_secret()
    deed.keep(session, "source.secret_renewed", source)


def switch(session: Session, source: Source, deed: Deed, *, on: bool) -> None:
    """Take what it sends, or answer that nobody is there."""
    source.is_active = on
    deed.keep(session, "source.switched_on" if on else "source.switched_off", source)

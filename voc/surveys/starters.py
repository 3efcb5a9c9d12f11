"""Surveys to begin with: complete, in three languages, and good enough to publish as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping

from voc.surveys.starter_texts.after_sale import AFTER_SALE
from voc.surveys.starter_texts.effort import EFFORT
from voc.surveys.starter_texts.employees import EMPLOYEES
from voc.surveys.starter_texts.event import EVENT
from voc.surveys.starter_texts.future import FUTURE
from voc.surveys.starter_texts.internal import INTERNAL
from voc.surveys.starter_texts.leaving import LEAVING
from voc.surveys.starter_texts.onboarding import ONBOARDING
from voc.surveys.starter_texts.purchase import PURCHASE
from voc.surveys.starter_texts.relationship import RELATIONSHIP
from voc.surveys.starter_texts.starter import Starter
from voc.surveys.starter_texts.support import SUPPORT

#: In the order in which they are offered: what most begin with, then a customer's life, then colleagues.
_OFFERED = (
    RELATIONSHIP, PURCHASE, SUPPORT, EFFORT, ONBOARDING, AFTER_SALE, EVENT, FUTURE, LEAVING, INTERNAL, EMPLOYEES,
)  # fmt: skip
STARTERS: Mapping[str, Starter] = {starter.key: starter for starter in _OFFERED}

#: A Latin letter or digit beside a Chinese character: a space belongs between the two.
_SEAM = re.compile(r"(?<=[\u3400-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[\u3400-\u9fff])")


def written_for(starter: Starter, language: str, company: str) -> dict[str, str]:
    """The starter's texts in a language with the company's name in place; empty where it does not have the language."""
    texts = {name: _with_company(text, company) for name, text in starter.texts.get(language, {}).items()}
    return {**texts, "from_name": company} if texts else {}


def _with_company(text: str, company: str) -> str:
    before, mark, after = text.partition("{company}")
    if not mark:
        return text
    # Only at the name's two edges: what is written elsewhere is as its author wanted it.
    left = " " if before and _SEAM.search(before[-1] + company[:1]) else ""
    right = " " if after and _SEAM.search(company[-1:] + after[0]) else ""
    return f"{before}{left}{company}{right}{after}"

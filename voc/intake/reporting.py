"""What came of an import, in words, as numbers, and row by row."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from voc.intake.importing import Refusal, Report
from voc.intake.refusals import TEXTS
from voc.responses.submission import Outcome

#: Cells that a spreadsheet would take for a formula begin so.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_OUTCOMES: tuple[Outcome, ...] = ("new", "updated", "unchanged")
_COUNTS = ("scores", "comments", "blanks", "missing_scores", "ambiguous_dates", "dates_differ", "other_questions")


def summary(report: Report, *, is_dry: bool) -> str:
    """A few lines for a person."""
    counts, made = report.counts, report.responses
    rows = f"{_parts(report.outcomes, ' + ')} + {report.refused.total()} refused"
    held = f"{counts['scores']} scores and {counts['comments']} comments"
    lacking = f"{counts['blanks']} without a comment, {counts['missing_scores']} without a score"
    lines = [
        f"{report.rows} rows = {rows}.",
        f"{report.people} respondents in the file; {made.total()} responses: {_parts(made, ', ')}; they hold {held}.",
        f"Of all rows: {lacking}, {counts['ambiguous_dates']} with an ambiguous date.",
    ]
    if counts["dates_differ"]:
        lines.append(f"{counts['dates_differ']} rows have another date than their respondent's first, which counts.")
    if counts["other_questions"]:
        lines.append(
            f"{counts['other_questions']} rows answer questions that the survey does not have; their words stand under "
            "its comment question."
        )
    if is_dry:
        lines.append("This was a dry run: nothing is stored.")
    return "\n".join(lines)


def _parts(outcomes: Counter[Outcome], joint: str) -> str:
    return joint.join(f"{outcomes[outcome]} {outcome}" for outcome in _OUTCOMES)


def as_dict(report: Report) -> dict[str, Any]:
    """The same for a machine."""
    return {
        "rows": report.rows,
        **{outcome: report.outcomes[outcome] for outcome in _OUTCOMES},
        "refused": report.refused.total(),
        "reasons": {code: {"rows": rows, "lines": report.lines[code]} for code, rows in report.refused.most_common()},
        "respondents": report.people,
        "responses": {outcome: report.responses[outcome] for outcome in _OUTCOMES},
        **{name: report.counts[name] for name in _COUNTS},
    }


def refusals(report: Report) -> Iterator[str]:
    """A line for each reason, the most frequent first, with the first lines it was found on."""
    for code, rows in report.refused.most_common():
        lines = ", ".join(map(str, report.lines[code])) + (", ..." if rows > len(report.lines[code]) else "")
        yield f"{rows} refused: {TEXTS[code]} (line {lines})"


@contextmanager
def refused_rows(path: Path | None) -> Iterator[Callable[[Refusal], None]]:
    """Writes each refused row into a CSV file as it is refused; without a file does nothing."""
    if path is None:
        yield lambda refusal: None
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(["line", "reason", "explanation", "value"])
        yield lambda refusal: table.writerow(_cells(refusal))


def _cells(refusal: Refusal) -> list[object]:
    unclear, value = refusal.unclear, refusal.unclear.detail
    safe = f"'{value}" if value.startswith(_FORMULA) else value
    return [refusal.line, unclear.code, str(TEXTS[unclear.code]), safe]

"""`voc evaluate`: how good the shipped models are, from the figures kept beside them or measured on labelled files."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from voc.analysis import engine, evaluation, themes
from voc.analysis.evaluation import Estimate
from voc.analysis.themes import Codebook
from voc.core import clock
from voc.insights.pipes import labelled
from voc.insights.pipes.labelled import Example, Labelled, Scale

#: Figures of the shipped models; `--keep` writes them.
KEPT = Path(engine.__file__).parent / "models" / "figures.json"
#: Sets that the shipped weights were learned from (voc/analysis/SOURCES.md): a figure on them flatters.
LEARNED_FROM = ("nhs_fft", "skytrax", "yelp_sentences", "mams_", "vader_gt_tweets")


@dataclass(frozen=True)
class Figure:
    """One figure of one task on one set of labelled texts, with its 95 % interval."""

    task: str
    set: str
    language: str
    figure: str
    value: float
    low: float
    high: float
    #: Texts that it comes from.
    n: int
    #: Whether the shipped weights were learned from this set: then the figure says little about other texts.
    is_learned_from: bool
    date: str
    command: str


@click.command("evaluate")
@click.option(
    "--data", type=click.Path(exists=True, path_type=Path), metavar="DIR", help="Labelled files to measure on."
)
@click.option("--scale", metavar="WORST..BEST", help="What scores in these files run from and to, as in 1..5 or 10..0.")
@click.option(
    "--themes", "codebook", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="CODEBOOK.json",
    help="Themes to look for; needed to measure categories, whose names they must have.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.option("--keep", is_flag=True, help="Keep the figures beside the shipped models (for maintainers).")
def evaluate(*, data: Path | None, scale: str | None, codebook: Path | None, as_json: bool, keep: bool) -> None:
    """How good the shipped models are, each figure with its 95% bootstrap interval.

    \b
    voc evaluate                            the figures kept beside the models
    voc evaluate --data DIR                 measured afresh on the labelled files there
    voc evaluate --data DIR --scale 1..5    the same where texts have scores instead of labels

    DIR holds .jsonl or .csv files, also gzipped, with a "text" and a "label" (positive, neutral, negative) or a
    "score"; the upper quarter of the scale counts as positive, the lower as negative. In folders named en and zh a
    line may have "aspects" and "categories" besides. A line that cannot be used is counted on stderr, and the exit
    status is then 1; it is 2 where nothing can be measured.
    """
    if data is None:
        if keep:
            raise click.UsageError("--keep needs --data: what is kept must be measured first.")
        _print(_kept(), as_json=as_json)
        return
    book = _codebook(codebook)
    sets, broken = _sets(data, _scale(scale))
    command = shlex.join(["voc", "evaluate", "--data", "DIR", *(["--scale", scale] if scale else [])])
    figures = [figure for each in sets for figure in _measured(each, book, is_given=codebook is not None)]
    made = [Figure(**figure, date=clock.now().date().isoformat(), command=command) for figure in figures]
    if not made:
        raise click.UsageError(f"Nothing in {data} has labels that can be measured.")
    if keep:
        KEPT.write_bytes(orjson.dumps([asdict(each) for each in made], option=orjson.OPT_INDENT_2) + b"\n")
    _print(made, as_json=as_json)
    if broken:
        click.echo(f"{broken} {'line was' if broken == 1 else 'lines were'} skipped.", err=True)
        sys.exit(1)


def _kept() -> list[Figure]:
    if not KEPT.exists():
        click.echo("No figures are kept beside the models: measure with --data.", err=True)
        sys.exit(1)
    return [Figure(**each) for each in orjson.loads(KEPT.read_bytes())]


def _codebook(path: Path | None) -> Codebook:
    try:
        return themes.load(path) if path else themes.starter()
    except (themes.Malformed, OSError) as error:
        raise click.BadParameter(str(error), param_hint="--themes") from error


def _scale(given: str | None) -> Scale | None:
    try:
        return labelled.scale(given) if given else None
    except labelled.NoScale as error:
        raise click.BadParameter(str(error), param_hint="--scale") from error


def _sets(folder: Path, scale: Scale | None) -> tuple[list[Labelled], int]:
    try:
        found = [labelled.load(path, scale) for path in labelled.files(folder)]
    except (labelled.NoScale, labelled.Unreadable) as error:
        raise click.UsageError(str(error)) from error
    if not found:
        raise click.UsageError(f"There is no .jsonl or .csv file in {folder}.")
    return found, sum(each.broken for each in found)


# Measuring


def _measured(labelled_set: Labelled, book: Codebook, *, is_given: bool) -> Iterator[dict[str, Any]]:
    """The figures of one set, for every task that its labels allow."""
    with _progress(labelled_set.name, len(labelled_set.examples)) as advance:
        read = [_read(example, book, advance) for example in labelled_set.examples]
    for task, figure, estimate in _estimates(labelled_set, read, is_given=is_given):
        if estimate:
            rounded = {name: round(value, 4) for name, value in asdict(estimate).items()}
            name = labelled_set.name
            about = {"task": task, "set": name, "language": labelled_set.language, "figure": figure}
            yield {**about, **rounded, "is_learned_from": name.startswith(LEARNED_FROM)}


def _read(example: Example, book: Codebook, advance: Callable[[], object]) -> engine.Reading:
    places = [(target.start, target.end) for target in example.targets]
    advance()
    return engine.read(example.text, language=example.language, codebook=book, targets=places)


def _estimates(
    labelled_set: Labelled, read: Sequence[engine.Reading], *, is_given: bool
) -> Iterator[tuple[str, str, Estimate | None]]:
    pairs = list(zip(labelled_set.examples, read, strict=True))
    told = [(example.label, reading) for example, reading in pairs if example.label]
    if told:
        made = evaluation.sentiment(
            [reading.sentiment for _, reading in told],
            [_label(reading, is_by_sign=labelled_set.is_by_sign) for _, reading in told],
            [label for label, _ in told],
        )
        yield from (("sentiment", name, estimate) for name, estimate in made.items())
    rated = [(example.rating, reading.sentiment) for example, reading in pairs if example.rating is not None]
    if rated:
        yield "sentiment", "spearman", evaluation.spearman([b for _, b in rated], [a for a, _ in rated])
    if any(example.targets for example, _ in pairs):
        yield (
            "polarity of given targets",
            "accuracy",
            evaluation.of_counts(
                [_polarity(example, reading) for example, reading in pairs if example.targets], evaluation.share
            ),
        )
    if any(example.terms for example, _ in pairs):
        units = [_terms(example, reading) for example, reading in pairs]
        yield "opinion targets", "exact_f1", evaluation.of_counts([unit[:3] for unit in units], evaluation.f1)
        yield "opinion targets", "overlap_f1", evaluation.of_counts([unit[3:] for unit in units], evaluation.overlap_f1)
    classes = sorted({name for example, _ in pairs for name in example.categories})
    if classes and is_given:
        units = [
            evaluation.by_class([m.theme for m in reading.mentions if m.theme], example.categories, classes)
            for example, reading in pairs
        ]
        yield "categories", "micro_f1", evaluation.of_counts(units, evaluation.micro_f1)
        yield "categories", "macro_f1", evaluation.of_counts(units, evaluation.macro_f1)


def _label(reading: engine.Reading, *, is_by_sign: bool) -> str:
    if is_by_sign:
        return "positive" if reading.sentiment > 0 else "negative"
    return reading.label


def _polarity(example: Example, reading: engine.Reading) -> list[float]:
    right = sum(a.polarity == b.label for a, b in zip(example.targets, reading.targets, strict=True))
    return [float(right), float(len(example.targets))]


def _terms(example: Example, reading: engine.Reading) -> list[float]:
    """(hits, false alarms, misses) by the same words; then found that overlap, found, there that overlap, there."""
    found, there = {mention.term for mention in reading.mentions}, set(example.terms)
    near = sum(any(a in b or b in a for b in there) for a in found)
    met = sum(any(a in b or b in a for a in found) for b in there)
    exact = (len(found & there), len(found - there), len(there - found))
    return [float(each) for each in (*exact, near, len(found), met, len(there))]


# Showing


def _print(figures: Sequence[Figure], *, as_json: bool) -> None:
    if as_json:
        click.echo(orjson.dumps([asdict(each) for each in figures], option=orjson.OPT_INDENT_2).decode())
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("task", "set", "language", "figure"):
        table.add_column(name, no_wrap=True)
    for name in ("value", "95% interval", "texts"):
        table.add_column(name, justify="right", no_wrap=True)
    for each in figures:
        interval = f"{each.low:.3f} to {each.high:.3f}"
        name = f"{each.set} *" if each.is_learned_from else each.set
        table.add_row(each.task, name, each.language, each.figure, f"{each.value:.3f}", interval, f"{each.n:,}")
    # A pipe has no width; a table that is cut helps nobody.
    console = Console() if sys.stdout.isatty() else Console(width=140)
    console.print(table)
    if any(each.is_learned_from for each in figures):
        click.echo("\n* The shipped weights were learned from this set: the figure says little about other texts.")
    dates = sorted({each.date for each in figures})
    click.echo(f"\nMeasured {dates[-1] if dates else 'never'}: {figures[-1].command if figures else ''}")


@contextmanager
def _progress(name: str, size: int) -> Iterator[Callable[[], object]]:
    if not sys.stderr.isatty():
        yield lambda: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(name, total=size)
        yield lambda: bar.advance(task)


COMMANDS = [evaluate]

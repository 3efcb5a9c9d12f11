"""How well personal data is found: precision and recall on marked examples, a kind a line, with Wilson intervals.

    python -m voc.analysis.training.masking --examples FILE.jsonl [--examples FILE.jsonl ...] [--errors]

A line is {"text": "...", "spans": [{"start": 3, "end": 8, "kind": "name"}]}, offsets in code points. An example's data
is found when no letter or digit of it stays readable, whatever the placeholder calls it; a title (Dr, 先生) at either
end of a name may stay. A hit is right when it touches marked data. Exactness of borders and kinds is printed beside
that, because it makes text readable, not safe.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click

from voc.analysis import scores
from voc.analysis.masking import Hit, find


@dataclass(frozen=True)
class Example:
    """A text and the personal data that somebody marked in it."""

    text: str
    spans: tuple[Hit, ...]


@dataclass
class Tally:
    """What was to be hidden, what was, and what else was, by kind."""

    wanted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    #: Of those found: with the same borders and kind.
    exact: Counter[str] = field(default_factory=Counter)
    hits: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)


def load(path: Path) -> Iterator[Example]:
    """The examples of a JSON Lines file; blank lines are skipped. Raises ValueError naming a line that is none."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            spans = tuple(Hit(span["kind"], span["start"], span["end"]) for span in row.get("spans", []))
            yield Example(row["text"], spans)
        except (KeyError, TypeError, json.JSONDecodeError) as error:
            raise ValueError(f"{path}, line {number}: {error!r}") from error


def tally(examples: Iterable[Example]) -> Tally:
    """Count what is hidden of the examples.

    >>> counted = tally([Example("Call 13800138000", (Hit("phone", 5, 16),)), Example("Room 1204", ())])
    >>> counted.found["phone"], counted.wanted["phone"], counted.hits.total()
    (1, 1, 1)
    """
    counted = Tally()
    for example in examples:
        _count(example, find(example.text), counted)
    return counted


def _count(example: Example, hits: tuple[Hit, ...], counted: Tally) -> None:
    hidden = {at for hit in hits for at in range(hit.start, hit.end)}
    marked = {at for span in example.spans for at in range(span.start, span.end)}
    for span in example.spans:
        counted.wanted[span.kind] += 1
        readable = [
            at for at in range(*_without_title(example.text, span)) if at not in hidden and example.text[at].isalnum()
        ]
        counted.found[span.kind] += not readable
        counted.exact[span.kind] += span in hits
        if readable:
            counted.errors.append(f"missed {span.kind} {_piece(example, span)!r} in {example.text!r}")
    for hit in hits:
        is_right = not marked.isdisjoint(range(hit.start, hit.end))
        counted.hits[hit.kind] += 1
        counted.right[hit.kind] += is_right
        if not is_right:
            counted.errors.append(f"wrong {hit.kind} {_piece(example, hit)!r} in {example.text!r}")


_TITLE_BEFORE = re.compile(
    r"(?:mr|mrs|ms|miss|mx|dr|doctor|prof|professor|nurse|sister|sir|officer|captain)\b\.?\s*", re.IGNORECASE
)
_TITLE_AFTER = re.compile(
    r"(?:先生|女士|小姐|太太|经理|經理|老师|老師|师傅|師傅|主任|主管|医生|醫生|医师|醫師|药师|藥師|护士长?|護士|大夫|阿姨|总监|店长|店長|教授|律师|律師|同学|同學|教练|教練|顾问|顧問|老板|老闆|店員|店员|大叔|大爷|奶奶|爷爷|总|哥|姐|姨|叔|工|医)$"
)


def _without_title(text: str, span: Hit) -> tuple[int, int]:
    start, end = span.start, span.end
    if span.kind == "name":
        before, after = _TITLE_BEFORE.match(text, start, end), _TITLE_AFTER.search(text[start:end])
        start = before.end() if before and before.end() < end else start
        end = start + after.start() if after and after.start() and not before else end
    return start, end


def _piece(example: Example, hit: Hit) -> str:
    return example.text[hit.start : hit.end]


def table(counted: Tally) -> list[str]:
    """Lines of a table: a kind each, then all without names, then all."""
    kinds = sorted(counted.wanted | counted.hits)
    groups = [
        *((kind, [kind]) for kind in kinds),
        ("without names", [kind for kind in kinds if kind != "name"]),
        ("all", kinds),
    ]
    head = f"{'kind':14}{'recall':>28}{'precision':>28}{'exact':>8}"
    return [head, *(_row(name, members, counted) for name, members in groups)]


def _row(name: str, kinds: list[str], counted: Tally) -> str:
    def share(part: Counter[str], whole: Counter[str]) -> tuple[int, int]:
        return sum(part[kind] for kind in kinds), sum(whole[kind] for kind in kinds)

    found, wanted = share(counted.found, counted.wanted)
    right, hits = share(counted.right, counted.hits)
    exact = sum(counted.exact[kind] for kind in kinds)
    return f"{name:14}{_share(found, wanted):>28}{_share(right, hits):>28}{exact / wanted if wanted else 0:>8.3f}"


def _share(part: int, whole: int) -> str:
    if not whole:
        return "none"
    # A share of examples is what a CSAT is: satisfied ones of all, in percent, with Wilson's interval.
    interval = scores.Csat(part, 0, whole - part).interval()
    assert interval, "there is at least one"
    return f"{part}/{whole} {part / whole:.3f} [{interval.low / 100:.3f}, {interval.high / 100:.3f}]"


@click.command()
@click.option(
    "--examples", "paths", type=click.Path(exists=True, dir_okay=False, path_type=Path), multiple=True, required=True
)
@click.option("--errors", "with_errors", is_flag=True, help="Print what was missed and what was hidden wrongly.")
def main(paths: tuple[Path, ...], *, with_errors: bool) -> None:
    """Print precision and recall of masking on marked examples."""
    counted = tally(example for path in paths for example in load(path))
    click.echo("\n".join(table(counted)))
    if with_errors:
        click.echo("\n".join(counted.errors))


if __name__ == "__main__":
    main()

"""Count words and noun runs of the English Web Treebank's genres that are not reviews, for `voc.analysis.background`.

    python -m voc.analysis.training.background --treebank DIR

DIR holds en_ewt-train.tsv.gz: form, lemma, UPOS, XPOS, genre; a blank line between sentences.
"""

import gzip
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import click

from voc.analysis import background

#: What customers write is what we compare with, so it must not be in the background.
LEFT_OUT = "reviews"


def counts(path: Path) -> tuple[int, Counter[str], int, Counter[str]]:
    """Number of sentences, in how many each stem stands; number of noun runs, how many end in each stem."""
    sentences: Counter[str] = Counter()
    heads: Counter[str] = Counter()
    total = runs = 0
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for block in file.read().split("\n\n"):
            rows = [line.split("\t") for line in block.splitlines() if line.count("\t") >= 4]
            if not rows or rows[0][4] == LEFT_OUT:
                continue
            total += 1
            stems = [background.stem(row[0].lower()) for row in rows]
            sentences.update({word for word in stems if word[:1].isalpha()})
            nouns = [row[2] in ("NOUN", "PROPN") for row in rows]
            ends = [stems[i] for i in range(len(rows)) if nouns[i] and not (i + 1 < len(rows) and nouns[i + 1])]
            runs += len(ends)
            heads.update(word for word in ends if word[:1].isalpha())
    return total, sentences, runs, heads


@click.command()
@click.option("--treebank", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
def main(treebank: Path) -> None:
    """Count, and write the model and its description."""
    total, sentences, runs, heads = counts(treebank / "en_ewt-train.tsv.gz")
    words = sorted(word for word in sentences.keys() | heads.keys() if sentences[word] + heads[word] > 1)
    lines = [f"{total}\t{runs}", *(f"{word}\t{sentences[word]}\t{heads[word]}" for word in words)]
    # No time stamp inside: the same counting gives the same bytes.
    with gzip.GzipFile(background.MODEL, "wb", mtime=0) as out:
        out.write(("\n".join(lines) + "\n").encode())
    about = {
        "source": "Universal Dependencies English Web Treebank (UD_English-EWT), train part without its reviews",
        "licence": "CC BY-SA 4.0",
        "made": datetime.now(UTC).date().isoformat(),
        "command": "python -m voc.analysis.training.background --treebank DIR",
        "sentences": total,
        "noun_runs": runs,
        "words": len(words),
    }
    background.MODEL.with_name("background.about.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    click.echo(json.dumps(about, indent=2))


if __name__ == "__main__":
    main()

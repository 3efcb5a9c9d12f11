"""Train NLTK's perceptron tagger on the English Web Treebank and write its weights for `voc.analysis.tagging`.

    python -m voc.analysis.training.tagger --treebank DIR

DIR holds en_ewt-train.tsv.gz and en_ewt-test.tsv.gz: form, lemma, UPOS, XPOS, genre; a blank line between sentences.
"""

import gzip
import json
import random
from datetime import UTC, datetime
from pathlib import Path

import click
from nltk.tag.perceptron import PerceptronTagger

from voc.analysis import tagging

Sentence = list[tuple[str, str]]
# NLTK rounds weights to three digits. As whole thousandths their sums are exact in any order, so that the fast form can
# add them in another order and still agree to the last bit.
SCALE = 1000
ITERATIONS = 8


def sentences(path: Path) -> list[Sentence]:
    """(form, UPOS) pairs of a treebank file, sentence by sentence."""
    found: list[Sentence] = [[]]
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            fields = line.rstrip("\n").split("\t")
            if len(fields) >= 3:
                found[-1].append((fields[0], fields[2]))
            elif found[-1]:
                found.append([])
    return [sentence for sentence in found if sentence]


def accuracy(tagger: tagging.Tagger, gold: list[Sentence]) -> float:
    """The share of tokens tagged as in the treebank."""
    right = total = 0
    for sentence in gold:
        guessed = tagger.tags([form for form, _ in sentence])
        right += sum(guess == tag for guess, (_, tag) in zip(guessed, sentence, strict=True))
        total += len(sentence)
    return right / total


def write(trained: PerceptronTagger, path: Path) -> None:
    """One line of classes, one of words that have one tag only, then a line a feature: name, tab, class:weight ..."""
    classes = sorted(trained.classes)
    number = {name: k for k, name in enumerate(classes)}
    known = " ".join(f"{word}\x1f{number[tag]}" for word, tag in sorted(trained.tagdict.items()))
    lines = [" ".join(classes), known]
    for feature, weights in sorted(trained.model.weights.items()):
        pairs = " ".join(f"{number[tag]}:{round(weight * SCALE)}" for tag, weight in sorted(weights.items()))
        if pairs:
            lines.append(f"{feature}\t{pairs}")
    # No time stamp inside: the same training gives the same bytes.
    with gzip.GzipFile(path, "wb", mtime=0) as out:
        out.write("\n".join(lines).encode())


@click.command()
@click.option("--treebank", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--seed", default=1, show_default=True)
def main(treebank: Path, seed: int) -> None:
    """Train, measure on the test part, write the model and its description."""
    random.seed(seed)
    trained = PerceptronTagger(load=False)
    trained.train(sentences(treebank / "en_ewt-train.tsv.gz"), nr_iter=ITERATIONS)
    write(trained, tagging.MODEL)
    about = {
        "source": "Universal Dependencies English Web Treebank (UD_English-EWT), train part, UPOS",
        "licence": "CC BY-SA 4.0",
        "made": datetime.now(UTC).date().isoformat(),
        "command": f"python -m voc.analysis.training.tagger --treebank DIR --seed {seed}",
        "iterations": ITERATIONS,
        "accuracy_ewt_test": round(accuracy(tagging.load(), sentences(treebank / "en_ewt-test.tsv.gz")), 4),
    }
    tagging.MODEL.with_name("tagger.about.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    click.echo(json.dumps(about, indent=2))


if __name__ == "__main__":
    main()

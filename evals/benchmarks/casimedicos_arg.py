"""CasiMedicos-Arg: which words of a clinical case and its explanation are premises, and which are claims?"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from evals.benchmark import Benchmark
from evals.errors import DatasetError
from evals.records import one_of
from evals.sample import Sample

__all__ = ["BENCHMARK"]

_LANGUAGES = ("en", "es", "fr", "it")
_PARTS = ("test", "dev", "train")
_LABELS = ("O", "B-Premise", "I-Premise", "B-Claim", "I-Claim")
_ASKED = (
    "Label the argument components in this part of a commented medical exam question: a premise is an observed fact, a"
    " claim is a concluding statement. Reply with one label a token, in their order, with blanks between them:"
    f" {', '.join(_LABELS)}. B begins a component, I goes on with it, O is outside. There are {{count}} tokens."
)


class _Token(NamedTuple):
    text: str
    label: str


def _read(folder: Path, split: str) -> Iterator[Sample]:
    language, part = split.split("-", 1)
    path = one_of(folder, f"{language.upper()}/{part}.tsv")
    opening: tuple[str, ...] = ()
    document = 0
    for number, tokens in enumerate(_sequences(path)):
        words = tuple(one.text for one in tokens)
        if not opening:
            # Each document opens with the same words up to a colon, in the language of the file.
            colon = next((at for at, word in enumerate(words, 1) if word.endswith(":")), len(words))
            opening = words[:colon]
        document += words[: len(opening)] == opening
        yield Sample(
            id=f"{split}-{number:05d}",
            question=_ASKED.format(count=len(tokens)),
            target=" ".join(one.label for one in tokens),
            history=" ".join(words),
            groups={"language": language},
            cluster=f"{split}-{document:03d}",
            extra={"tokens": list(words)},
        )


def _sequences(path: Path) -> Iterator[list[_Token]]:
    """Tokens up to each empty line."""
    found: list[_Token] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            if found:
                yield found
            found = []
            continue
        text, _, label = line.strip().rpartition("\t" if "\t" in line.strip() else " ")
        if not text or label not in _LABELS:
            raise DatasetError(f"{path}, line {number}: a token and one of {', '.join(_LABELS)} are wanted.")
        found.append(_Token(text.strip(), label))
    if found:
        yield found


def _fixture(folder: Path) -> None:
    head = "QUESTION O\nTYPE: O\nMADE O\n"
    case = "A B-Premise\nmade I-Premise\nwoman I-Premise\ncoughs. I-Premise\n"
    claim = "1- O\nMade B-Claim\nflu. I-Claim\n"
    for language in _LANGUAGES:
        (folder / language.upper()).mkdir(parents=True)
        for part in _PARTS:
            blocks = (head, case, claim) * 2 if part == "test" else (head, case)
            text = "\n".join(blocks)
            (folder / language.upper() / f"{part}.tsv").write_text(text, encoding="utf-8")


BENCHMARK = Benchmark(
    name="casimedicos_arg",
    title="CasiMedicos-Arg",
    kind="open",
    source="https://github.com/ixa-ehu/antidote-casimedicos",
    revision="commits d7e08e9, ea702b7 and b357515 (files by language and part)",
    licence="CC-BY-4.0",
    access="open",
    citation="Sviridova et al. 2024, arXiv 2410.05235",
    layout="`<EN|ES|FR|IT>/<test|dev|train>.tsv`: a token and its label (O, B- or I-Premise, B- or I-Claim) a line,"
    " with a blank between them; an empty line ends a sequence.",
    confirmed=True,
    main_score="f1",
    splits=tuple(f"{language}-{part}" for language in _LANGUAGES for part in _PARTS),
    read=_read,
    fixture=_fixture,
    notes=(
        "The publishers' scorer was not read, so no official score is offered. Ours wants all labels of a sequence;"
        " token F1 beside it compares how often each label is given, whatever its place.",
        "A sequence is what stands between two empty lines; resampling takes those of one document together. 558"
        " documents in each language were published; the number of sequences was not seen, so it is not checked.",
        "Relations of support and attack are in the publishers' JSON files, which were not seen and are not read.",
    ),
)

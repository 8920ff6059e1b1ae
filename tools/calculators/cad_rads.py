"""CAD-RADS 2.0 category of coronary CT angiography."""

from typing import Annotated

from guidelines import Classification
from tools.calculating import Calculator, Exact, Given, Needed, Number, Outcome
from tools.calculating.classified import choice, classified, flag, meanings, sources_of

__all__ = ["CALCULATOR", "cad_rads"]

TABLE = Classification.load("cad-rads-2022")
"""Its rows and their sources are in guidelines/classifications/cad-rads-2022.toml."""


def _interval(given: Given) -> str:
    """The interval of the stenosis; empty where it was not given or nothing can be read."""
    stenosis = given.get("stenosis")
    if given.get("nondiagnostic") or not isinstance(stenosis, Exact):
        return ""
    return TABLE.feature("stenosis").value(stenosis).id


_READ = Needed("the study is diagnostic", lambda given: given.get("nondiagnostic") is False)
_NO_STENOSIS = Needed("there is no stenosis", lambda given: _interval(given) == "none")
_OBSTRUCTIVE = Needed("the stenosis is 50 to 99 %", lambda given: _interval(given) in {"moderate", "severe"})


def cad_rads(
    nondiagnostic: Annotated[bool, flag(TABLE, "nondiagnostic")],
    stenosis: Annotated[Exact | None, Number("Most severe stenosis by diameter", "%", 0, 100, when=_READ)] = None,
    plaque: Annotated[bool | None, flag(TABLE, "plaque", _NO_STENOSIS)] = None,
    extent: Annotated[str | None, choice(TABLE, "extent", _OBSTRUCTIVE)] = None,
) -> Outcome:
    """Coronary artery disease on CT angiography by the most severe stenosis, one category a patient: CAD-RADS 2.0."""
    return classified(TABLE, {"nondiagnostic": nondiagnostic, "stenosis": stenosis, "plaque": plaque, "extent": extent})


CALCULATOR = Calculator(
    function=cad_rads,
    title="CAD-RADS 2.0 category of coronary CT angiography",
    aliases=("CAD-RADS", "CADRADS", "coronary CT angiography", "coronary stenosis", "CCTA"),
    specialty="radiology",
    formula=(
        "By the most severe stenosis: 0 none, 1 from 1 %, 2 from 25 %, 3 from 50 %, 4A from 70 %, 5 at 100 %; 4B with "
        "the left main artery above 50 % or three vessels from 70 %"
    ),
    sources=sources_of(TABLE),
    categories=meanings(TABLE),
)

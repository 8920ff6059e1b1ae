"""Volume of an intracerebral haemorrhage (ABC/2)."""

from typing import Annotated

from tools.calculating import Calculator, Choice, Exact, Number, Outcome, Source, step

__all__ = ["CALCULATOR", "haematoma_volume"]

KOTHARI = Source(
    ("Kothari RU et al. The ABCs of measuring intracerebral hemorrhage volumes. Stroke 1996;27:1304-1305"),
    doi="10.1161/01.STR.27.8.1304",
)

DIVISOR = {"regular": 2, "irregular": 3}
"""What the product of the diameters is divided by [1]. Source: Kothari 1996; 3 for irregular shapes: later use."""


def haematoma_volume(
    longest_diameter: Annotated[
        Exact, Number("A: longest diameter on the slice where the haemorrhage is largest", "cm", "0.1", 20)
    ],
    perpendicular_diameter: Annotated[
        Exact, Number("B: greatest diameter at right angles to A on the same slice", "cm", "0.1", 20)
    ],
    slices: Annotated[
        Exact,
        Number(
            ("Number of slices with the haemorrhage; a slice with 25 to 75 % of the largest area counts half"),
            "{number}",
            "0.5",
            500,
        ),
    ],
    slice_thickness: Annotated[Exact, Number("Slice thickness", "mm", "0.1", 20)],
    shape: Annotated[
        str,
        Choice(
            "Shape of the haemorrhage",
            {"regular": "round or ellipsoid", "irregular": "irregular, separated or multinodular"},
        ),
    ],
) -> Outcome:
    """Volume of an intracerebral haemorrhage on CT by the ABC/2 method."""
    depth = slices * slice_thickness / 10
    value = longest_diameter * perpendicular_diameter * depth / DIVISOR[shape]
    return Outcome(
        value,
        (
            step("C: depth", "slices × thickness / 10", depth, slices=slices, thickness=slice_thickness),
            step(
                "Volume",
                "a × b × c / divisor",
                value,
                a=longest_diameter,
                b=perpendicular_diameter,
                c=depth,
                divisor=DIVISOR[shape],
            ),
        ),
    )


CALCULATOR = Calculator(
    function=haematoma_volume,
    title="Volume of an intracerebral haemorrhage (ABC/2)",
    aliases=(
        "ABC/2",
        "haematoma volume",
        "hemorrhage volume",
        "ICH volume",
        "ellipsoid volume",
    ),
    specialty="radiology",
    formula="A × B × C / 2 (irregular shapes: / 3), C = slices × thickness",
    unit="mL",
    decimals=1,
    sources=(KOTHARI,),
    rises_with=(
        "longest_diameter",
        "perpendicular_diameter",
        "slices",
        "slice_thickness",
    ),
)

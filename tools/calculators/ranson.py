"""Ranson criteria for acute pancreatitis."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Number, Outcome, Source, item, tally
from tools.calculating.usual import Adult, Glucose

__all__ = ["CALCULATOR", "ranson"]

RCEM = Source(
    (
        "Royal College of Emergency Medicine Learning: pancreatitis, risk assessment (Ranson "
        "JH et al. Surg Gynecol Obstet 1974;139:69-81)"
    ),
    url="https://www.rcemlearning.co.uk/modules/pancreatitis/lessons/clinical-assessment-and-risk-stratification-67/topic/risk-assessment-4/",
)
EPOMEDICINE = Source(
    "Epomedicine: severity scores for acute pancreatitis",
    url="https://epomedicine.com/medical-students/severity-scores-for-acute-pancreatitis-mnemonics/",
)


def ranson(
    age: Adult,
    leucocytes: Annotated[Exact, Number("Leucocyte count at admission", "10*9/L", "0.1", 500)],
    glucose: Glucose,
    ast: Annotated[Exact, Number("Aspartate aminotransferase at admission", "U/L", 1, 30000)],
    ldh: Annotated[Exact, Number("Lactate dehydrogenase at admission", "U/L", 1, 50000)],
    haematocrit_fall: Annotated[Exact, Number("Fall of the haematocrit within 48 h, in percentage points", "%", 0, 60)],
    urea_nitrogen_rise: Annotated[
        Exact, Number("Rise of the blood urea nitrogen within 48 h", "mg/dL", 0, 200, substance="urea-nitrogen")
    ],
    calcium: Annotated[Exact, Number("Lowest serum calcium within 48 h", "mg/dL", 2, 20, substance="calcium")],
    arterial_oxygen: Annotated[Exact, Number("Lowest arterial oxygen tension within 48 h", "mm[Hg]", 20, 700)],
    base_deficit: Annotated[Exact, Number("Greatest base deficit within 48 h", "mmol/L", -30, 40)],
    fluid_sequestration: Annotated[Exact, Number("Fluid sequestered within 48 h", "L", 0, 40)],
) -> Outcome:
    """Severity of acute pancreatitis not caused by gallstones, after 48 hours: number of Ranson criteria."""
    return tally(
        item("Age > 55 years", age > 55),
        item("Leucocytes > 16 × 10⁹/L", leucocytes > 16),
        item("Glucose > 200 mg/dL", glucose > 200),
        item("Aspartate aminotransferase > 250 U/L", ast > 250),
        item("Lactate dehydrogenase > 350 U/L", ldh > 350),
        item("Fall of the haematocrit > 10 %", haematocrit_fall > 10),
        item("Rise of urea nitrogen > 5 mg/dL", urea_nitrogen_rise > 5),
        item("Calcium < 8 mg/dL", calcium < 8),
        item("Arterial oxygen < 60 mmHg", arterial_oxygen < 60),
        item("Base deficit > 4 mmol/L", base_deficit > 4),
        item("Fluid sequestration > 6 L", fluid_sequestration > 6),
    )


CALCULATOR = Calculator(
    function=ranson,
    title="Ranson criteria for acute pancreatitis",
    aliases=(
        "Ranson",
        "pancreatitis severity",
    ),
    specialty="gastroenterology",
    formula=(
        "One point each at admission: age > 55, leucocytes > 16, glucose > 200 mg/dL, AST > 250, LDH > "
        "350; within 48 h: haematocrit fall > 10 %, urea nitrogen rise > 5 mg/dL, calcium < 8 mg/dL, "
        "arterial oxygen < 60 mmHg, base deficit > 4, sequestration > 6 L"
    ),
    unit="{score}",
    sources=(
        RCEM,
        EPOMEDICINE,
    ),
    bands=(
        Bands(
            EPOMEDICINE,
            (
                Band(0, "severe pancreatitis is unlikely"),
                Band(3, "severe pancreatitis is likely"),
            ),
        ),
    ),
    rises_with=(
        "age",
        "leucocytes",
        "glucose",
        "ast",
        "ldh",
        "haematocrit_fall",
        "urea_nitrogen_rise",
        "base_deficit",
        "fluid_sequestration",
    ),
    falls_with=(
        "calcium",
        "arterial_oxygen",
    ),
)

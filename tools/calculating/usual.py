"""Inputs that many calculators share, described once."""

from typing import Annotated

from tools.calculating.exact import Exact
from tools.calculating.inputs import Choice, Number

__all__ = [
    "Adult",
    "AdultHeight",
    "AdultWeight",
    "Age",
    "Albumin",
    "Bicarbonate",
    "Bilirubin",
    "BloodUreaNitrogen",
    "Chloride",
    "Creatinine",
    "DiastolicPressure",
    "Fio2",
    "GlasgowComaScale",
    "Glucose",
    "HeartRate",
    "Height",
    "Inr",
    "MeanArterialPressure",
    "Platelets",
    "Potassium",
    "QtInterval",
    "RespiratoryRate",
    "Sex",
    "Sodium",
    "SystolicPressure",
    "Temperature",
    "Weight",
    "WhiteCells",
]

# The bounds are ours: wide enough for what has been survived, narrow enough to refuse a slip of unit or point.
Age = Annotated[Exact, Number("Age", "a", 0, 125)]
Adult = Annotated[Exact, Number("Age of an adult", "a", 18, 125)]
Sex = Annotated[str, Choice("Sex", {"female": "", "male": ""})]
Weight = Annotated[Exact, Number("Body weight", "kg", "0.3", 650)]
Height = Annotated[Exact, Number("Body height", "cm", 25, 280)]
AdultHeight = Annotated[Exact, Number("Body height of an adult", "cm", 110, 280)]
AdultWeight = Annotated[Exact, Number("Body weight of an adult", "kg", 20, 650)]
Temperature = Annotated[Exact, Number("Body temperature", "Cel", 20, 45)]
HeartRate = Annotated[Exact, Number("Heart rate", "/min", 10, 350)]
RespiratoryRate = Annotated[Exact, Number("Respiratory rate", "/min", 2, 120)]
SystolicPressure = Annotated[Exact, Number("Systolic blood pressure", "mm[Hg]", 20, 350)]
DiastolicPressure = Annotated[Exact, Number("Diastolic blood pressure", "mm[Hg]", 5, 250)]
Sodium = Annotated[Exact, Number("Serum sodium", "mmol/L", 80, 220, substance="sodium")]
Potassium = Annotated[Exact, Number("Serum potassium", "mmol/L", 1, 12, substance="potassium")]
Glucose = Annotated[Exact, Number("Blood glucose", "mg/dL", 10, 2500, substance="glucose")]
Creatinine = Annotated[Exact, Number("Serum creatinine", "mg/dL", "0.05", 40, substance="creatinine")]
BloodUreaNitrogen = Annotated[
    Exact, Number("Blood urea nitrogen (mmol/L of urea is taken too)", "mg/dL", 1, 300, substance="urea-nitrogen")
]
Bilirubin = Annotated[Exact, Number("Total serum bilirubin", "mg/dL", "0.05", 80, substance="bilirubin")]
Albumin = Annotated[Exact, Number("Serum albumin", "g/dL", "0.3", 8, substance="albumin")]
Inr = Annotated[Exact, Number("International normalised ratio", "{number}", "0.5", 25)]
Chloride = Annotated[Exact, Number("Serum chloride", "mmol/L", 50, 180, substance="chloride")]
Bicarbonate = Annotated[Exact, Number("Serum bicarbonate", "mmol/L", 1, 70, substance="bicarbonate")]
Platelets = Annotated[Exact, Number("Platelet count", "10*9/L", 1, 3000)]
WhiteCells = Annotated[Exact, Number("White blood cell count", "10*9/L", 0, 1000)]
MeanArterialPressure = Annotated[Exact, Number("Mean arterial pressure", "mm[Hg]", 10, 260)]
Fio2 = Annotated[Exact, Number("Inspired oxygen (room air: 21 %)", "%", 21, 100)]
GlasgowComaScale = Annotated[Exact, Number("Glasgow Coma Scale", "{number}", 3, 15, whole=True)]
QtInterval = Annotated[Exact, Number("QT interval", "ms", 100, 900)]

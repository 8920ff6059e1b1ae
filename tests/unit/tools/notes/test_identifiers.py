import pytest

from tools.notes import scrub

REMOVED = [
    ("Mr John Smith has fever", "Mr [name] has fever", "name"),
    ("seen by Dr. Jane O'Neil. Cough", "seen by Dr. [name]. Cough", "name"),
    ("Name: Maria Gonzalez Lopez", "Name: [name]", "name"),
    ("Patient is called Bob Hill and coughs", "Patient is called [name] and coughs", "name"),
    ("Tel 0113 496 0000", "Tel [phone]", "phone"),
    ("+44 20 7946 0958 is hers", "[phone] is hers", "phone"),
    ("(555) 123-4567", "[phone]", "phone"),
    ("write to a.b@example.co.uk now", "write to [email] now", "email"),
    ("lives at 12 High Street, Leeds. Cough", "lives at [address]. Cough", "address"),
    (
        "lives at 12 High Street, crushing chest pain radiating to left arm, SpO2 84%",
        "lives at [address], crushing chest pain radiating to left arm, SpO2 84%",
        "address",
    ),
    ("lives at 12 High Street crushing chest pain", "lives at [address] crushing chest pain", "address"),
    ("lives at 12 High Street, Leeds LS1 4AB, chest pain", "lives at [address], chest pain", "address"),
    ("Address: 4 Elm Rd, London, Sweating, BP 80/50", "Address: [address], Sweating, BP 80/50", "address"),
    ("Patient: Anna Schmidt, 45", "Patient: [name], 45", "name"),
    ("MRN: 1234567", "MRN: [number]", "number"),
    ("NHS number 943 476 5919", "NHS number [number]", "number"),
    ("SSN 123-45-6789", "SSN [number]", "number"),
    ("ID: AB-12345", "ID: [number]", "number"),
    ("DOB 12/03/1950", "DOB [birth date]", "birth date"),
    ("born on 3 March 1950", "born on [birth date]", "birth date"),
    ("CT on 2024-05-01", "CT on [date]", "date"),
    ("on March 3rd, 2021", "on [date]", "date"),
    ("see https://example.org/x?y=1 for it", "see [url] for it", "url"),
    ("A 93-year-old woman", "A 90 or older woman", "age"),
    ("aged 101", "aged 90 or older", "age"),
]
KEPT = [
    "BP 120/80, HR 96, SpO2 88% on air, T 38.5",
    "1/2 tablet twice daily, 500/125 mg",
    "3 days ago, in 2010, for the past 2 weeks",
    "A 70-year-old man, aged 89",
    "CT: 1.5 x 2.3 cm nodule, CTR 0.55, pH 7.21",
    "T 38.5-39.2, HR 96-101, 10-15 mg",
    "WBC 14,200 /uL, CRP 120 mg/L, D-dimer 0.8 mg/L",
    "Crohn's disease, Down syndrome, Kernig's sign",
    "lives with his wife",
    "Patient: Male, 45, cough",
    "Patient: Elderly Man with cough",
]


@pytest.mark.parametrize(("text", "expected", "kind"), REMOVED)
def test_identifier_is_replaced_by_a_marker(text: str, expected: str, kind: str) -> None:
    scrubbed = scrub(text)
    assert scrubbed.text == expected
    assert scrubbed.counts == {kind: 1}


@pytest.mark.parametrize("text", KEPT)
def test_clinical_text_stays(text: str) -> None:
    assert scrub(text).text == text
    assert not scrub(text).counts

import pytest
from _pytest.mark.structures import ParameterSet

from guidelines import Term, Vocabulary
from tools.notes import read_note

VOCABULARY = Vocabulary.of(
    [
        Term(code="fever", name="fever", kind="sign", phrases=("fever",), absent_phrases=("afebrile",)),
        Term(code="cough", name="cough", kind="symptom", phrases=("cough",)),
        Term(
            code="productive-cough",
            name="cough with sputum",
            kind="symptom",
            phrases=("productive cough",),
            implies=("cough",),
        ),
        Term(code="dyspnoea", name="dyspnoea", kind="symptom", phrases=("dyspnoea", "SOB", "shortness of breath")),
        Term(code="chest-pain", name="chest pain", kind="symptom", phrases=("chest pain",)),
        Term(code="pneumonia", name="pneumonia", kind="imaging", phrases=("pneumonia", "consolidation")),
        Term(code="diabetes", name="diabetes", kind="risk", phrases=("diabetes",)),
        Term(code="smoking", name="smoking", kind="risk", phrases=("smoker",), absent_phrases=("non-smoker",)),
    ]
)

# Each line: a note; then what it says, as code=presence; "past" and "family" go into their own lists, "-" is not said.
CASES = """
Fever for two days. | fever=present
No fever. | fever=absent
no fever | fever=absent
NO FEVER | fever=absent
Denies fever. | fever=absent
He denied fever. | fever=absent
The patient denies any fever or cough. | fever=absent cough=absent
Without fever. | fever=absent
Negative for fever. | fever=absent
No evidence of pneumonia. | pneumonia=absent
No signs of consolidation. | pneumonia=absent
Absence of fever. | fever=absent
Never had chest pain. | chest-pain=absent
Not short of breath, no chest pain. | chest-pain=absent
No fever, cough or dyspnoea. | fever=absent cough=absent dyspnoea=absent
No fever, cough, or chest pain. | fever=absent cough=absent chest-pain=absent
Denies fever, cough, dyspnoea and chest pain. | fever=absent cough=absent dyspnoea=absent chest-pain=absent
Neither fever nor cough. | fever=absent cough=absent
No fever but cough. | fever=absent cough=present
No fever but has cough. | fever=absent cough=present
No fever, however cough persists. | fever=absent cough=present
Denies fever, reports cough. | fever=absent cough=present
Denies fever; cough for a week. | fever=absent cough=present
No fever. Cough. | fever=absent cough=present
No chest pain, she has dyspnoea. | chest-pain=absent dyspnoea=present
No fever, has a cough. | fever=absent cough=present
No cough except on exertion with fever. | cough=absent fever=present
Presents with cough without fever. | cough=present fever=absent
Cough, no fever. | cough=present fever=absent
Cough and fever, no chest pain. | cough=present fever=present chest-pain=absent
Fever: no. Cough: yes. | fever=absent cough=present
Fever: none | fever=absent
Fever (-), cough (+) | fever=absent cough=present
Pneumonia was ruled out. | pneumonia=absent
Pneumonia has been excluded. | pneumonia=absent
Ruled out pneumonia. | pneumonia=absent
Fever and cough are absent. | fever=absent cough=absent
Chest pain, pneumonia excluded. | chest-pain=present pneumonia=absent
Consolidation is not seen. | pneumonia=absent
Afebrile. | fever=absent
She is afebrile with cough. | fever=absent cough=present
Non-smoker. | smoking=absent
Non-smoker with diabetes. | smoking=absent diabetes=present
Denies that he has had fever. | fever=absent
Has not had fever. | fever=absent
Doesn't have chest pain. | chest-pain=absent
No longer has fever. | fever=absent
No improvement in cough. | cough=present
Chest pain not relieved by rest. | chest-pain=present
Cough with no change in dyspnoea. | cough=present dyspnoea=present
Not only fever but also cough. | fever=present cough=present
Possible pneumonia. | pneumonia=uncertain
?pneumonia | pneumonia=uncertain
? pneumonia | pneumonia=uncertain
Pneumonia? | pneumonia=uncertain
Suspected pneumonia. | pneumonia=uncertain
Suspicious for consolidation. | pneumonia=uncertain
Concern for pneumonia. | pneumonia=uncertain
Rule out pneumonia. | pneumonia=uncertain
Pneumonia cannot be excluded. | pneumonia=uncertain
Cannot exclude consolidation. | pneumonia=uncertain
Pneumonia is unlikely. | pneumonia=uncertain
Probable pneumonia with cough. | pneumonia=uncertain
No definite consolidation. | pneumonia=uncertain
Unsure whether fever was there. | fever=uncertain
Family history of diabetes. | diabetes=family
Father had diabetes. | diabetes=family
Mother with diabetes. | diabetes=family
His brother has diabetes and fever. | diabetes=family fever=family
Diabetes in the family. | diabetes=family
Father had diabetes, she has fever. | diabetes=family fever=present
Family history: diabetes | diabetes=family
Brought in by her mother with fever. | fever=present
Mother reports fever and cough. | fever=present cough=present
Accompanied by his wife, fever since Monday. | fever=present
History of pneumonia. | pneumonia=past
History of diabetes. | diabetes=present
Previous pneumonia. | pneumonia=past
Prior pneumonia, now with cough. | pneumonia=past cough=present
Pneumonia in 2010. | pneumonia=past
In 2010 pneumonia. | pneumonia=past
Pneumonia three years ago. | pneumonia=past
Pneumonia as a child. | pneumonia=past
Fever has resolved. | fever=past
PMH: pneumonia, diabetes. Cough. | pneumonia=past diabetes=present cough=present
3 day history of fever. | fever=present
Three-week history of cough. | cough=present
History of fever for 3 days. | fever=present
Presents with a history of chest pain. | chest-pain=present
Chest pain two days ago. | chest-pain=present
No history of diabetes. | diabetes=absent
No history of chest pain. | chest-pain=absent
Return if fever. | fever=-
Return for fever or chest pain. | fever=- chest-pain=-
In case of fever call us. | fever=-
Should he develop chest pain, come back. | chest-pain=-
At risk of pneumonia. | pneumonia=-
Vaccinated against pneumonia. | pneumonia=-
Cough. Return if dyspnoea. | cough=present dyspnoea=-
Productive cough. | productive-cough=present cough=present
No productive cough. | productive-cough=absent cough=-
SOB on exertion. | dyspnoea=present
sob story told by the patient | dyspnoea=-
Fevers and chest pains. | fever=present chest-pain=present
Feverfew tea. | fever=-
Shortness
of breath at night. | dyspnoea=present
Denies:
- fever
- cough

Chest pain since noon. | fever=absent cough=absent chest-pain=present
No fever
Cough
Chest pain | fever=absent cough=present chest-pain=present
Fever at home. No fever now. | fever=uncertain
Wife: fever and a rash. | fever=family
Wife: he has fever. | fever=present
History from wife: fever. | fever=present
"""


def _cases() -> list[ParameterSet]:
    cases = []
    note: list[str] = []
    for line in CASES.strip().split("\n"):
        text, bar, said = line.rpartition(" | ")
        note.append(text if bar else line)
        if bar:
            expected = dict(part.split("=") for part in said.split())
            cases.append(pytest.param("\n".join(note), expected, id="_".join(note)[:60]))
            note = []
    return cases


def test_table_is_long_enough() -> None:
    assert len(_cases()) >= 80


@pytest.mark.parametrize(("text", "expected"), _cases())
def test_context(text: str, expected: dict[str, str]) -> None:
    reading = read_note(text, VOCABULARY)
    said = {finding.code: finding.presence for finding in reading.findings}
    said |= {finding.code: "past" for finding in reading.past} | {finding.code: "family" for finding in reading.family}
    assert {code: said.get(code, "-") for code in expected} == expected

"""What readers do beyond the fixture that every benchmark brings: other layouts of the same set, and wrong files."""

from pathlib import Path

import orjson
import pytest

from evals import DatasetError, Sample, benchmark
from evals.layouts.beir import write_jsonl
from evals.layouts.mirage import mirage_fixture


def read(name: str, folder: Path, split: str | None = None) -> list[Sample]:
    return list(benchmark(name).samples(folder, split, partial=True))


def test_medqa_is_read_in_three_layouts(tmp_path: Path) -> None:
    options = ("one", "two", "three", "four")
    (tmp_path / "mirage").mkdir()
    mirage_fixture(tmp_path / "mirage", "medqa", [("Which?", options, "C")])
    (tmp_path / "lines").mkdir()
    row = {"id": "0000", "question": "Which?", "options": dict(zip("ABCD", options, strict=True)), "answer": "C"}
    write_jsonl(tmp_path / "lines" / "medqa.jsonl", [row])
    one, other = read("medqa", tmp_path / "mirage"), read("medqa", tmp_path / "lines")
    assert one == other
    assert one[0].target == "C"
    with pytest.raises(DatasetError, match="dev"):
        read("medqa", tmp_path / "lines", "dev")


def test_mmlu_of_mirage_tells_its_subject_where_the_id_does(tmp_path: Path) -> None:
    made = {"options": {"A": "one", "B": "two"}, "question": "Which?", "answer": "A"}
    (tmp_path / "benchmark.json").write_bytes(orjson.dumps({"mmlu": {"anatomy-001": made, "other": made}}))
    assert [sample.groups for sample in read("mmlu_medical", tmp_path)] == [{"subject": "anatomy"}, {}]


def test_medcalc_joins_notes_and_keeps_dates_as_text(tmp_path: Path) -> None:
    benchmark("medcalc_bench").fixture(tmp_path)
    published = read("medcalc_bench", tmp_path)
    (tmp_path / "dataset" / "test_data.csv").unlink()
    joined = read("medcalc_bench", tmp_path)
    assert [sample.history for sample in joined] == [sample.history for sample in published]
    assert [sample.target for sample in joined] == [sample.target for sample in published]
    assert [sample.groups["status"] for sample in read("medcalc_bench", tmp_path, "abstain")] == ["abstain"]
    assert {type(sample.target) for sample in joined} == {dict, str}
    (tmp_path / "notes.csv").write_text("Row Number,Patient Note\n")
    with pytest.raises(DatasetError, match="patient note"):
        read("medcalc_bench", tmp_path)


def test_evidence_follows_accepted_annotations_and_the_split(tmp_path: Path) -> None:
    benchmark("evidence_inference").fixture(tmp_path)
    samples = read("evidence_inference", tmp_path)
    assert [sample.target for sample in samples] == ["significantly decreased", "no significant difference"]
    start, end = samples[0].extra["spans"][0]
    assert "lowered made pain" in samples[0].context[0][start:end]
    assert read("evidence_inference", tmp_path, "test") == samples
    assert read("evidence_inference", tmp_path, "train") == []


def test_one_list_of_grades_without_header_goes_by_the_split_of_the_question(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "corpus.jsonl", [{"_id": "9", "title": "", "text": "made"}])
    write_jsonl(
        tmp_path / "queries.jsonl",
        [{"_id": "1", "text": "one", "split": "train"}, {"_id": "2", "text": "two", "split": "test"}],
    )
    (tmp_path / "qrels.tsv").write_text("1\t9\t1\n2\t9\t1\n")
    assert [sample.id for sample in read("scifact", tmp_path, "train")] == ["1"]
    assert [sample.id for sample in read("scifact", tmp_path, "test")] == ["2"]


def test_medxpertqa_is_read_from_the_publishers_input_too(tmp_path: Path) -> None:
    row = {
        "id": "Text-0",
        "question": "Which?\nAnswer Choices: (A) one (B) two",
        "options": [{"letter": "A", "content": "one"}, {"letter": "B", "content": "two"}],
        "label": ["B"],
    }
    write_jsonl(tmp_path / "medxpertqa_text_input.jsonl", [row])
    (sample,) = read("medxpertqa_text", tmp_path)
    assert (sample.question, sample.options, sample.target) == ("Which?", ("one", "two"), "B")


def test_an_answer_that_is_no_option_is_asked_as_open(tmp_path: Path) -> None:
    place = tmp_path / "QA_information" / "Open-access"
    place.mkdir(parents=True)
    row = {"question_id": "1", "question_type": "t", "question": "What?", "gt_answer": "lung", "image_path": "a.png"}
    (place / "Made.json").write_bytes(orjson.dumps([row | {"option_A": "heart", "option_B": "liver"}]))
    (sample,) = read("omnimedvqa", tmp_path)
    assert (sample.extra["kind"], sample.target) == ("open", "lung")


def test_temmed_shows_pairs_in_order_and_names_the_patient(tmp_path: Path) -> None:
    benchmark("temmed_bench").fixture(tmp_path)
    vqa, selection = read("temmed_bench", tmp_path), read("temmed_bench", tmp_path, "selection")
    assert vqa[0].cluster == "patient00000"
    assert vqa[0].priors[0].parent.name == "study1"
    assert vqa[0].images[0].parent.name == "study2"
    assert [path.parent.name for path in selection[0].images] == ["study1", "study2"] * 3
    assert {sample.extra["kind"] for sample in read("temmed_bench", tmp_path, "report")} == {"report"}


def test_a_box_is_on_the_image_that_the_question_names(tmp_path: Path) -> None:
    benchmark("medsg_bench").fixture(tmp_path)
    sample = read("medsg_bench", tmp_path, "referring")[0]
    assert sample.target[0].image == 2
    assert sample.question == "Find the made square in the second image."


@pytest.mark.parametrize("name", ["pubmedqa", "medqa", "riskqa", "slake"])
def test_a_field_that_is_missing_is_named(name: str, tmp_path: Path) -> None:
    benchmark(name).fixture(tmp_path)
    for path in [*tmp_path.rglob("*.json"), *tmp_path.rglob("*.jsonl")]:
        path.write_bytes(path.read_bytes().replace(b'"question"', b'"asked"').replace(b'"QUESTION"', b'"asked"'))
    with pytest.raises(DatasetError, match=r"no field '(question|QUESTION)'"):
        read(name, tmp_path)


@pytest.mark.parametrize(
    "target",
    [
        "text",
        [{"text": "Shadow."}],
        [{"text": "Shadow.", "boxes": []}],
        [{"text": "Shadow.", "boxes": [{"x_min": 0, "y_min": 0, "x_max": 2, "y_max": 1}]}],
        [{"text": "Shadow.", "boxes": [{"x_min": 0.5, "y_min": 0, "x_max": 0.4, "y_max": 1}]}],
        [{"text": "Shadow.", "boxes": [{"x_min": "0", "y_min": 0, "x_max": 1, "y_max": 1}]}],
        [{"text": "Shadow.", "boxes": [[0, 0, 1, 1]]}],
    ],
)
def test_a_grounded_report_has_sentences_and_boxes_inside_the_image(tmp_path: Path, target: object) -> None:
    rows = [{"prediction": [], "target": target, "example_id": 1}]
    (tmp_path / "grounded_reports.json").write_bytes(orjson.dumps(rows))
    with pytest.raises(DatasetError):
        read("radfact", tmp_path)


def test_films_lie_where_the_publishers_paths_end_and_the_first_of_two_is_the_earlier_one(tmp_path: Path) -> None:
    benchmark("radrbench_cxr").fixture(tmp_path)
    (sample,) = read("radrbench_cxr", tmp_path, "temporal_cls_test_option")
    assert [one.relative_to(tmp_path).as_posix() for one in (*sample.priors, *sample.images)] == [
        "RSNA/train/made_0.jpeg",
        "RSNA/train/made_1.jpeg",
    ]
    assert sample.question == "Does this chest X-ray show a made shadow?"
    assert (sample.options, sample.target) == (("Yes", "No"), "B")
    (words,) = read("radrbench_cxr", tmp_path, "mimic_multi_test_no_option")
    assert (words.options, words.extra["kind"]) == ((), "open")


def test_one_batch_of_questions_is_read_with_the_profile_of_its_person(tmp_path: Path) -> None:
    benchmark("esl_bench").fixture(tmp_path)
    number, truth, several, words = read("esl_bench", tmp_path)
    assert number.target == pytest.approx({"value": 61, "lower": 60.39, "upper": 61.61})
    assert (truth.target, several.target) == ("no", "MadeRate; MadeSleep")
    assert [one.extra["judged"] for one in (number, truth, several, words)] == [False, False, False, True]
    assert "made disease" in number.context[0]
    (tmp_path / "more.jsonl").write_text("")
    with pytest.raises(DatasetError, match=r"more\.jsonl, questions\.jsonl"):
        read("esl_bench", tmp_path)


def test_an_option_of_a_conversation_may_be_answered_by_its_letter_or_its_words(tmp_path: Path) -> None:
    path = tmp_path / "task2" / "2_1_mcq" / "ddi" / "task2.1_ddi_4choices.json"
    path.parent.mkdir(parents=True)
    asked = {"from": "human", "value": "<image>\nWhich?\n(A) Made nevus\n(B) Made wart"}
    answers = ("B", "(B) Made wart", "Made wart")
    rows = [{"image": "a.jpg", "conversations": [asked, {"from": "gpt", "value": said}]} for said in answers]
    path.write_bytes(orjson.dumps(rows))
    samples = read("dermobench", tmp_path, "diagnosis_ddi")
    assert [sample.target for sample in samples] == ["B"] * 3
    assert samples[0].question == "Which?"
    path.write_bytes(orjson.dumps([{"image": "a.jpg", "conversations": [asked]}]))
    with pytest.raises(DatasetError, match="answer of gpt"):
        read("dermobench", tmp_path, "diagnosis_ddi")


def test_a_nested_record_becomes_sentences_with_their_headings(tmp_path: Path) -> None:
    benchmark("agentclinic").fixture(tmp_path)
    sample = read("agentclinic", tmp_path, "medqa")[0]
    assert sample.history == "Find out why the patient coughs."
    assert "History: She is tired." in sample.extra["facts"]
    assert "Symptoms, Secondary Symptoms: Fatigue" in sample.extra["facts"]
    assert "Imaging, Chest X-Ray, Findings: A made mass." in sample.extra["facts"]
    assert not any("Made cancer" in fact for fact in sample.extra["facts"])
    pictured = read("agentclinic", tmp_path, "nejm")[0]
    assert pictured.target == "Made lupus"
    assert pictured.extra["facts"] == ["You are a made woman.", "You have a made rash.", "Made biopsy: made cells."]


def test_mediq_tells_the_first_sentence_and_takes_the_numbers_off_the_facts(tmp_path: Path) -> None:
    benchmark("mediq").fixture(tmp_path)
    sample = read("mediq", tmp_path)[0]
    assert sample.history == "A made woman coughs."
    assert sample.extra["facts"][1] == "She coughs."


def test_med_halt_asks_about_the_proposed_answer_and_counts_it_as_no_option(tmp_path: Path) -> None:
    benchmark("med_halt").fixture(tmp_path)
    wrong, right = read("med_halt", tmp_path, "reasoning_FCT")
    assert "A student answered: Made A" in wrong.question
    assert wrong.options == ("Made A", "Made B", "None of the above")
    assert (wrong.target, right.target) == ("B", "A")
    (fake,) = read("med_halt", tmp_path, "reasoning_fake")
    assert fake.target == ("I do not know",)
    (paper,) = read("med_halt", tmp_path, "IR_pmid2title")
    assert paper.question == "What is the title of the paper with the PubMed id 1?"


def test_options_that_are_no_mapping_are_refused(tmp_path: Path) -> None:
    benchmark("med_halt").fixture(tmp_path)
    path = tmp_path / "reasoning_nota" / "reasoning_nota.csv"
    path.write_text(path.read_text().replace("{'0'", "__import__('os'){'0'"))
    with pytest.raises(DatasetError, match="no mapping"):
        read("med_halt", tmp_path, "reasoning_nota")


def test_a_sequence_ends_at_an_empty_line_and_a_document_where_the_next_opens(tmp_path: Path) -> None:
    benchmark("casimedicos_arg").fixture(tmp_path)
    samples = read("casimedicos_arg", tmp_path, "fr-test")
    assert [sample.target for sample in samples[:3]] == [
        "O O O",
        "B-Premise I-Premise I-Premise I-Premise",
        "O B-Claim I-Claim",
    ]
    assert samples[1].history == "A made woman coughs."
    assert [sample.cluster for sample in samples] == ["fr-test-001"] * 3 + ["fr-test-002"] * 3
    (tmp_path / "EN" / "test.tsv").write_text("word B-Nothing\n")
    with pytest.raises(DatasetError, match="line 1"):
        read("casimedicos_arg", tmp_path, "en-test")


def test_persian_and_english_questions_are_splits_of_their_own(tmp_path: Path) -> None:
    benchmark("persianmedqa").fixture(tmp_path)
    persian, english = read("persianmedqa", tmp_path), read("persianmedqa", tmp_path, "test-en")
    assert {sample.groups["language"] for sample in persian} == {"fa"}
    assert [sample.question for sample in english] == ["Which disease is made? 0", "Which disease is made? 1"]
    assert [sample.target for sample in persian] == ["A", "B"]
    write_jsonl(tmp_path / "test.jsonl", [{"id": "1", "question": "?", "options": ["a"], "answer_idx": 1}])
    with pytest.raises(DatasetError, match="answer_idx 1"):
        read("persianmedqa", tmp_path)


@pytest.mark.parametrize(("name", "old", "new"), [("healthver", "Supports", "Agrees"), ("medec", ",1,", ",yes,")])
def test_a_label_of_another_set_is_refused(name: str, old: str, new: str, tmp_path: Path) -> None:
    benchmark(name).fixture(tmp_path)
    for path in tmp_path.rglob("*.csv"):
        path.write_text(path.read_text().replace(old, new))
    with pytest.raises(DatasetError, match="wanted is"):
        read(name, tmp_path)

"""The FHIR bundle, read back by two libraries that know nothing of each other: fhir.resources and fhirclient (R4)."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhirclient.models.bundle import Bundle as BundleR4

from tools.exports.fhir import fhir_bytes
from tools.exports.filing import Filing
from tools.exports.report import Report
from tools.exports.sources import SourceImage

Sources = dict[str, SourceImage]
FILING, IDENTIFIED = Filing(salt=bytes(32)), Filing(identify=True)


def resources(data: bytes) -> list[dict[str, Any]]:
    return [entry["resource"] for entry in json.loads(data)["entry"]]


def of_kind(data: bytes, kind: str) -> list[dict[str, Any]]:
    return [one for one in resources(data) if one["resourceType"] == kind]


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("reference"), str):
            yield part["reference"]
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for one in part:
            yield from references(one)


@pytest.mark.parametrize("with_study", [True, False])
@pytest.mark.parametrize("identify", [True, False])
def test_it_is_valid_r4_and_reads_back(report: Report, sources: Sources, with_study: bool, identify: bool) -> None:
    data = fhir_bytes(report, sources if with_study else {}, FILING if not identify else IDENTIFIED)

    again = Bundle.model_validate_json(data)
    assert json.loads(again.model_dump_json()) == json.loads(data)
    # fhirclient's models are R4 4.0.1 and strict: an unknown, missing or mistyped element raises.
    assert BundleR4(json.loads(data), strict=True).as_json() == json.loads(data)


def test_every_reference_resolves(report: Report, sources: Sources) -> None:
    data = fhir_bytes(report, sources, FILING)
    targets = {entry["fullUrl"] for entry in json.loads(data)["entry"]}
    used = set(references(json.loads(data)))

    assert used <= targets
    assert targets - used <= {f"urn:uuid:{of_kind(data, 'Provenance')[0]['id']}"}


def test_everything_is_preliminary_and_by_the_device(report: Report, sources: Sources) -> None:
    data = fhir_bytes(report, sources, FILING)
    (document,), (device,) = of_kind(data, "DiagnosticReport"), of_kind(data, "Device")
    observations = of_kind(data, "Observation")

    assert document["status"] == "preliminary"
    assert {one["status"] for one in observations} == {"preliminary"}
    assert {one["device"]["reference"] for one in observations} == {f"urn:uuid:{device['id']}"}
    assert len(document["result"]) == len(observations) == 1 + 3 + 2 + 2 + 1
    assert device["version"] == [{"value": "0.1.0"}]
    assert device["modelNumber"] == "embedded: rule-based reasoner"
    (provenance,) = of_kind(data, "Provenance")
    assert provenance["agent"][0]["who"]["reference"] == f"urn:uuid:{device['id']}"
    assert [one["what"]["identifier"]["value"] for one in provenance["entity"]] == [
        "https://example.org/cap?a=1&b=2",
        "https://example.org/protocol",
    ]


def test_red_flags_come_first_and_the_notice_is_there(report: Report, sources: Sources) -> None:
    data = fhir_bytes(report, sources, FILING)
    (document,) = of_kind(data, "DiagnosticReport")
    first = of_kind(data, "Observation")[0]

    assert document["conclusion"].startswith("Red flag: Worst headache")
    assert document["conclusion"].endswith(report.notice)
    assert document["result"][0]["reference"] == f"urn:uuid:{first['id']}"
    assert first["code"]["coding"][0]["code"] == "red-flag"
    assert report.notice in document["text"]["div"]
    assert document["text"]["div"].index("Red flag") < document["text"]["div"].index(report.notice)
    assert "not calibrated" in document["conclusion"]
    assert "A rule of ours." in document["conclusion"]


def test_values_and_sides_survive(report: Report, sources: Sources) -> None:
    data = fhir_bytes(report, sources, FILING)
    by_code = {one["code"]["coding"][0]["code"]: one for one in of_kind(data, "Observation")}
    opacity, ratio = by_code["lung-opacity"], by_code["cardiothoracic-ratio"]
    parts = {one["code"]["coding"][0]["code"]: one for one in opacity["component"]}

    assert by_code["386661006"]["code"]["coding"][0]["system"] == "http://snomed.info/sct"
    assert opacity["valueCodeableConcept"]["coding"][0]["code"] == "52101004"
    assert parts["272741003"]["valueCodeableConcept"]["text"] == "Right"
    assert parts["region"]["valueString"].startswith("128.25, 540.5, 356, 732.75 of SOP instance 2.25.")
    assert ratio["valueQuantity"]["value"] == 0.512345
    assert ratio["valueQuantity"]["code"] == "1"
    assert by_code["temperature"]["valueQuantity"]["code"] == "Cel"


def test_the_words_of_a_source_are_told_from_ours_and_escaped(report: Report, sources: Sources) -> None:
    (document,) = of_kind(fhir_bytes(report, sources, FILING), "DiagnosticReport")
    told = document["text"]["div"]

    assert "our summary of § Table 1" in told
    assert "quoted from § 2" in told
    assert '<a href="https://example.org/cap?a=1&amp;b=2">' in told
    assert "Yes &lt;b&gt;&amp;" in told


def test_an_abstention_has_no_conclusion_code(make: Callable[..., Report], sources: Sources) -> None:
    abstained = make(status="insufficient_evidence", outcome="No answer: the evidence does not decide", answer=None)
    (document,) = of_kind(fhir_bytes(abstained, sources, FILING), "DiagnosticReport")

    assert "conclusionCode" not in document
    assert "No answer: the evidence does not decide" in document["conclusion"]
    assert "is no answer" in document["conclusion"]


def test_only_who_asks_gets_the_patient(report: Report, sources: Sources) -> None:
    (patient,) = of_kind(fhir_bytes(report, sources, FILING), "Patient")
    plain = fhir_bytes(report, sources, FILING).decode()
    (known,) = of_kind(fhir_bytes(report, sources, IDENTIFIED), "Patient")

    assert patient["identifier"][0]["value"] == "case-7"
    assert set(patient) == {"resourceType", "id", "identifier"}
    assert not re.search("Fictitious|SYN-0001|19670101|1967-01-01|ASYN|Referrer|Hospital<", plain)
    assert known["name"] == [{"family": "Fictitious", "given": ["Marta"]}]
    assert (known["birthDate"], known["gender"]) == ("1967-01-01", "female")


def test_control_characters_and_empty_texts_do_no_harm(make: Callable[..., Report], sources: Sources) -> None:
    odd = make(question="a\x00b\x1b", answer="\u202e \x07", missing=("",))

    assert Bundle.model_validate_json(fhir_bytes(odd, sources, FILING))

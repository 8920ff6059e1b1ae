"""A neutral report, and its ways into the clinic's formats: DICOM SR and SEG, FHIR R4, PDF."""

from tools.exports.codes import Code
from tools.exports.errors import ExportError, MissingExtra, NothingToRefer
from tools.exports.report import Report

__all__ = ["Code", "ExportError", "MissingExtra", "NothingToRefer", "Report"]

"""DICOM objects beside pictures: segmentations, structured reports, and what is drawn over an image."""

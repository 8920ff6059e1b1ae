"""De-identification: clean copies of studies, and text that is burned into pixels.

`study.deidentify_folder` writes a clean copy of a folder; `covering.cover_text` masks or reports burned-in text of one
image before a model sees it.
"""

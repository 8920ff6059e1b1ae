"""The mathematics of measuring: lengths, angles, areas, volumes, shapes and statistics, one quantity a file.

Everything here takes arrays and numbers and gives numbers; what a model may ask for is in `tools/library/measure.py`.
"""

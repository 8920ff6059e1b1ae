"""First-order statistics of the values inside a region: the ones that PyRadiomics and the IBSI define."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from tools.errors import BadArguments

__all__ = ["BIN_WIDTH", "FirstOrder", "first_order"]

Floats = NDArray[np.float64]

BIN_WIDTH = 25.0
"""Width of the bins for entropy and uniformity [units of the values]. Source: PyRadiomics' default, after Leijenaar et
al. 2015, doi:10.1038/srep11075; 25 HU on CT."""
MOST_BINS = 100_000
"""More bins than that mean a bin width that does not suit the values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstOrder:
    """Statistics of the values of a region. Unit of the values unless stated."""

    count: int
    """Number of values [1]."""
    energy: float
    """Sum of squares [unit²]."""
    total_energy: float
    """Energy times the volume, or area, of one element [unit²·mm³ or unit²·mm²]."""
    entropy: float
    """Of the binned values [bit]."""
    uniformity: float
    """Sum of the squared shares of the bins [1]."""
    minimum: float
    """Least value."""
    percentile_10: float
    """Value that a tenth of the values stay below, interpolated linearly."""
    median: float
    """Middle value."""
    percentile_90: float
    """Value that nine tenths stay below, interpolated linearly."""
    maximum: float
    """Greatest value."""
    mean: float
    """Arithmetic mean."""
    range: float
    """Greatest minus least."""
    interquartile_range: float
    """75th minus 25th percentile."""
    mean_absolute_deviation: float
    """Mean distance from the mean."""
    robust_mean_absolute_deviation: float
    """The same over the values from the 10th to the 90th percentile, about their own mean; over all where none lies
    between."""
    root_mean_squared: float
    """Square root of the mean of squares."""
    standard_deviation: float
    """Square root of the variance."""
    variance: float
    """Mean squared distance from the mean (population) [unit²]."""
    skewness: float
    """Third standardised moment [1]; 0 for equal values."""
    kurtosis: float
    """Fourth standardised moment, 3 for a normal distribution [1]; 0 for equal values."""

    def as_dict(self) -> dict[str, float]:
        """Give name and value of each."""
        return {one.name: float(getattr(self, one.name)) for one in fields(self)}


def first_order(
    values: NDArray[np.generic], *, bin_width: float = BIN_WIDTH, element: float = 1.0, shift: float = 0.0
) -> FirstOrder:
    """Describe the values of a region.

    Args:
        values: Any shape, finite, at least one; the unit is the image's.
        bin_width: Width of the bins, whose edges are multiples of it [unit].
        element: Volume of a voxel [mm³] or area of a pixel [mm²], for the total energy.
        shift: Added to each value for energy and root mean square, so that negative values do not count as high ones.

    Returns:
        The statistics.

    Raises:
        BadArguments: If there are no values, some are not finite, or the bin width does not suit them.

    Source: van Griethuysen et al. 2017, doi:10.1158/0008-5472.CAN-17-0339 (PyRadiomics, first order); Zwanenburg et
    al. 2020, doi:10.1148/radiol.2020191145 (IBSI, intensity-based statistics).
    """
    flat = np.asarray(values, np.float64).ravel()
    if flat.size == 0 or not np.isfinite(flat).all():
        raise BadArguments("Statistics need at least one value, and only finite ones; choose another region.")
    shares = _shares(flat, bin_width)
    p10, p25, p50, p75, p90 = (float(one) for one in np.percentile(flat, (10, 25, 50, 75, 90)))
    mean = float(flat.mean())
    deviations = flat - mean
    variance = float((deviations**2).mean())
    between = flat[(flat >= p10) & (flat <= p90)]
    robust = between if between.size else flat  # of two values neither lies between
    energy = float(((flat + shift) ** 2).sum())
    # Rounding leaves a variance of about eps² times the square of equal values.
    varied = variance > (np.finfo(np.float64).eps * max(abs(mean), 1e-300)) ** 2 * 16
    return FirstOrder(
        count=flat.size,
        energy=energy,
        total_energy=energy * element,
        entropy=float(-(shares * np.log2(shares)).sum()) + 0.0,
        uniformity=float((shares**2).sum()),
        minimum=float(flat.min()),
        percentile_10=p10,
        median=p50,
        percentile_90=p90,
        maximum=float(flat.max()),
        mean=mean,
        range=float(np.ptp(flat)),
        interquartile_range=p75 - p25,
        mean_absolute_deviation=float(np.abs(deviations).mean()),
        robust_mean_absolute_deviation=float(np.abs(robust - robust.mean()).mean()),
        root_mean_squared=float(np.sqrt(energy / flat.size)),
        standard_deviation=float(np.sqrt(variance)),
        variance=variance,
        skewness=float((deviations**3).mean() / variance**1.5) if varied else 0.0,
        kurtosis=float((deviations**4).mean() / variance**2) if varied else 0.0,
    )


def _shares(flat: Floats, bin_width: float) -> Floats:
    """Give the share of the values in each bin that holds any [1]; bins begin at multiples of their width."""
    if not 0 < bin_width < np.inf or np.ptp(flat) / bin_width > MOST_BINS:
        raise BadArguments(f"The bin width must be positive and give at most {MOST_BINS} bins, got {bin_width!r}.")
    bins = np.floor(flat / bin_width)
    _, counts = np.unique(bins, return_counts=True)
    return np.asarray(counts / flat.size, np.float64)

"""Plots for the card: region by year, and lengths (extra `report`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from govcorpus.errors import InputError
from govcorpus.publish.counts import Counts

# So many regions fit beside a plot; their labels are codes, as Chinese fonts are not everywhere.
REGIONS = 20


def draw(folder: Path, counts: Counts) -> None:
    """Write assets/lengths.png and, where documents have both a region and a year, assets/regions.png.

    Raises InputError where matplotlib is not installed or finds no folder for its fonts.
    """
    plt = _pyplot()
    assets = folder / "assets"
    assets.mkdir(parents=True, exist_ok=True)
    figure, axes = plt.subplots(figsize=(7, 3.5), layout="constrained")
    axes.hist(counts.lengths, bins=50)
    axes.set(xlabel="characters", ylabel="documents", title="Length of documents")
    _save(plt, figure, assets / "lengths.png")
    known = {pair: number for pair, number in counts.region_years.items() if all(pair)}
    if not known:
        return
    dated = {region for region, _ in known}
    regions = [region for region in counts.values["region_code"] if region in dated][:REGIONS]
    years = sorted({year for region, year in known if region in regions})
    figure, axes = plt.subplots(figsize=(7, 0.3 * len(regions) + 1.5), layout="constrained")
    numbers = [[known.get((region, year), 0) for year in years] for region in regions]
    image = axes.imshow(numbers, aspect="auto", cmap="Blues")
    axes.set(xlabel="year", ylabel="region (GB/T 2260)", title="Documents by region and year")
    axes.set_xticks(range(len(years)), years, rotation=90)
    axes.set_yticks(range(len(regions)), regions)
    figure.colorbar(image, label="documents")
    _save(plt, figure, assets / "regions.png")


def _pyplot() -> Any:  # noqa: ANN401  matplotlib has no types that hold for all of its versions
    try:
        import matplotlib as mpl

        mpl.use("Agg")
        from matplotlib import pyplot as plt
    except ImportError as error:
        raise InputError(
            "plots", "drawing needs matplotlib, which is not installed", "Run: pip install 'govcorpus[report]'"
        ) from error
    except OSError as error:
        raise InputError("plots", "matplotlib finds no folder that it may write", "Name one in MPLCONFIGDIR") from error
    return plt


def _save(plt: Any, figure: Any, path: Path) -> None:  # noqa: ANN401
    figure.savefig(path, dpi=120, metadata={"Software": None})  # without the version of matplotlib
    plt.close(figure)

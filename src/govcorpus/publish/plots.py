"""Plots for the card: region by year, and lengths (extra `report`)."""

from __future__ import annotations

from pathlib import Path

from govcorpus.errors import InputError
from govcorpus.publish.counts import Counts

# So many regions fit beside a plot; their labels are codes, as Chinese fonts are not everywhere.
REGIONS = 20


def draw(folder: Path, counts: Counts) -> None:
    """Write assets/lengths.png and, where documents have both a region and a year, assets/regions.png.

    Raises InputError where matplotlib is not installed or finds no folder for its fonts.
    """
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

    assets = folder / "assets"
    assets.mkdir(parents=True, exist_ok=True)
    figure, axes = plt.subplots(figsize=(7, 3.5), layout="constrained")
    axes.hist(counts.lengths, bins=50)
    axes.set(xlabel="characters", ylabel="documents", title="Length of documents")
    figure.savefig(assets / "lengths.png", dpi=120, metadata={"Software": None})
    plt.close(figure)
    known = {pair: number for pair, number in counts.region_years.items() if all(pair)}
    dated = {region for region, _ in known}
    regions = [region for region in counts.values["region_code"] if region in dated][:REGIONS]
    years = sorted({year for region, year in known if region in regions})
    if known:
        figure, axes = plt.subplots(figsize=(7, 0.3 * len(regions) + 1.5), layout="constrained")
        image = axes.imshow(
            [[known.get((region, year), 0) for year in years] for region in regions], aspect="auto", cmap="Blues"
        )
        axes.set(
            xticks=range(len(years)),
            yticks=range(len(regions)),
            yticklabels=regions,
            xlabel="year",
            ylabel="region (GB/T 2260)",
            title="Documents by region and year",
        )
        axes.set_xticklabels(years, rotation=90)
        figure.colorbar(image, label="documents")
        figure.savefig(assets / "regions.png", dpi=120, metadata={"Software": None})
        plt.close(figure)

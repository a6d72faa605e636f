"""`python -m govcorpus`: the same as the command `govcorpus`."""

from __future__ import annotations

from govcorpus.cli import main

if __name__ == "__main__":
    main()

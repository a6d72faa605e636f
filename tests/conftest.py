"""Let the tests use the simulators and the truth of scripts/, which is no package."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))

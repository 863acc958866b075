"""How far a test goes: `THOROUGH=1 .venv/bin/pytest …` tries everything, the suite of every commit a part of it."""

import os

THOROUGH = "THOROUGH" in os.environ

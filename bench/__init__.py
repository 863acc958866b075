"""The bench: what this machine can do at most, and how near the service comes to it. `python -m bench --help`."""

from pathlib import Path

ROOT = Path(__file__).parents[1]

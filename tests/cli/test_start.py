"""What a start does not pay for."""

import subprocess
import sys


def test_no_command_loads_what_only_training_needs() -> None:
    asked = "import service.cli, sys; print(sorted({'sklearn', 'scipy'} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)

    assert done.stdout.strip() == "[]"

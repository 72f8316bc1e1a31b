"""The example of three instances shows what it promises."""
import pathlib
import shutil
import subprocess
import sys

import pytest

EXAMPLE = pathlib.Path(__file__).resolve().parents[2] / "Examples" / "cluster" / "run.py"


def test_holds_what_it_shows(binary):
    for name in ["redis-server", "nginx"]:
        if not shutil.which(name):
            pytest.skip(f"{name} is not installed")
    shown = subprocess.run([sys.executable, EXAMPLE, binary, "--free-ports"], capture_output=True, text=True, timeout=180)
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert shown.stdout.count("  ok   ") >= 9

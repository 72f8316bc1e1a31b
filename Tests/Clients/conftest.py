"""A project to work in and the program to test."""
import pathlib
import shutil
import signal
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Common"))
import projects  # noqa: E402
from checkout import program  # noqa: E402

# Tests that run under `nohup` are to survive; what they start is not.
signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.fixture(scope="session")
def binary():
    return str(program())


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    return projects.make(tmp_path_factory.mktemp("project"))


@pytest.fixture
def environment(tmp_path, project):
    return projects.environment(tmp_path, project)


def installed(*programs):
    return all(shutil.which(program) for program in programs)


needs_nix = pytest.mark.skipif(not installed("nix"), reason="nix is not installed")

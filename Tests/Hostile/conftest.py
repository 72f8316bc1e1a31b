"""Programs that attack, and what they are to find nothing of: a project, a folder beside it, listeners."""
import pathlib
import shutil
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Common"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Clients"))
import sites  # noqa: E402
from checkout import program  # noqa: E402


@pytest.fixture(scope="session")
def binary():
    return str(program())


@pytest.fixture(scope="session")
def base(binary):
    """A folder that every user can reach, with the program and the probe; it goes away with the tests."""
    with sites.base(binary) as base:
        yield base


@pytest.fixture
def site(base):
    with sites.Site(base) as site:
        yield site


@pytest.fixture(params=["root", "nobody"])
def user(request):
    """Both where the tests run as root; else the one that they run as, under the name of it that is not root."""
    if request.param == "root" and not sites.IS_ROOT:
        pytest.skip("the tests do not run as root")
    return request.param


def installed(*programs):
    return all(shutil.which(program) for program in programs)


needs_git = pytest.mark.skipif(not installed("git"), reason="git is not installed")
needs_rg = pytest.mark.skipif(not installed("rg"), reason="ripgrep is not installed")
needs_nix = pytest.mark.skipif(not installed("nix", "git"), reason="nix and git are not installed")

"""Where every Python test finds things: the checkout, the programs to start, the test data."""
import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
RELEASE = ROOT / ".build" / "release"
# Folders below which `make test-data` or somebody else may have put the suites, first wins; for each path by itself.
DATA_FOLDERS = [ROOT / ".testdata", ROOT.parent / "shared" / "data", ROOT.parent.parent / "shared" / "data"]
NO_DATA = "the suite is not there: run `make test-data`, or set SECURELLM_TESTDATA to a folder that has it"
NO_OWN_DATA = "the collected inputs are not there: set SECURELLM_TESTDATA to a folder that has them"


def program(name="securellm"):
    """What ships is what is tested: `SECURELLM_BINARY`, or the release build. Helpers are beside it."""
    securellm = ROOT / os.environ.get("SECURELLM_BINARY", RELEASE / "securellm")
    path = securellm if name == "securellm" else securellm.parent / name
    target = "build" if name == "securellm" else "test-programs"
    assert os.access(path, os.X_OK), (
        f"{path} is not there: run `make {target}` first, or set SECURELLM_BINARY to another build of securellm")
    return path


def test_data(path):
    """The first folder of the test data that has the path, joined with it; None when none has."""
    given = os.environ.get("SECURELLM_TESTDATA")
    folders = [ROOT / given] if given else []
    return next((folder / path for folder in folders + DATA_FOLDERS if (folder / path).exists()), None)


test_data.__test__ = False  # pytest: no test, whatever its name

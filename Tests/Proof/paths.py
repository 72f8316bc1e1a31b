"""Where things are: the checkout, the finished debug build, the test suites beside it."""
import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEBUG = ROOT / ".build" / "debug"
JUDGE = pathlib.Path(os.environ.get("SECURELLM_JUDGE", DEBUG / "schema-judge"))
WORK = ROOT / ".build" / "proof"


def test_data():
    """The folder of the suites; None when it is nowhere."""
    given = os.environ.get("SECURELLM_TESTDATA")
    places = [pathlib.Path(given)] if given else []
    places += [ROOT.parent / "shared" / "data", ROOT.parent.parent / "shared" / "data"]
    return next((place for place in places if (place / "JSON-Schema-Test-Suite").is_dir()), None)

"""What the proofs need beside the checkout; whatever is missing skips them with a reason."""
import pytest

from paths import JUDGE, test_data


@pytest.fixture(scope="session")
def judge():
    assert JUDGE.is_file(), f"{JUDGE} is not there: run `swift build --build-tests` first"
    return JUDGE


@pytest.fixture(scope="session")
def data():
    folder = test_data()
    if folder is None:
        pytest.skip("set SECURELLM_TESTDATA to the folder of the JSON Schema test suite")
    return folder

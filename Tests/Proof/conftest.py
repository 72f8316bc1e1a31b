"""What the proofs need beside the checkout; whatever is missing skips them with a reason."""
import pytest

from paths import NO_DATA, SUITE


@pytest.fixture(scope="session")
def official():
    """The folder of the official suite."""
    if SUITE is None:
        pytest.skip(NO_DATA)
    return SUITE

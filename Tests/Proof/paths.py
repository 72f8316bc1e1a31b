"""Where the proofs find things: the checkout, the schema evaluator, the official suite of JSON Schema."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Common"))
from checkout import NO_DATA, ROOT, program, test_data  # noqa: E402, F401

WORK = ROOT / ".build" / "proof"
# None when it is nowhere.
SUITE = test_data("JSON-Schema-Test-Suite")


def evaluator():
    """The interpreter and the generator as a program that responds to lines."""
    return program("schema-evaluator")

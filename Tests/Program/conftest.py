"""The program in a folder of its own: a project, and files for the schema commands."""
import pathlib
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Common"))
import cases  # noqa: E402
import projects  # noqa: E402
from checkout import program  # noqa: E402


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    return projects.make(tmp_path_factory.mktemp("project"))


@pytest.fixture
def run(tmp_path, project):
    """Runs the program with these words to its end."""
    cases.write_files(tmp_path)
    environment = {
        **projects.environment(tmp_path, project), "SECURELLM_KEYS_DATABASE": str(tmp_path / "keys.sqlite")}

    def run(words, text=""):
        return subprocess.run(
            [program(), *words], input=text, capture_output=True, text=True, cwd=tmp_path, env=environment, timeout=90)

    return run

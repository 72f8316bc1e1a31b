"""What a hostile repository brings: links that leave the project. The real programs run."""
import json
import subprocess

import pytest

from conftest import installed
from stdio_client import StdioClient

TOKEN = "token-3f9c1e77"
needs_rg = pytest.mark.skipif(not installed("rg"), reason="ripgrep is not installed")


@pytest.fixture
def hostile(tmp_path):
    folder = tmp_path / "hostile"
    folder.mkdir()
    return folder


@pytest.fixture
def client(binary, environment, hostile):
    settings = {**environment, "SECURELLM_PROJECT_ROOT": str(hostile), "OPENAI_API_KEY": TOKEN}
    with StdioClient([binary, "mcp"], env=settings) as client:
        yield client


def text(result):
    return json.dumps(result)


# Links.

@needs_rg
@pytest.mark.parametrize("path", ["folder/secret", "folder", "file", "proc/{server}/environ", "proc/self/environ",
                                  "chained/secret", "up/secret", ".git/config", "sub/.git/config", ".GIT/config",
                                  "history/config"])
def test_nothing_outside_the_project_is_searched(client, hostile, tmp_path, path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (hostile / "notes.txt").write_text("nothing\n")
    (outside / "secret").write_text(f"password {TOKEN}\n")
    for folder in (".git", "sub/.git", ".GIT"):
        (hostile / folder).mkdir(parents=True)
        (hostile / folder / "config").write_text(f"url = https://{TOKEN}@example.org\n")
    for name, target in {"folder": outside, "file": outside / "secret", "proc": "/proc", "chained": "folder",
                         "up": "../outside", "history": ".git"}.items():
        (hostile / name).symlink_to(target)
    path = path.format(server=client.process.pid)
    # Case by case, so that the test proves something: without the check ripgrep finds the token there.
    if "proc" not in path:
        assert TOKEN in subprocess.run(["rg", "-uuu", "token", path], cwd=hostile, capture_output=True, text=True).stdout
    for tool, arguments in (("search_text", {"query": "token", "hidden": True, "ignored": True, "paths": [path]}),
                            ("search_files", {"hidden": True, "ignored": True, "paths": [path]})):
        result = client.call(tool, arguments)
        assert result["isError"] and "/paths/0" in text(result), text(result)
        assert TOKEN not in text(result)
    everything = client.call("search_text", {"query": "token", "hidden": True, "ignored": True})
    assert not everything.get("isError") and TOKEN not in text(everything)


@needs_rg
def test_links_that_stay_inside_are_followed(client, hostile):
    (hostile / "src").mkdir()
    (hostile / "src" / "notes.txt").write_text("needle\n")
    (hostile / "link").symlink_to("src")
    (hostile / "again").symlink_to("link/notes.txt")
    for path in ("link", "again", "link/notes.txt", "."):
        result = client.call("search_text", {"query": "needle", "paths": [path]})
        assert len(result["structuredContent"]["matches"]) == 1, path

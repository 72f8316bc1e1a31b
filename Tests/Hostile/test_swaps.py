"""A name that is checked and then exchanged: what a tool is given stays what was looked at, or is refused."""
import contextlib
import subprocess

import pytest

from conftest import needs_git, needs_rg
from sites import text
from repositories import Repository

TURNS = 200


@contextlib.contextmanager
def exchanging(site, one, other):
    """Two names of the project that are exchanged all the time."""
    with subprocess.Popen([site.base / "probe", "--exchange", one, other], cwd=site.project) as process:
        try:
            yield
        finally:
            assert process.poll() is None, "nothing was exchanged"
            process.kill()


@pytest.fixture
def swapped(site):
    """A folder `x` with an honest file, and beside it a link of the same shape to outside."""
    (site.project / "x").mkdir()
    (site.project / "x" / "token").write_text("secretive and honest\n")
    (site.project / "y").symlink_to(site.outside)
    (site.project / "file").write_text("secretive and honest\n")
    (site.project / "link").symlink_to(site.outside / "token")
    return site


@needs_rg
@pytest.mark.parametrize("path, one, other", [("x", "x", "y"), ("x/token", "x", "y"), ("file", "file", "link")])
def test_a_link_swapped_during_a_search_leads_nowhere(swapped, path, one, other):
    site, honest = swapped, 0
    with exchanging(site, one, other):
        plain = [subprocess.run(["rg", "--text", "secret", path], cwd=site.project, capture_output=True, text=True).stdout
                 for _ in range(TURNS)]
        assert any(site.secret in found for found in plain), "the case proves nothing"
        with site.server() as client:
            for _ in range(TURNS):
                result = client.call("search_text", {"query": "secret", "paths": [path]})
                assert site.secret not in text(result), text(result)
                honest += "secretive" in text(result)
                result = client.call("search_files", {"paths": [path]})
                assert "canary" not in text(result) and "spare" not in text(result), text(result)
    assert honest, "the folder itself was never searched"
    assert not site.written() and site.nothing_left()


@needs_git
def test_a_repository_swapped_during_a_call_is_not_shown(site):
    Repository(site)
    other = Repository(site, site.outside / "other")
    other.commit("a.txt", f"{site.secret}\n", site.secret)
    (site.project / "elsewhere").symlink_to(other.folder / ".git")
    with exchanging(site, ".git", "elsewhere"):
        plain = [subprocess.run(["git", "log"], cwd=site.project, capture_output=True, text=True).stdout for _ in range(50)]
        assert any(site.secret in found for found in plain), "the case proves nothing"
        with site.server() as client:
            for turn in range(TURNS):
                for tool, arguments in (("git_log", {"skip": 0, "limit": turn % 400 + 1}), ("git_status", {})):
                    assert site.secret not in text(client.call(tool, arguments))
    assert not site.written() and site.nothing_left()

"""Hostile settings of a repository, and the tools that read it: nothing is executed, nothing outside is read."""
import subprocess

import pytest

import git_files  # noqa: F401  registers its settings
from conftest import needs_git
from git_settings import SETTINGS
from sites import call_for, text
from repositories import Repository

pytestmark = needs_git
CALLS = [("git_log", {}), ("git_log", {"paths": ["a.txt"]}), ("git_show", {}), ("git_show", {"patch": False}),
         ("git_status", {}), ("git_status", {"ignored": True})]
# What only the time limit or that of memory ends.
ENDLESS = ("function-names", "tree-of-ten-million", "blob-of-zeros")


@pytest.fixture
def repository(site):
    return Repository(site)


def test_the_list_is_complete():
    assert {setting.number for setting in SETTINGS} == set(range(1, 66))


@pytest.mark.parametrize("setting", sorted(SETTINGS, key=lambda setting: setting.number), ids=str)
def test_a_setting_of_the_repository(repository, setting):
    site = repository.site
    site.listen()
    control = setting.prepare(repository)
    if control:
        with site.as_it_was():
            check_effect(repository, setting, control)
    forget(site)
    repository.change_if_there()
    programs = f"{site.programs}:/usr/bin:/bin"
    responses = []
    with site.server(SECURELLM_PROGRAM_PATH=programs, PATH=programs) as client:
        for tool, arguments in CALLS:
            result = call_for(client, 2 if setting.name in ENDLESS else 35, tool, arguments)
            responses.append((tool, result))
            assert not site.canary.exists(), f"{tool} ran the program: {text(result)[:2000]}"
            assert site.secret not in text(result), f"{tool} read outside: {text(result)[:2000]}"
            assert not site.came(), f"{tool} made a connection: {text(result)[:2000]}"
            check_response(tool, result)
            assert site.nothing_left()
        assert client.call("server_status", timeout=5)["structuredContent"]
    assert not site.written()
    check_meaning(setting, responses)


def check_effect(repository, setting, control):
    """Plain git does what the setting asks for."""
    site, seconds = repository.site, 3 if setting.shows in ("time", "connection") else 30
    forget(site)
    environment = {**repository.environment(), "PATH": f"{site.programs}:{repository.environment()['PATH']}"}
    try:
        if setting.terminal:
            found = repository.terminal(*control)
        else:
            done = repository.git(*control, check=False, timeout=seconds, env=environment)
            found = done.stdout + done.stderr
        ended = True
    except subprocess.TimeoutExpired:
        found, ended = "", False
    effect = {
        "canary": site.canary.exists(), "secret": site.secret in found, "connection": site.came() > 0,
        "time": not ended, "text": bool(found), "hidden": "untracked.txt" not in found}
    assert effect[setting.shows], f"the case proves nothing: {found[:2000]}"


def forget(site):
    site.canary.unlink(missing_ok=True)
    site.came()


def check_response(tool, result):
    """A response as the tool gives it, or an error that explains what is wrong."""
    if result.get("isError"):
        assert len(text(result)) > 60, text(result)
        return
    content = result["structuredContent"]
    if tool == "git_log":
        assert content["commits"], text(result)
    elif tool == "git_show":
        assert content["commit"].startswith("commit "), text(result)
    else:
        assert content["lines"][0].startswith("## "), text(result)
    assert not any(ord(letter) < 32 and letter not in "\n\t" for letter in all_text(content)), text(result)
    assert "\x9b" not in all_text(content), text(result)


def all_text(value):
    """Every string of a response."""
    if isinstance(value, str):
        return value
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return "".join(map(all_text, members))


def check_meaning(setting, responses):
    """What a successful response contains is true."""
    good = [(tool, result["structuredContent"]) for tool, result in responses if not result.get("isError")]
    if setting.shows == "hidden":
        for tool, content in good:
            assert tool != "git_status" or "?? untracked.txt" in content["lines"], content
    if setting.name == "replaced-commit":
        for tool, content in good:
            assert "False" not in all_text(content), content
    if setting.name == "notes":
        for tool, content in good:
            assert "False note" not in all_text(content), content

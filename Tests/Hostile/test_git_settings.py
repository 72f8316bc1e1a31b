"""What a repository says to git, said to the tools that read it: nothing is executed, nothing outside read."""
import subprocess

import pytest

import git_files  # noqa: F401  registers its settings
from conftest import needs_git
from git_settings import SETTINGS
from places import call_for, text
from repositories import Repository

pytestmark = needs_git
CALLS = [("git_log", {}), ("git_log", {"paths": ["a.txt"]}), ("git_show", {}), ("git_show", {"patch": False}),
         ("git_status", {}), ("git_status", {"ignored": True})]
# What only the time limit or that of memory ends.
ENDLESS = ("function-names", "tree-of-ten-million", "blob-of-zeros")


@pytest.fixture
def repository(place):
    return Repository(place)


def test_the_list_is_complete():
    assert {setting.number for setting in SETTINGS} == set(range(1, 66))


@pytest.mark.parametrize("setting", sorted(SETTINGS, key=lambda setting: setting.number), ids=str)
def test_a_setting_of_the_repository(repository, setting):
    place = repository.place
    place.listen()
    control = setting.prepare(repository)
    if control:
        with place.as_it_was():
            check_effect(repository, setting, control)
    forget(place)
    repository.change_if_there()
    programs = f"{place.programs}:/usr/bin:/bin"
    answers = []
    with place.server(SECURELLM_PROGRAM_PATH=programs, PATH=programs) as client:
        for tool, arguments in CALLS:
            result = call_for(client, 2 if setting.name in ENDLESS else 35, tool, arguments)
            answers.append((tool, result))
            assert not place.canary.exists(), f"{tool} ran the program: {text(result)[:2000]}"
            assert place.secret not in text(result), f"{tool} read outside: {text(result)[:2000]}"
            assert not place.came(), f"{tool} made a connection: {text(result)[:2000]}"
            check_answer(tool, result)
            assert place.nothing_left()
        assert client.call("server_status", timeout=5)["structuredContent"]
    assert not place.written()
    check_meaning(setting, answers)


def check_effect(repository, setting, control):
    """Plain git does what the setting says."""
    place, seconds = repository.place, 3 if setting.shows in ("time", "connection") else 30
    forget(place)
    environment = {**repository.environment(), "PATH": f"{place.programs}:{repository.environment()['PATH']}"}
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
        "canary": place.canary.exists(), "secret": place.secret in found, "connection": place.came() > 0,
        "time": not ended, "text": bool(found), "hidden": "untracked.txt" not in found}
    assert effect[setting.shows], f"the case proves nothing: {found[:2000]}"


def forget(place):
    place.canary.unlink(missing_ok=True)
    place.came()


def check_answer(tool, result):
    """An answer as the tool gives it, or an error that says what is wrong."""
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
    """Every string of an answer."""
    if isinstance(value, str):
        return value
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return "".join(map(all_text, members))


def check_meaning(setting, answers):
    """What the answer says is so, or it is none."""
    good = [(tool, result["structuredContent"]) for tool, result in answers if not result.get("isError")]
    if setting.shows == "hidden":
        for tool, content in good:
            assert tool != "git_status" or "?? untracked.txt" in content["lines"], content
    if setting.name == "replaced-commit":
        for tool, content in good:
            assert "False" not in all_text(content), content
    if setting.name == "notes":
        for tool, content in good:
            assert "False note" not in all_text(content), content

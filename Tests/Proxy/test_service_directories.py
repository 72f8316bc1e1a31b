"""Where files lie: what somebody has said, then what systemd has made for the service, then the XDG directories."""
import json
import os
import pathlib
import subprocess
import sys

import pytest

from conftest import PROVIDER_KEY

NAMES = {"CONFIGURATION_DIRECTORY": "configuration", "STATE_DIRECTORY": "state", "LOGS_DIRECTORY": "logs",
         "CACHE_DIRECTORY": "cache", "CREDENTIALS_DIRECTORY": "credentials"}


class Service:
    """A service without a home, and its directories."""

    def __init__(self, binary, folder):
        self.binary, self.folder = binary, folder
        (folder / "work").mkdir()
        for name in NAMES.values():
            (folder / name).mkdir()
        self.environment = {"PATH": os.environ["PATH"], **{name: str(folder / made) for name, made in NAMES.items()}}

    def write(self, configuration, file="configuration/securellm.json"):
        (self.folder / file).write_text(json.dumps({"listen": {"port": 0}, "providers": {}, **configuration}))

    def run(self, *arguments, **environment):
        return subprocess.run(
            [self.binary, *arguments], env={**self.environment, **environment}, cwd=self.folder / "work",
            capture_output=True, text=True, timeout=60)

    def places(self, *arguments, **environment):
        """What `serve --check` says, by name."""
        run = self.run("serve", "--check", *arguments, **environment)
        assert run.returncode == 0, run.stderr
        lines = [line.strip().split("  ", 1) for line in run.stdout.splitlines()[1:]]
        return {name: place.strip() for name, place in lines}


@pytest.fixture
def service(binary, tmp_path):
    return Service(binary, tmp_path)


def test_what_systemd_has_made(service):
    service.write({})
    folder = service.folder
    assert service.places() == {
        "configuration": f"{folder}/configuration/securellm.json (CONFIGURATION_DIRECTORY)",
        "client keys": f"{folder}/state/keys.sqlite (STATE_DIRECTORY)",
        "audit": f"{folder}/logs/audit (LOGS_DIRECTORY)",
        "stored responses": f"{folder}/state/responses.log (STATE_DIRECTORY)", "prices": "the built-in table"}
    doctor = service.run("doctor").stdout
    for line in (f"data           {folder}/state (STATE_DIRECTORY)",
                 f"program home   {folder}/cache/home (CACHE_DIRECTORY) (created when needed)",
                 f"log            {folder}/logs (LOGS_DIRECTORY)"):
        assert line in doctor
    made = service.run("keys", "create", "ann")
    assert made.returncode == 0 and f"in {folder}/state/keys.sqlite (STATE_DIRECTORY)" in made.stderr
    assert (folder / "state" / "keys.sqlite").exists()
    usage = service.run("usage")
    assert usage.returncode == 2 and f"{folder}/logs/audit cannot be read" in usage.stderr


def test_what_somebody_says_goes_first(service):
    folder = service.folder
    service.write({"audit": {"folder": "own/audit"}, "clients": {"keyFile": "own/keys"}}, "work/other.json")
    service.write({})
    service.write({}, "work/securellm.json")
    places = service.places("--config", "other.json")
    assert places["audit"] == f"{folder}/work/own/audit" and places["client keys"] == f"{folder}/work/own/keys"
    assert places["configuration"] == f"{folder}/work/other.json"
    assert service.places(SECURELLM_CONFIG="other.json")["configuration"] == f"{folder}/work/other.json"
    named = service.places(SECURELLM_KEYS_DATABASE="/somewhere/keys")
    assert named["client keys"] == "/somewhere/keys (SECURELLM_KEYS_DATABASE)"
    # The XDG directories come last, and the working directory behind that of the service.
    xdg = {name: str(folder / "xdg") for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "HOME")}
    assert service.places(**xdg) == service.places()
    (folder / "configuration" / "securellm.json").unlink()
    assert service.places()["configuration"] == f"{folder}/work/securellm.json"


def test_of_several_directories_the_first_counts(service):
    folder = service.folder
    for name in ("one", "two"):
        (folder / name).mkdir()
    service.write({}, "two/securellm.json")
    several = f"{folder}/one:{folder}/two"
    places = service.places(CONFIGURATION_DIRECTORY=several, STATE_DIRECTORY=several, LOGS_DIRECTORY=several)
    # Of configurations the first that there is.
    assert places["configuration"].startswith(f"{folder}/two/securellm.json")
    assert places["client keys"].startswith(f"{folder}/one/keys.sqlite")
    assert places["audit"].startswith(f"{folder}/one/audit")


@pytest.mark.parametrize("variable", ["CONFIGURATION_DIRECTORY", "STATE_DIRECTORY", "CACHE_DIRECTORY"])
def test_a_relative_directory_is_an_error(service, variable):
    service.write({}, "work/securellm.json")
    for value in ("relative", f"{service.folder}/state:../state", "./state"):
        run = service.run("serve", "--check", **{variable: value})
        assert run.returncode == 1 and f"{variable} is not a list of absolute paths" in run.stderr
        assert service.run("doctor", **{variable: value}).returncode == 1
    if variable == "STATE_DIRECTORY":
        assert service.run("keys", "list", **{variable: "relative"}).returncode == 2


def test_a_relative_directory_of_logs_is_an_error(service):
    service.write({})
    run = service.run("serve", "--check", LOGS_DIRECTORY="logs")
    assert run.returncode == 1 and "LOGS_DIRECTORY is not a list of absolute paths" in run.stderr


def test_the_directories_of_another_service_are_not_ours(service):
    """A program that some service starts has its variables."""
    folder = service.folder
    home = {"HOME": str(folder / "home")}
    service.write({}, "work/securellm.json")
    places = service.places(SYSTEMD_EXEC_PID="1", **home)
    assert places["audit"] == f"{folder}/home/.local/share/securellm/audit"
    assert places["configuration"] == f"{folder}/work/securellm.json"
    # A shell that becomes the program is the service's own process.
    script = f"import os; os.environ['SYSTEMD_EXEC_PID'] = str(os.getpid()); os.execv('{service.binary}', ['securellm', 'serve', '--check'])"
    run = subprocess.run(
        [sys.executable, "-c", script], env={**service.environment, **home}, cwd=folder / "work", capture_output=True, text=True)
    assert run.returncode == 0 and f"{folder}/logs/audit (LOGS_DIRECTORY)" in run.stdout


def test_credentials(service):
    folder = service.folder
    entry = {"apiFormat": "openai", "baseURL": "http://127.0.0.1:9/v1", "key": {"credential": "a"}}
    service.write({"providers": {"a": entry}})
    missing = service.run("serve", "--check")
    assert missing.returncode == 1 and "/providers/a/key/credential: the file cannot be read" in missing.stderr
    (folder / "credentials" / "a").write_text(PROVIDER_KEY)
    assert service.run("serve", "--check").returncode == 0
    assert "key in the credential a (CREDENTIALS_DIRECTORY)" in service.run("doctor").stdout
    for value, words in (("", "CREDENTIALS_DIRECTORY is not set"), ("credentials", "CREDENTIALS_DIRECTORY is not an absolute path")):
        run = service.run("serve", "--check", CREDENTIALS_DIRECTORY=value)
        assert run.returncode == 1 and words in run.stderr
    # No name leads out of the directory.
    (folder / "secret").write_text(PROVIDER_KEY)
    for name in ("../secret", "..", ".", "a/../a", "/etc/passwd", ".a", ""):
        entry["key"]["credential"] = name
        service.write({"providers": {"a": entry}})
        run = service.run("serve", "--check")
        assert run.returncode == 1 and "/providers/a/key/credential: " in run.stderr and "cannot be read" not in run.stderr

"""What a flake can make nix do, tried by the tools: nothing is executed, nothing outside read, nothing kept of it."""
import os
import pathlib
import secrets
import subprocess

import pytest

from conftest import needs_nix
from flakes import FLAKES
from places import call_for, text

pytestmark = needs_nix
STORE = pathlib.Path("/nix/store")
CALLS = [("nix_eval", {"attribute": "answer", "offline": True}), ("nix_flake_metadata", {"offline": True}),
         ("nix_build", {"attribute": "answer", "offline": True})]


def test_the_list_is_complete():
    assert {flake.number for flake in FLAKES} == set(range(1, 26))


@pytest.mark.parametrize("flake", FLAKES, ids=str)
def test_a_flake(place, flake):
    place.listen()
    options = flake.prepare(place)
    if options is not None:
        with place.as_it_was():
            check_effect(place, flake, options)
        renew(place)
        flake.prepare(place)
    forget(place)
    stored = set(os.listdir(STORE))
    programs = f"{place.programs}:/usr/bin:/bin"
    with place.server(SECURELLM_PROGRAM_PATH=programs, PATH=programs) as client:
        for tool, arguments in CALLS:
            seconds = 3 if flake.shows == "time" else 120
            result = call_for(client, seconds, tool, arguments)
            assert not place.canary.exists(), f"{tool} ran the program: {text(result)[:2000]}"
            assert place.secret not in text(result), f"{tool} read outside: {text(result)[:2000]}"
            assert not place.came(), f"{tool} made a connection: {text(result)[:2000]}"
            if flake.shows == "built" and tool != "nix_build":
                assert '"built' not in text(result.get("structuredContent", "")), text(result)
            assert result.get("isError") or not any(letter in text(result) for letter in ("\\u001b", "\\u009b", "\\u202e"))
            assert place.nothing_left(), tool
        assert client.call("server_status", timeout=5)["structuredContent"]
    assert not place.written("data", "state")
    assert not kept(place, stored), "the secret was copied into the store, which all can read"
    assert not (place.project / "flake.lock").exists() or flake.name == "lock-file"


def renew(place):
    """Another secret: what the control has copied into the store is not mistaken for the tool's."""
    before, place.secret = place.secret, f"secret-{secrets.token_hex(8)}"
    place.mark = f"mark-{secrets.token_hex(8)}"
    for folder in (place.outside, place.home):
        for path in folder.rglob("*"):
            if path.is_file() and before.encode() in (content := path.read_bytes()):
                path.write_bytes(content.replace(before.encode(), place.secret.encode()))


def check_effect(place, flake, options):
    """Plain nix does what the flake says."""
    forget(place)
    environment = {
        "PATH": f"{place.programs}:{os.environ['PATH']}", "HOME": str(place.home), "OPENAI_API_KEY": place.secret,
        "NIX_CONFIG": "experimental-features = nix-command flakes"}
    try:
        done = subprocess.run(["nix", "eval", "--offline", "--no-write-lock-file", "--json", *options, ".#answer"],
                              cwd=place.project, env=environment, capture_output=True, text=True,
                              timeout=3 if flake.shows in ("time", "connection") else 60)
        found, ended = done.stdout + done.stderr, True
    except subprocess.TimeoutExpired:
        found, ended = "", False
    effect = {"canary": place.canary.exists(), "secret": place.secret in found, "connection": place.came() > 0,
              "time": not ended, "built": "built" in found, "text": bool(found)}
    assert effect[flake.shows], f"the case proves nothing: {found[:2000]}"


def forget(place):
    place.canary.unlink(missing_ok=True)
    place.came()


def kept(place, before):
    """New paths of the store with the secret in them."""
    new = [STORE / name for name in set(os.listdir(STORE)) - before if not (STORE / name).is_symlink()]
    return new and subprocess.run(["grep", "-rlF", place.secret, *new], capture_output=True, text=True).stdout

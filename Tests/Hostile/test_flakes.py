"""What a flake can make nix do, tried by the tools: nothing is executed, nothing outside read, nothing kept of it."""
import os
import pathlib
import secrets
import subprocess

import pytest

from conftest import needs_nix
from flakes import FLAKES
from sites import call_for, text

pytestmark = needs_nix
STORE = pathlib.Path("/nix/store")
CALLS = [("nix_eval", {"attribute": "value", "offline": True}), ("nix_flake_metadata", {"offline": True}),
         ("nix_build", {"attribute": "value", "offline": True})]


def test_the_list_is_complete():
    assert {flake.number for flake in FLAKES} == set(range(1, 26))


@pytest.mark.parametrize("flake", FLAKES, ids=str)
def test_a_flake(site, flake):
    site.listen()
    options = flake.prepare(site)
    if options is not None:
        with site.as_it_was():
            check_effect(site, flake, options)
        renew(site)
        flake.prepare(site)
    forget(site)
    stored = set(os.listdir(STORE))
    programs = f"{site.programs}:/usr/bin:/bin"
    with site.server(SECURELLM_PROGRAM_PATH=programs, PATH=programs) as client:
        for tool, arguments in CALLS:
            seconds = 3 if flake.shows == "time" else 120
            result = call_for(client, seconds, tool, arguments)
            assert not site.canary.exists(), f"{tool} ran the program: {text(result)[:2000]}"
            assert site.secret not in text(result), f"{tool} read outside: {text(result)[:2000]}"
            assert not site.came(), f"{tool} made a connection: {text(result)[:2000]}"
            if flake.shows == "built" and tool != "nix_build":
                assert '"built' not in text(result.get("structuredContent", "")), text(result)
            assert result.get("isError") or not any(letter in text(result) for letter in ("\\u001b", "\\u009b", "\\u202e"))
            assert site.nothing_left(), tool
        assert client.call("server_status", timeout=5)["structuredContent"]
    assert not site.written("data", "state")
    assert not kept(site, stored), "the secret was copied into the store, which all can read"
    assert not (site.project / "flake.lock").exists() or flake.name == "lock-file"


def renew(site):
    """Another secret: what the control has copied into the store is not mistaken for the tool's."""
    before, site.secret = site.secret, f"secret-{secrets.token_hex(8)}"
    site.mark = f"mark-{secrets.token_hex(8)}"
    for folder in (site.outside, site.home):
        for path in folder.rglob("*"):
            if path.is_file() and before.encode() in (content := path.read_bytes()):
                path.write_bytes(content.replace(before.encode(), site.secret.encode()))


def check_effect(site, flake, options):
    """Plain nix does what the flake asks for."""
    forget(site)
    environment = {
        "PATH": f"{site.programs}:{os.environ['PATH']}", "HOME": str(site.home), "OPENAI_API_KEY": site.secret,
        "NIX_CONFIG": "experimental-features = nix-command flakes"}
    try:
        done = subprocess.run(["nix", "eval", "--offline", "--no-write-lock-file", "--json", *options, ".#value"],
                              cwd=site.project, env=environment, capture_output=True, text=True,
                              timeout=3 if flake.shows in ("time", "connection") else 60)
        found, ended = done.stdout + done.stderr, True
    except subprocess.TimeoutExpired:
        found, ended = "", False
    effect = {"canary": site.canary.exists(), "secret": site.secret in found, "connection": site.came() > 0,
              "time": not ended, "built": "built" in found, "text": bool(found)}
    assert effect[flake.shows], f"the case proves nothing: {found[:2000]}"


def forget(site):
    site.canary.unlink(missing_ok=True)
    site.came()


def kept(site, before):
    """New paths of the store with the secret in them."""
    new = [STORE / name for name in set(os.listdir(STORE)) - before if not (STORE / name).is_symlink()]
    return new and subprocess.run(["grep", "-rlF", site.secret, *new], capture_output=True, text=True).stdout

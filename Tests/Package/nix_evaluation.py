"""Nix as the tests use it: without a network, on a copy of what the flake consists of."""
import json
import os
import pathlib
import shutil
import subprocess

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
FLAKE_PARTS = ["flake.nix", "Packaging/nix", "Packaging/systemd", "Schemas/config"]


def missing():
    """Why Nix cannot be asked here, or None."""
    if shutil.which("nix") is None:
        return "nix is not installed (Debian: nix-bin)"
    if not os.access("/nix/store", os.W_OK):
        return "/nix/store is not there, or not writable: `nix-store --init` makes it"
    return None


def copy_flake(folder):
    """Nix copies a flake's folder as a whole: that of the checkout has gigabytes of builds beside it."""
    for part in FLAKE_PARTS:
        source, target = CHECKOUT / part, folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copy(source, target)
    return folder


def nix(*words, folder=None):
    return subprocess.run(
        ["nix", "--extra-experimental-features", "nix-command flakes", "--offline", "--option", "substituters", "", *words],
        cwd=folder, capture_output=True, text=True, timeout=120)


PREAMBLE = """
let
  system = builtins.currentSystem;
  lib = import {flake}/Packaging/nix/checks/lib.nix;
  pkgs = import {flake}/Packaging/nix/checks/pkgs.nix {{ inherit system; }};
  program = derivation {{ name = "securellm"; inherit system; builder = "/bin/sh"; args = [ "-c" "exit 1" ]; }};
  machine = values: lib.evaluate {{
    module = import {flake}/Packaging/nix/module.nix;
    inherit pkgs;
    values = {{ enable = true; package = program; }} // values;
  }};
in
"""


def expression(flake, text):
    return PREAMBLE.format(flake=flake) + text


def evaluate(flake, text):
    """The value of an expression that may use `machine { … }`; with Nix' own words where there is none."""
    done = nix("eval", "--impure", "--json", "--expr", expression(flake, text))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def refusals(flake, values):
    """The messages with which NixOS refuses these settings."""
    return evaluate(flake, f"map (rule: rule.message) (builtins.filter (rule: !rule.assertion) (machine {values}).assertions)")

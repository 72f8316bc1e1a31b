"""Whether a block can be read at all, by whoever reads such a text."""
import configparser
import os
import shutil
import subprocess
import tomllib

import yaml


def fault(block, folder):
    return READERS[block.language](block.text, folder)


def _run(*words):
    ended = subprocess.run(list(map(str, words)), capture_output=True, text=True)
    return None if ended.returncode == 0 else ended.stderr or ended.stdout


def _swift(text, folder):
    """`…` is an expression that the reader writes; a part of a package's description is one in its place."""
    file = folder / "block.swift"
    text = text.replace('"…"', '"1.0.0"').replace("…", "fatalError()")
    file.write_text(f'let package = Package(name: "a", {text})' if "targets: [" in text else text)
    return _run("swiftc", "-frontend", "-parse", file)


def _nginx(text, folder):
    """As a file below conf.d, unless it is a whole configuration."""
    file = folder / "nginx.conf"
    whole = text if "http {" in text else f"events {{}}\nhttp {{\n{text}\n}}\n"
    # Certificates that are not here are those of the reader.
    lines = [line for line in whole.splitlines() if not line.strip().startswith(("ssl_certificate", "user "))]
    file.write_text("\n".join(lines).replace(" ssl;", ";").replace("listen 443", "listen 18443"))
    nginx = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
    assert nginx, "nginx reads its configurations: apt-get install nginx"
    return _run(nginx, "-t", "-q", "-p", folder, "-e", folder / "error.log", "-g", f"pid {folder}/pid;", "-c", file)


def _parsed(read):
    def fault(text, _):
        try:
            read(text)
        except Exception as error:  # Each reader has errors of its own.
            return str(error)
    return fault


def _ini(text):
    """Units of systemd too, which may name a setting several times."""
    configparser.ConfigParser(strict=False, interpolation=None, allow_no_value=True).read_string(text)


def _nix(text, folder):
    file = folder / "block.nix"
    file.write_text(text.replace("…", "null"))
    return _run("nix-instantiate", "--parse", file)


# Of a Caddyfile, what pages use: Caddy is in no distribution's stable packages.
CADDY = {"reverse_proxy", "flush_interval", "header_up", "transport", "dial_timeout", "response_header_timeout",
         "read_timeout", "tls"}


def _caddy(text):
    depth = 0
    for line in filter(str.strip, text.splitlines()):
        words = line.split()
        if words == ["}"]:
            depth -= 1
            continue
        if depth and words[0] not in CADDY:
            raise ValueError(f"no page has used {words[0]} before: look it up, and add it to CADDY")
        depth += words[-1] == "{"
    if depth:
        raise ValueError("braces do not match")


READERS = {"swift": _swift, "nginx": _nginx, "toml": _parsed(tomllib.loads), "caddy": _parsed(_caddy), "ini": _parsed(_ini), "nix": _nix,
           "yaml": _parsed(lambda text: list(yaml.safe_load_all(text)))}

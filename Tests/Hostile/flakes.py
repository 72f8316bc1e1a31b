"""25 things that a flake, or what lies around it, can make nix do, each with what plain nix makes of it.

A function writes the flake and returns the further options with which plain nix shows the effect: an empty list where it
needs none, `None` where the installed nix does nothing with it.
"""
import dataclasses
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import tarfile
from collections.abc import Callable

from git_settings import refusing_remote
from projects import BUILDER
from repositories import Repository

FLAKES = []


@dataclasses.dataclass(frozen=True)
class Flake:
    """`shows` is what plain nix's run leaves: canary, secret, connection, time (it does not end), or text."""
    number: int
    name: str
    shows: str
    prepare: Callable

    def __str__(self):
        return f"{self.number}-{self.name}"


def flake(number, name, shows="secret"):
    def register(prepare):
        FLAKES.append(Flake(number, name, shows, prepare))
        return prepare
    return register


def write(place, answer, inputs="", more="", names="self", folder=None):
    ((folder or place.project) / "flake.nix").write_text(
        f"{{ {more} {inputs}\n  outputs = {{ {names} }}: {{ answer = {answer}; }}; }}\n")


def source(place):
    """A folder outside with the secret in it."""
    folder = place.outside / "source"
    folder.mkdir(exist_ok=True)
    (folder / "x").write_text(f"{place.secret}\n")
    return folder


READ = 'builtins.readFile (o + "/x")'


@flake(1, "path-input")
def _(place):
    write(place, READ, f'inputs.o = {{ url = "path:{source(place)}"; flake = false; }};', names="self, o")
    return []


@flake(2, "flake-input")
def _(place):
    write(place, f'"{place.secret}"', folder=source(place))
    write(place, "o.answer", f'inputs.o.url = "path:{source(place)}";', names="self, o")
    return []


@flake(3, "git-input")
def _(place):
    other = Repository(place, place.outside / "repository", fill=False)
    other.git("init", "--quiet")
    other.commit("x", f"{place.secret}\n", "Add")
    write(place, READ, f'inputs.o = {{ url = "git+file://{other.folder}"; flake = false; }};', names="self, o")
    return []


@flake(4, "archive-input")
def _(place):
    with tarfile.open(place.outside / "x.tar.gz", "w:gz") as archive:
        archive.add(source(place), "top")
    write(place, READ, f'inputs.o = {{ url = "file://{place.outside}/x.tar.gz"; flake = false; }};', names="self, o")
    return []


@flake(5, "path-input-restricted")
def _(place):
    write(place, READ, f'inputs.o = {{ url = "path:{source(place)}"; flake = false; }};', names="self, o")
    return ["--option", "restrict-eval", "true"]


@flake(6, "lock-file")
def _(place):
    (place.project / "inner").mkdir(exist_ok=True)
    write(place, READ, f'inputs.o = {{ url = "path:{place.project}/inner"; flake = false; }};', names="self, o")
    locked = {"narHash": nar_hash(source(place)), "path": str(source(place)), "type": "path"}
    original = {"path": f"{place.project}/inner", "type": "path"}
    nodes = {"o": {"flake": False, "locked": locked, "original": original}, "root": {"inputs": {"o": "o"}}}
    (place.project / "flake.lock").write_text(json.dumps({"nodes": nodes, "root": "root", "version": 7}))
    return []


@flake(7, "user-registry")
def _(place):
    entry = {"exact": True, "from": {"id": "hostile", "type": "indirect"},
             "to": {"path": str(source(place)), "type": "path"}}
    for home in (place.home, place.home / "cache/securellm/home"):
        (home / ".config/nix").mkdir(parents=True, exist_ok=True)
        (home / ".config/nix/registry.json").write_text(json.dumps({"flakes": [entry], "version": 2}))
    write(place, READ, 'inputs.o = { url = "hostile"; flake = false; };', names="self, o")
    (place.outside / "registry.json").write_text('{"flakes": [], "version": 2}')
    return ["--option", "flake-registry", str(place.outside / "registry.json")]


@flake(8, "registry-names", "text")
def _(place):
    write(place, READ, 'inputs.o = { url = "nixpkgs"; flake = false; };', names="self, o")


@flake(8, "github-input", "text")
def _(place):
    write(place, READ, 'inputs.o = { url = "github:nobody/nothing"; flake = false; };', names="self, o")


@flake(9, "http-input", "connection")
def _(place):
    write(place, READ, f'inputs.o = {{ url = "{remote(place)}.tar.gz"; flake = false; }};', names="self, o")
    return []


@flake(9, "git-http-input", "connection")
def _(place):
    write(place, READ, f'inputs.o = {{ url = "git+{remote(place)}"; flake = false; }};', names="self, o")
    return []


@flake(10, "fetched-address", "connection")
def _(place):
    write(place, f'builtins.readFile (builtins.fetchurl {{ url = "{remote(place)}"; sha256 = "{"0" * 52}"; }})')
    return []


@flake(11, "ssh-input", "canary")
def _(place):
    stand_in(place, "ssh")
    write(place, READ, 'inputs.o = { url = "git+ssh://127.0.0.1/x"; flake = false; };', names="self, o")
    return []


@flake(11, "mercurial-input", "canary")
def _(place):
    stand_in(place, "hg")
    (place.outside / "mercurial/.hg").mkdir(parents=True, exist_ok=True)
    write(place, READ, f'inputs.o = {{ url = "hg+file://{place.outside}/mercurial"; flake = false; }};', names="self, o")
    return []


@flake(12, "relative-input")
def _(place):
    source(place)
    link(place.project / "link", place.outside / "source")
    write(place, READ, 'inputs.o = { url = "path:../outside/source"; flake = false; };', names="self, o")


@flake(12, "linked-input")
def _(place):
    source(place)
    link(place.project / "link", place.outside / "source")
    write(place, READ, 'inputs.o = { url = "path:./link"; flake = false; };', names="self, o")


@flake(13, "import-from-derivation", "built")
def _(place):
    text = place.folder / "builder.c"
    text.write_text(BUILDER)
    subprocess.run(["cc", "-static", "-O1", "-w", "-o", place.project / "builder", text], check=True)
    write(place, f'builtins.readFile (derivation {{ name = "{place.mark}"; system = "{os.uname().machine}-linux"; '
                 'builder = "${./builder}"; args = [ "0" ]; })')
    return []


@flake(14, "derivation-in-metadata", "built")
def _(place):
    FLAKES_BY_NAME["import-from-derivation"].prepare(place)


@flake(15, "exec", "canary")
def _(place):
    attack(place)
    configure(place, "allow-unsafe-native-code-during-evaluation = true")
    write(place, f'builtins.exec [ "{place.outside}/attack" ]')
    return ["--option", "allow-unsafe-native-code-during-evaluation", "true"]


@flake(16, "native-import", "canary")
def _(place):
    library = place.outside / "native.so"
    text = place.folder / "native.c"
    text.write_text('#include <fcntl.h>\n__attribute__((constructor)) static void f(void)\n'
                    f'{{ open("{place.canary}", O_CREAT | O_WRONLY, 0600); }}\n')
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, text], check=True)
    configure(place, "allow-unsafe-native-code-during-evaluation = true", f"plugin-files = {library}")
    write(place, f'builtins.importNative "{library}" "f"')
    return ["--option", "plugin-files", library]


@flake(17, "settings-of-the-flake", "canary")
def _(place):
    attack(place)
    configure(place, "accept-flake-config = true")
    write(place, f'builtins.exec [ "{place.outside}/attack" ]', more=(
        f'nixConfig = {{ allow-unsafe-native-code-during-evaluation = true; post-build-hook = "{place.outside}/attack"; '
        'sandbox = false; accept-flake-config = true; pure-eval = false; restrict-eval = false; };'))


@flake(18, "absolute-path")
def _(place):
    write(place, f'builtins.readFile "{place.outside}/token"')
    return ["--impure"]


@flake(18, "listed-root", "text")
def _(place):
    write(place, "builtins.attrNames (builtins.readDir /.)")
    return ["--impure"]


@flake(19, "environment")
def _(place):
    write(place, 'builtins.getEnv "OPENAI_API_KEY"')
    return ["--impure"]


@flake(19, "search-path")
def _(place):
    source(place)
    write(place, "builtins.readFile <x>")
    return ["--impure", "-I", str(place.outside / "source")]


@flake(20, "link-in-the-flake")
def _(place):
    link(place.project / "link", place.outside / "token")
    write(place, "builtins.readFile ./link")


@flake(20, "linked-flake", "text")
def _(place):
    place.outside.joinpath("flake.nix").write_text(f'{{ outputs = {{ self }}: {{ answer = "{place.secret}"; }}; }}\n')
    (place.project / "flake.nix").unlink(missing_ok=True)
    link(place.project / "flake.nix", place.outside / "flake.nix")


@flake(21, "hashed-file")
def _(place):
    digest = hashlib.sha256((place.outside / "token").read_bytes()).hexdigest()
    write(place, f'builtins.readFile (builtins.fetchurl {{ url = "file://{place.outside}/token"; sha256 = "{digest}"; }})')
    return []


@flake(21, "hashed-tree")
def _(place):
    folder = source(place)
    write(place, f'builtins.readFile ((builtins.fetchTree {{ type = "path"; path = "{folder}"; '
                 f'narHash = "{nar_hash(folder)}"; }}) + "/x")')
    return []


@flake(22, "other-store-paths", "text")
def _(place):
    paths = [path for path in pathlib.Path("/nix/store").glob("*-*") if path.is_file()] or ["/nix/store"]
    write(place, f'builtins.readFile (builtins.storePath "{paths[0]}")')


@flake(23, "parent-flake")
def _(place):
    for name in ("flake.nix", "flake.lock"):
        (place.project / name).unlink(missing_ok=True)
    write(place, f'"{place.secret}"', folder=place.folder)
    return []


@flake(24, "clean-filter", "canary")
def _(place):
    repository = work_tree(place)
    repository.attributes("*.txt filter=x", ".git/info/attributes")
    repository.config(f"filter.x.clean={repository.program}")
    repository.change()
    return []


@flake(24, "fsmonitor", "canary")
def _(place):
    repository = work_tree(place)
    repository.config(f"core.fsmonitor={repository.program}")
    return []


@flake(25, "long-list", "time")
def _(place):
    write(place, "builtins.foldl' (a: b: a + b) 0 (builtins.genList (x: x) 1000000000)")
    return []


@flake(25, "no-end", "time")
def _(place):
    write(place, "builtins.genericClosure { startSet = [ { key = 0; } ]; operator = x: [ { key = x.key + 1; } ]; }")
    return []


@flake(25, "recursion", "text")
def _(place):
    write(place, "let f = x: 1 + f x; in f 0")


@flake(25, "escapes", "text")
def _(place):
    write(place, 'builtins.trace (builtins.fromJSON "\\"\\\\u001b[31m\\"") "\x1b[31mred\x9b\u202e"')
    return []


FLAKES_BY_NAME = {flake.name: flake for flake in FLAKES}


# Helpers.

def remote(place):
    """The address of a server that lets nobody in."""
    if not place.remote:
        place.remote = refusing_remote()
    return f"http://127.0.0.1:{place.remote.server_port}/x"


def link(path, target):
    path.unlink(missing_ok=True)
    path.symlink_to(target)


def attack(place):
    """A program that leaves a canary and prints a nix expression."""
    program = place.outside / "attack"
    program.write_text(f'#!/bin/sh\n: > "{place.canary}"\necho 1\n')
    program.chmod(0o755)
    return program


def stand_in(place, name):
    shutil.copy(attack(place), place.programs / name)


def configure(place, *lines):
    """In the home of the user, and in that of the programs."""
    for home in (place.home, place.home / "cache/securellm/home"):
        (home / ".config/nix").mkdir(parents=True, exist_ok=True)
        (home / ".config/nix/nix.conf").write_text("".join(f"{line}\n" for line in lines))


def work_tree(place):
    if (place.project / ".git").exists():
        repository = Repository(place, fill=False)
    else:
        repository = Repository(place)
        write(place, "42")
        repository.git("add", "flake.nix")
        repository.git("commit", "--quiet", "--message=Flake")
    return repository


def nar_hash(folder):
    return subprocess.run(["nix", "--extra-experimental-features", "nix-command", "hash", "path", folder], check=True,
                          capture_output=True, text=True).stdout.strip()



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


def write(site, value, inputs="", more="", names="self", folder=None):
    ((folder or site.project) / "flake.nix").write_text(
        f"{{ {more} {inputs}\n  outputs = {{ {names} }}: {{ value = {value}; }}; }}\n")


def source(site):
    """A folder outside with the secret in it."""
    folder = site.outside / "source"
    folder.mkdir(exist_ok=True)
    (folder / "x").write_text(f"{site.secret}\n")
    return folder


READ = 'builtins.readFile (o + "/x")'


@flake(1, "path-input")
def _(site):
    write(site, READ, f'inputs.o = {{ url = "path:{source(site)}"; flake = false; }};', names="self, o")
    return []


@flake(2, "flake-input")
def _(site):
    write(site, f'"{site.secret}"', folder=source(site))
    write(site, "o.value", f'inputs.o.url = "path:{source(site)}";', names="self, o")
    return []


@flake(3, "git-input")
def _(site):
    other = Repository(site, site.outside / "repository", fill=False)
    other.git("init", "--quiet")
    other.commit("x", f"{site.secret}\n", "Add")
    write(site, READ, f'inputs.o = {{ url = "git+file://{other.folder}"; flake = false; }};', names="self, o")
    return []


@flake(4, "archive-input")
def _(site):
    with tarfile.open(site.outside / "x.tar.gz", "w:gz") as archive:
        archive.add(source(site), "top")
    write(site, READ, f'inputs.o = {{ url = "file://{site.outside}/x.tar.gz"; flake = false; }};', names="self, o")
    return []


@flake(5, "path-input-restricted")
def _(site):
    write(site, READ, f'inputs.o = {{ url = "path:{source(site)}"; flake = false; }};', names="self, o")
    return ["--option", "restrict-eval", "true"]


@flake(6, "lock-file")
def _(site):
    (site.project / "inner").mkdir(exist_ok=True)
    write(site, READ, f'inputs.o = {{ url = "path:{site.project}/inner"; flake = false; }};', names="self, o")
    locked = {"narHash": nar_hash(source(site)), "path": str(source(site)), "type": "path"}
    original = {"path": f"{site.project}/inner", "type": "path"}
    nodes = {"o": {"flake": False, "locked": locked, "original": original}, "root": {"inputs": {"o": "o"}}}
    (site.project / "flake.lock").write_text(json.dumps({"nodes": nodes, "root": "root", "version": 7}))
    return []


@flake(7, "user-registry")
def _(site):
    entry = {"exact": True, "from": {"id": "hostile", "type": "indirect"},
             "to": {"path": str(source(site)), "type": "path"}}
    for home in (site.home, site.home / "cache/securellm/home"):
        (home / ".config/nix").mkdir(parents=True, exist_ok=True)
        (home / ".config/nix/registry.json").write_text(json.dumps({"flakes": [entry], "version": 2}))
    write(site, READ, 'inputs.o = { url = "hostile"; flake = false; };', names="self, o")
    (site.outside / "registry.json").write_text('{"flakes": [], "version": 2}')
    return ["--option", "flake-registry", str(site.outside / "registry.json")]


@flake(8, "registry-names", "text")
def _(site):
    write(site, READ, 'inputs.o = { url = "nixpkgs"; flake = false; };', names="self, o")


@flake(8, "github-input", "text")
def _(site):
    write(site, READ, 'inputs.o = { url = "github:nobody/nothing"; flake = false; };', names="self, o")


@flake(9, "http-input", "connection")
def _(site):
    write(site, READ, f'inputs.o = {{ url = "{remote(site)}.tar.gz"; flake = false; }};', names="self, o")
    return []


@flake(9, "git-http-input", "connection")
def _(site):
    write(site, READ, f'inputs.o = {{ url = "git+{remote(site)}"; flake = false; }};', names="self, o")
    return []


@flake(10, "fetched-address", "connection")
def _(site):
    write(site, f'builtins.readFile (builtins.fetchurl {{ url = "{remote(site)}"; sha256 = "{"0" * 52}"; }})')
    return []


@flake(11, "ssh-input", "canary")
def _(site):
    replace_program(site, "ssh")
    write(site, READ, 'inputs.o = { url = "git+ssh://127.0.0.1/x"; flake = false; };', names="self, o")
    return []


@flake(11, "mercurial-input", "canary")
def _(site):
    replace_program(site, "hg")
    (site.outside / "mercurial/.hg").mkdir(parents=True, exist_ok=True)
    write(site, READ, f'inputs.o = {{ url = "hg+file://{site.outside}/mercurial"; flake = false; }};', names="self, o")
    return []


@flake(12, "relative-input")
def _(site):
    source(site)
    link(site.project / "link", site.outside / "source")
    write(site, READ, 'inputs.o = { url = "path:../outside/source"; flake = false; };', names="self, o")


@flake(12, "linked-input")
def _(site):
    source(site)
    link(site.project / "link", site.outside / "source")
    write(site, READ, 'inputs.o = { url = "path:./link"; flake = false; };', names="self, o")


@flake(13, "import-from-derivation", "built")
def _(site):
    text = site.folder / "builder.c"
    text.write_text(BUILDER)
    subprocess.run(["cc", "-static", "-O1", "-w", "-o", site.project / "builder", text], check=True)
    write(site, f'builtins.readFile (derivation {{ name = "{site.mark}"; system = "{os.uname().machine}-linux"; '
                 'builder = "${./builder}"; args = [ "0" ]; })')
    return []


@flake(14, "derivation-in-metadata", "built")
def _(site):
    FLAKES_BY_NAME["import-from-derivation"].prepare(site)


@flake(15, "exec", "canary")
def _(site):
    attack(site)
    configure(site, "allow-unsafe-native-code-during-evaluation = true")
    write(site, f'builtins.exec [ "{site.outside}/attack" ]')
    return ["--option", "allow-unsafe-native-code-during-evaluation", "true"]


@flake(16, "native-import", "canary")
def _(site):
    library = site.outside / "native.so"
    text = site.folder / "native.c"
    text.write_text('#include <fcntl.h>\n__attribute__((constructor)) static void f(void)\n'
                    f'{{ open("{site.canary}", O_CREAT | O_WRONLY, 0600); }}\n')
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, text], check=True)
    configure(site, "allow-unsafe-native-code-during-evaluation = true", f"plugin-files = {library}")
    write(site, f'builtins.importNative "{library}" "f"')
    return ["--option", "plugin-files", library]


@flake(17, "settings-of-the-flake", "canary")
def _(site):
    attack(site)
    configure(site, "accept-flake-config = true")
    write(site, f'builtins.exec [ "{site.outside}/attack" ]', more=(
        f'nixConfig = {{ allow-unsafe-native-code-during-evaluation = true; post-build-hook = "{site.outside}/attack"; '
        'sandbox = false; accept-flake-config = true; pure-eval = false; restrict-eval = false; };'))


@flake(18, "absolute-path")
def _(site):
    write(site, f'builtins.readFile "{site.outside}/token"')
    return ["--impure"]


@flake(18, "listed-root", "text")
def _(site):
    write(site, "builtins.attrNames (builtins.readDir /.)")
    return ["--impure"]


@flake(19, "environment")
def _(site):
    write(site, 'builtins.getEnv "OPENAI_API_KEY"')
    return ["--impure"]


@flake(19, "search-path")
def _(site):
    source(site)
    write(site, "builtins.readFile <x>")
    return ["--impure", "-I", str(site.outside / "source")]


@flake(20, "link-in-the-flake")
def _(site):
    link(site.project / "link", site.outside / "token")
    write(site, "builtins.readFile ./link")


@flake(20, "linked-flake", "text")
def _(site):
    site.outside.joinpath("flake.nix").write_text(f'{{ outputs = {{ self }}: {{ value = "{site.secret}"; }}; }}\n')
    (site.project / "flake.nix").unlink(missing_ok=True)
    link(site.project / "flake.nix", site.outside / "flake.nix")


@flake(21, "hashed-file")
def _(site):
    digest = hashlib.sha256((site.outside / "token").read_bytes()).hexdigest()
    write(site, f'builtins.readFile (builtins.fetchurl {{ url = "file://{site.outside}/token"; sha256 = "{digest}"; }})')
    return []


@flake(21, "hashed-tree")
def _(site):
    folder = source(site)
    write(site, f'builtins.readFile ((builtins.fetchTree {{ type = "path"; path = "{folder}"; '
                 f'narHash = "{nar_hash(folder)}"; }}) + "/x")')
    return []


@flake(22, "other-store-paths", "text")
def _(site):
    paths = [path for path in pathlib.Path("/nix/store").glob("*-*") if path.is_file()] or ["/nix/store"]
    write(site, f'builtins.readFile (builtins.storePath "{paths[0]}")')


@flake(23, "parent-flake")
def _(site):
    for name in ("flake.nix", "flake.lock"):
        (site.project / name).unlink(missing_ok=True)
    write(site, f'"{site.secret}"', folder=site.folder)
    return []


@flake(24, "clean-filter", "canary")
def _(site):
    repository = work_tree(site)
    repository.attributes("*.txt filter=x", ".git/info/attributes")
    repository.config(f"filter.x.clean={repository.program}")
    repository.change()
    return []


@flake(24, "fsmonitor", "canary")
def _(site):
    repository = work_tree(site)
    repository.config(f"core.fsmonitor={repository.program}")
    return []


@flake(25, "long-list", "time")
def _(site):
    write(site, "builtins.foldl' (a: b: a + b) 0 (builtins.genList (x: x) 1000000000)")
    return []


@flake(25, "no-end", "time")
def _(site):
    write(site, "builtins.genericClosure { startSet = [ { key = 0; } ]; operator = x: [ { key = x.key + 1; } ]; }")
    return []


@flake(25, "recursion", "text")
def _(site):
    write(site, "let f = x: 1 + f x; in f 0")


@flake(25, "escapes", "text")
def _(site):
    write(site, 'builtins.trace (builtins.fromJSON "\\"\\\\u001b[31m\\"") "\x1b[31mred\x9b\u202e"')
    return []


FLAKES_BY_NAME = {flake.name: flake for flake in FLAKES}


# Helpers.

def remote(site):
    """The address of a server that lets nobody in."""
    if not site.remote:
        site.remote = refusing_remote()
    return f"http://127.0.0.1:{site.remote.server_port}/x"


def link(path, target):
    path.unlink(missing_ok=True)
    path.symlink_to(target)


def attack(site):
    """A program that leaves a canary and prints a nix expression."""
    program = site.outside / "attack"
    program.write_text(f'#!/bin/sh\n: > "{site.canary}"\necho 1\n')
    program.chmod(0o755)
    return program


def replace_program(site, name):
    shutil.copy(attack(site), site.programs / name)


def configure(site, *lines):
    """In the home of the user, and in that of the programs."""
    for home in (site.home, site.home / "cache/securellm/home"):
        (home / ".config/nix").mkdir(parents=True, exist_ok=True)
        (home / ".config/nix/nix.conf").write_text("".join(f"{line}\n" for line in lines))


def work_tree(site):
    if (site.project / ".git").exists():
        repository = Repository(site, fill=False)
    else:
        repository = Repository(site)
        write(site, "42")
        repository.git("add", "flake.nix")
        repository.git("commit", "--quiet", "--message=Flake")
    return repository


def nar_hash(folder):
    return subprocess.run(["nix", "--extra-experimental-features", "nix-command", "hash", "path", folder], check=True,
                          capture_output=True, text=True).stdout.strip()



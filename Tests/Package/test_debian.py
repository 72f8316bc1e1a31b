"""The Debian package: what dpkg makes of it from its installation to its purge, and what lintian says."""
import os
import pathlib
import shutil
import subprocess

import pytest

import contents
import debian_package
import dependencies
import product

pytestmark = pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="dpkg-deb is not installed")
CONFIGURATION = "etc/securellm/securellm.json"


@pytest.fixture
def package(packed):
    return packed / debian_package.file_name()


@pytest.fixture
def fields(package):
    shown = subprocess.run(["dpkg-deb", "--field", package], check=True, capture_output=True, text=True).stdout
    return dict(line.split(": ", 1) for line in shown.splitlines() if not line.startswith(" "))


@pytest.fixture
def unpacked(package, tmp_path):
    subprocess.run(["dpkg-deb", "--raw-extract", package, tmp_path / "unpacked"], check=True)
    return tmp_path / "unpacked"


def test_its_description_of_itself(fields):
    assert fields["Package"] == "securellm" and fields["Version"] == product.version()
    assert fields["Architecture"] == product.DEBIAN_NAMES[product.machine()]
    depends = [item.split()[0] for item in fields["Depends"].split(", ")]
    assert {"libc6", "libsqlite3-0", "libyaml-0-2", "systemd"} <= set(depends)


def test_its_files(unpacked):
    for path in ("usr/bin/securellm", "usr/share/man/man1/securellm.1.gz", "usr/share/man/man5/securellm.json.5.gz",
                 "usr/share/bash-completion/completions/securellm", "usr/share/zsh/vendor-completions/_securellm",
                 "usr/share/fish/vendor_completions.d/securellm.fish", "usr/share/doc/securellm/copyright",
                 "usr/share/doc/securellm/changelog.gz", "usr/share/doc/securellm/docs/install.md"):
        assert (unpacked / path).is_file(), path
    for unit in contents.SYSTEMD.glob("*.service"):
        assert (unpacked / "usr/lib/systemd/system" / unit.name).read_bytes() == unit.read_bytes()


def test_its_checksums(unpacked):
    done = subprocess.run(["md5sum", "--quiet", "--check", unpacked / "DEBIAN/md5sums"], cwd=unpacked, capture_output=True)
    assert done.returncode == 0, done.stdout
    listed = {line.split("  ")[1] for line in (unpacked / "DEBIAN/md5sums").read_text().splitlines()}
    files = {str(path.relative_to(unpacked)) for path in unpacked.rglob("*") if path.is_file()}
    assert listed == {path for path in files if not path.startswith(("DEBIAN/", "etc/"))}


@pytest.mark.skipif(not shutil.which("dpkg-shlibdeps"), reason="dpkg-dev is not installed")
def test_dependencies_are_those_of_dpkg(fields, unpacked, tmp_path):
    """Ours may ask for more of the C library: a form of relocations that no symbol of the program shows."""
    (tmp_path / "debian").mkdir()
    (tmp_path / "debian/control").write_text("Source: x\n\nPackage: x\nArchitecture: any\n")
    done = subprocess.run(
        ["dpkg-shlibdeps", "-O", unpacked / "usr/bin/securellm"], cwd=tmp_path, check=True, capture_output=True, text=True)
    theirs = dict(item.partition(" ")[::2] for item in done.stdout.strip().removeprefix("shlibs:Depends=").split(", "))
    ours = dict(item.partition(" ")[::2] for item in fields["Depends"].split(", "))
    assert {name: ours[name] for name in theirs if name != "libc6"} == {
        name: value for name, value in theirs.items() if name != "libc6"}
    assert dependencies.max_version([_version(ours["libc6"]), _version(theirs["libc6"])]) == _version(ours["libc6"])


def _version(relation):
    return relation.strip("(>= )")


@pytest.mark.skipif(not shutil.which("lintian"), reason="lintian is not installed")
def test_lintian_finds_nothing(package):
    done = subprocess.run(
        ["lintian", "--fail-on", "error,warning", "--allow-root", package], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


class System:
    """A root of dpkg's own. Scripts of packages run outside of it and are told where it is, as dpkg has it."""

    def __init__(self, root):
        self.root = root
        for folder in ("info", "updates"):
            (root / "var/lib/dpkg" / folder).mkdir(parents=True)
        for file in ("status", "available"):
            (root / "var/lib/dpkg" / file).write_text("")

    def dpkg(self, *words):
        done = subprocess.run(
            ["dpkg", f"--root={self.root}", "--force-depends", "--force-script-chrootless", "--force-confold", *words],
            capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr

    def state(self):
        return {str(path.relative_to(self.root)) for path in self.root.rglob("*")
                if path.is_file() and "var/lib/dpkg" not in str(path)}


@pytest.fixture
def system(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("dpkg installs as root only")
    if not (shutil.which("systemd-sysusers") and list(contents.SYSTEMD.glob("sysusers.d/*.conf"))):
        pytest.skip("there is no systemd-sysusers, or no account for it to make")
    return System(tmp_path / "system")


def test_from_installation_to_purge(system, package):
    """The account is made, an administrator's configuration outlives an upgrade, removing keeps the state, and purging
    does not."""
    system.dpkg("--install", str(package))
    accounts = (system.root / "etc/passwd").read_text()
    assert accounts.startswith("securellm:") and "nologin" in accounts
    state = [system.root / "var/lib/securellm/keys.sqlite", system.root / "var/log/securellm/audit.jsonl"]
    for file in state:
        assert file.parent.stat().st_mode & 0o777 == 0o700
        file.write_text("kept")
    (system.root / CONFIGURATION).write_text("{}")
    system.dpkg("--install", str(package))
    assert (system.root / CONFIGURATION).read_text() == "{}"
    system.dpkg("--remove", "securellm")
    assert not (system.root / "usr/bin/securellm").exists()
    assert (system.root / CONFIGURATION).read_text() == "{}" and all(file.read_text() == "kept" for file in state)
    system.dpkg("--purge", "securellm")
    assert not [path for path in system.state() if "securellm" in path]


def test_a_file_beside_the_configuration_is_not_ours(system, package):
    system.dpkg("--install", str(package))
    (system.root / "etc/securellm/openai.key").write_text("sk")
    system.dpkg("--purge", "securellm")
    assert (system.root / "etc/securellm/openai.key").read_text() == "sk"


@pytest.mark.parametrize("name", debian_package.SCRIPTS)
def test_scripts_are_those_of_any_shell(name):
    """dash, which is Debian's /bin/sh; without bash's additions."""
    script = pathlib.Path(debian_package.FOLDER, name)
    assert script.read_text().startswith("#!/bin/sh\n")
    done = subprocess.run(["dash" if shutil.which("dash") else "sh", "-n", script], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")

"""A machine for one page: this system's programs, `securellm` on the PATH, and the folders of somebody who has nothing yet.

bubblewrap makes it, with a network of its own: the pages' ports are free, port 443 is the providers, and nothing that a
page does leaves its folder.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / name) for name in ("Common", "Proxy")]
from certificates import Authority, parts  # noqa: E402
from checkout import ROOT, program  # noqa: E402
from cryptography import x509  # noqa: E402

import blocks  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
HOME, PROJECT = "/home/you", "/home/you/project"
# Folders that a page may write to beside its home; each is empty but for what `furnish` puts there.
WRITABLE = ["/etc/securellm", "/var/lib/securellm", "/var/log/securellm", "/run/securellm", "/run/secrets", "/run/credentials",
            "/srv", "/stubs"]
HOSTS = ["api.openai.com", "api.anthropic.com", "api.deepseek.com", "api.groq.com", "example.openai.azure.com",
         "RESOURCE.openai.azure.com", "contoso.openai.azure.com"]
KEYS = ["OPENAI_API_KEY", "DEEPSEEK_API_KEY", "ANTHROPIC_API_KEY", "AZURE_OPENAI_API_KEY", "AZURE_KEY", "GROQ_API_KEY", "OPENAI_KEY_B",
        "KEY_A", "OPENAI_EU_KEY", "COMPANY_KEY"]
STUB = """#!/bin/sh
printf '%s' "${0##*/}" >>/tmp/calls
for word in "$@"; do printf ' %s' "$word" >>/tmp/calls; done
echo >>/tmp/calls
"""
# It drops its own options, and runs the rest as whoever runs it.
SUDO = """#!/bin/sh
echo "${0##*/}" >>/tmp/calls
while [ "${1#-}" != "$1" ]; do case $1 in -u|-g) shift;; --) shift; break;; esac; shift; done
[ $# -eq 0 ] || exec "$@"
"""


class Trust:
    """An authority that the machine trusts, and what the providers show."""

    def __init__(self, folder):
        authority = Authority(folder)
        self.providers = authority.sign([x509.DNSName(host) for host in HOSTS])
        self.server = parts(authority.sign([x509.DNSName("localhost"), x509.DNSName("proxy.example")]))
        self.pem = authority.pem.read_text()
        system = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")
        self.bundle = folder / "authorities.pem"
        self.bundle.write_text((system.read_text() if system.exists() else "") + self.pem)
        self.folder = folder


class Machine:
    def __init__(self, folder, trust, page):
        self.folder, self.trust = folder, trust
        self.roots = {path: folder / path.strip("/").replace("/", "-") for path in [HOME, *WRITABLE]}
        for root in self.roots.values():
            root.mkdir()
        self.project = self.roots[HOME] / "project"
        self.project.mkdir()
        self.furnish()
        self.make_stubs()
        self.make_project()
        given = HERE / "pages" / page.replace("/", "-").removesuffix(".md")
        for path in [HOME, *WRITABLE]:
            part = given / ("home" if path == HOME else path.strip("/").replace("/", "-"))
            if part.is_dir():
                shutil.copytree(part, self.roots[path], dirs_exist_ok=True, symlinks=True)
        self.setup = given / "setup.sh"

    def furnish(self):
        etc, secrets = self.roots["/etc/securellm"], self.roots["/run/secrets"]
        certificate, key = self.trust.server
        for name, text in {"tls.crt": certificate, "tls.key": key, "clients-ca.pem": self.trust.pem,
                           "redis.url": "redis://127.0.0.1:6379/0", "cache.secret": "c2VjcmV0" * 8}.items():
            (etc / name).write_text(text)
            (etc / name).chmod(0o600)
        credentials = self.roots["/run/credentials"] / "securellm.service"
        credentials.mkdir()
        for file in (secrets / "openai-a", secrets / "openai", credentials / "openai"):
            file.write_text("sk-openai-a")
            file.chmod(0o600)

    def make_stubs(self):
        for reason, programs in blocks.REASONS.items():
            folder = self.roots["/stubs"] / reason
            folder.mkdir()
            for name in [*programs, "sudo", "runuser"]:
                (folder / name).write_text(SUDO if name in ("sudo", "runuser") else STUB)
                (folder / name).chmod(0o755)

    def make_project(self):
        # As in a terminal, where curl shows no progress beside what it prints.
        (self.roots[HOME] / ".curlrc").write_text("silent\nshow-error\n")
        (self.project / "notes.txt").write_text("one\ntwo\n")
        shutil.copy(ROOT / "LICENSE", self.project)
        git = ["git", "-C", self.project, "-c", "user.name=You", "-c", "user.email=you@example.org"]
        subprocess.run([*git, "init", "--quiet", "--initial-branch=main"], check=True)
        subprocess.run([*git, "add", "."], check=True)
        subprocess.run([*git, "commit", "--quiet", "--message=Begin"], check=True)

    def run(self, steps, redis=False):
        """The result of each step, in order."""
        work = self.folder / "work"
        work.mkdir()
        helpers = [[sys.executable, "-I", str(HERE / "providers.py"), "/plan/certificate.pem", "/tmp/ready"]]
        if redis:
            helpers.append(["redis-server", "--save", "", "--loglevel", "warning", "--unixsocket", "/tmp/redis"])
        shutil.copy(self.trust.providers, work / "certificate.pem")
        plan = {"helpers": helpers, "ready": ["/tmp/ready", *(["/tmp/redis"] if redis else [])], "steps": steps}
        (work / "plan.json").write_text(json.dumps(plan))
        words = [*self.command(work), sys.executable, "-I", str(HERE / "driver.py"), "/plan/plan.json", "/plan/results.json"]
        ended = subprocess.run(words, capture_output=True, text=True, timeout=120)
        results = work / "results.json"
        assert results.exists(), f"the machine has ended with {ended.returncode}: {ended.stdout}{ended.stderr}"
        return json.loads(results.read_text())

    def command(self, work):
        words = ["bwrap", "--unshare-net", "--unshare-pid", "--unshare-ipc", "--die-with-parent", "--ro-bind", "/usr", "/usr"]
        if os.geteuid() != 0:  # In a name space of its own, so that port 443 can be the providers.
            words += ["--unshare-user", "--uid", "0", "--gid", "0", "--cap-add", "ALL"]
        for name in ("bin", "sbin", "lib", "lib64"):
            words += system_folder("/" + name)
        hosts = self.folder / "hosts"
        hosts.write_text(f"127.0.0.1 localhost\n127.0.0.1 {' '.join(HOSTS)}\n")
        words += [*system_settings(), "--ro-bind", hosts, "/etc/hosts", "--ro-bind", self.trust.bundle,
                  "/etc/ssl/certs/ca-certificates.crt", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]
        for path, root in self.roots.items():
            words += ["--bind", root, path]
        # Where the checkout's Python really is.
        interpreter = pathlib.Path(os.path.realpath(sys.executable)).parents[1]
        for path in {sys.base_prefix, sys.prefix, str(ROOT), str(interpreter)}:
            if not path.startswith("/usr"):
                words += ["--ro-bind", path, path]
        words += ["--bind", work, "/plan", "--ro-bind", program(), "/opt/bin/securellm",
                  "--ro-bind", self.python(), "/opt/bin/python3", "--chdir", PROJECT, "--clearenv"]
        for name, value in self.environment().items():
            words += ["--setenv", name, value]
        return list(map(str, words))

    def python(self):
        """The one of the tests, which has the SDKs of the providers."""
        script = self.folder / "python3"
        script.write_text(f'#!/bin/sh\nexec {os.path.abspath(sys.executable)} "$@"\n')
        script.chmod(0o755)
        return script

    def environment(self):
        return {"HOME": HOME, "USER": "you", "LANG": "C.UTF-8", "PATH": "/opt/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin",
                "CREDENTIALS_DIRECTORY": "/run/credentials/securellm.service",
                "REDIS_URL": "redis://127.0.0.1:6379/0", **{name: f"sk-test-{name.lower()}" for name in KEYS},
                "CHECKOUT": str(ROOT)}


def system_folder(path):
    """As it is here: a link into /usr, or a folder of its own."""
    if os.path.islink(path):
        return ["--symlink", os.readlink(path), path]
    return ["--ro-bind", path, path] if os.path.isdir(path) else []


def system_settings():
    """Each entry of /etc by itself, so that a page has a place of its own in it."""
    for entry in os.scandir("/etc"):
        if entry.name in ("hosts", "ssl", "securellm"):
            continue
        if entry.is_symlink():
            yield from ("--symlink", os.readlink(entry.path), entry.path)
        elif os.access(entry.path, os.R_OK):
            yield from ("--ro-bind", entry.path, entry.path)

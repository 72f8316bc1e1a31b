"""The packages of the release binary, made once, and unpacked into roots that have nothing else."""
import contextlib
import fcntl
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tarfile

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
for folder in ("Tests/Common", "Tests/Clients", "Tests/Proxy", "Packaging"):
    sys.path.insert(0, str(ROOT / folder))
import bare_root  # noqa: E402
import debian_package  # noqa: E402
import product  # noqa: E402
from bare_root import BareRoot  # noqa: E402
from checkout import program  # noqa: E402
from processes import command_line, descendants  # noqa: E402
from projects import free_port, listens, until  # noqa: E402
from provider import Provider  # noqa: E402

PROVIDER_KEY = "sk-provider-0123456789abcdef"
BASE = f"securellm-{product.version()}-linux-{product.machine()}"


def pack(output):
    subprocess.run(
        [sys.executable, ROOT / "Packaging/package.py", "--binary", program(), "--output", output], check=True, timeout=900)
    return output


@pytest.fixture(scope="session")
def packed(tmp_path_factory):
    """Made by the first worker that needs them; the others wait for it."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    with open(folder / "packages.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = folder / "packages"
        return made if (made / "SHA256SUMS").exists() else pack(made)


class Image:
    """The one image of a layout."""

    def __init__(self, folder):
        self.folder = folder
        self.index = json.loads((folder / "index.json").read_text())
        self.manifest = json.loads(self.blob(self.index["manifests"][0]).read_text())
        self.settings = json.loads(self.blob(self.manifest["config"]).read_text())
        self.config = self.settings["config"]
        self.environment = dict(line.split("=", 1) for line in self.config["Env"])

    def blob(self, descriptor):
        return self.folder / "blobs" / descriptor["digest"].replace(":", "/")

    def unpack(self, target, layers=2):
        """All of it, or the system's libraries alone."""
        target.mkdir()
        for layer in self.manifest["layers"][:layers]:
            with tarfile.open(self.blob(layer)) as archive:
                members = archive.getmembers()
                for member in members:
                    # Whoever runs the tests owns what they unpack.
                    member.uid = member.gid = 0
                archive.extractall(target, members, numeric_owner=True)
        return target


@pytest.fixture(scope="session")
def image(packed):
    return Image(packed / "oci")


@pytest.fixture(scope="session")
def image_root(image, tmp_path_factory):
    return image.unpack(tmp_path_factory.mktemp("image") / "root")


@pytest.fixture(scope="session")
def way_in(image_root, tmp_path_factory):
    """How programs get into a root here."""
    found = bare_root.choose(image_root, tmp_path_factory.mktemp("probe"))
    return found or pytest.skip("neither user namespaces (bwrap) nor root (unshare, chroot): no program starts in a bare root")


@pytest.fixture(scope="session")
def roots(packed, image, image_root, tmp_path_factory):
    """By package: a root with nothing but it and the system's libraries, and where the program is in it."""
    made = {"image": (image_root, "/usr/bin/securellm")}
    archive = image.unpack(tmp_path_factory.mktemp("archive") / "root", layers=1)
    with tarfile.open(packed / f"{BASE}.tar.gz") as packed_archive:
        packed_archive.extractall(archive / "opt", filter="data")
    made["archive"] = (archive, f"/opt/{BASE}/bin/securellm")
    if shutil.which("dpkg-deb"):
        debian = image.unpack(tmp_path_factory.mktemp("debian") / "root", layers=1)
        subprocess.run(["dpkg-deb", "--extract", packed / debian_package.file_name(), debian], check=True)
        made["debian"] = (debian, "/usr/bin/securellm")
    return made


class Installed(BareRoot):
    """One package in a root of its own."""

    def __init__(self, folder, program, data, environment):
        super().__init__(folder, data, environment)
        self.program = program

    def configure(self, configuration):
        (self.data / "securellm.json").write_text(json.dumps(configuration))
        self.environment = {**self.environment, "SECURELLM_CONFIG": "/data/securellm.json", "PROVIDER_KEY": PROVIDER_KEY}


@pytest.fixture(params=["image", "archive", "debian"])
def installed(request, roots, way_in, image, tmp_path):
    if request.param not in roots:
        pytest.skip("dpkg-deb is not installed")
    tmp_path.chmod(0o755)
    return Installed(*roots[request.param], tmp_path / "data", image.environment)


@pytest.fixture
def bare(roots, way_in, image, tmp_path):
    """The image, with its own configuration."""
    tmp_path.chmod(0o755)
    return Installed(*roots["image"], tmp_path / "data", image.environment)


@pytest.fixture
def provider():
    made = Provider(respond=respond)
    yield made
    made.stop()


def respond(call):
    """Three pieces of a stream, each an event of its own."""
    call.begin_stream()
    for text in ("Hel", "lo", "!"):
        call.event({"id": "1", "object": "chat.completion.chunk", "created": 1, "model": call.model,
                    "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]})
    call.event({"id": "1", "object": "chat.completion.chunk", "created": 1, "model": call.model,
                "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}],
                "usage": {"prompt_tokens": 20, "completion_tokens": 3, "total_tokens": 23}})
    call.event("[DONE]")
    call.end_stream()


@contextlib.contextmanager
def serving(root, words, port, log):
    """A server in the root, from when it listens until it has ended as it does by SIGTERM."""
    with open(log, "wb") as file:
        process = root.start(*words, stdout=file, stderr=file)
    try:
        until(lambda: process.poll() is not None or listens(port), 30, "the server does not listen")
        assert process.poll() is None, log.read_text()
        yield
    finally:
        # The server itself: what has put it into its root passes no signal on.
        for child in descendants(process.pid) | {process.pid}:
            if command_line(child).startswith(words[0].encode() + b"\0"):
                os.kill(child, signal.SIGTERM)
        process.wait(30)


@pytest.fixture
def port():
    return free_port()

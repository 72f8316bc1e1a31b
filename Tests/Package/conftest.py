"""The packages of the release binary, made once, and unpacked into roots that have nothing else."""
import json
import pathlib
import subprocess
import sys
import tarfile

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
for folder in ("Tests/Common", "Tests/Clients", "Tests/Proxy", "Packaging"):
    sys.path.insert(0, str(ROOT / folder))
import bare_root  # noqa: E402
import product  # noqa: E402
from bare_root import BareRoot  # noqa: E402
from checkout import program  # noqa: E402
from projects import free_port, listens, until  # noqa: E402
from provider import Provider  # noqa: E402

PROVIDER_KEY = "sk-provider-0123456789abcdef"
BASE = f"securellm-{product.version()}-linux-{product.machine()}"


def pack(output):
    subprocess.run(
        [sys.executable, ROOT / "Packaging/package.py", "--binary", program(), "--output", output], check=True, timeout=300)
    return output


@pytest.fixture(scope="session")
def packed(tmp_path_factory):
    return pack(tmp_path_factory.mktemp("packages"))


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

    def unpack(self, target):
        target.mkdir()
        for layer in self.manifest["layers"]:
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


@pytest.fixture
def bare(way_in, image, image_root, tmp_path):
    """A function: the image as a root, with a configuration of the test."""
    def bare(configuration=None, folder=image_root):
        file = None
        if configuration is not None:
            file = tmp_path / "securellm.json"
            file.write_text(json.dumps(configuration))
            file.chmod(0o644)
        tmp_path.chmod(0o755)
        return BareRoot(folder, tmp_path / "data", {**image.environment, "PROVIDER_KEY": PROVIDER_KEY}, file)

    return bare


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


def serving(root, words, port, log):
    """A server in the root, once it listens."""
    process = root.start(*words, stdout=log, stderr=log)
    until(lambda: process.poll() is not None or listens(port), 30, "the server does not listen")
    return process


@pytest.fixture
def port():
    return free_port()

"""The image as an orchestrator runs it: its own settings, a root that is read-only, and nothing in it beside the program."""
import http.client
import json
import re
import shutil
import subprocess

import pytest

from conftest import BASE, PROVIDER_KEY, serving
from stdio_client import StdioClient

LARGEST = 24_000_000


@pytest.fixture
def served(bare, image, provider, port, tmp_path):
    """The image's own command in front of a provider of the test."""
    root = bare({
        "listen": {"port": port},
        "providers": {"openai": {"baseURL": provider.url, "key": {"env": "PROVIDER_KEY"}}}})
    words = [*image.config["Entrypoint"], *image.config["Cmd"]]
    with open(tmp_path / "serve.log", "wb") as log:
        process = serving(root, words, port, log)
        assert process.poll() is None, (tmp_path / "serve.log").read_text()
        yield root
        process.terminate()
        process.wait(20)


def test_it_starts_and_says_its_version(bare, image):
    done = bare().run(*image.config["Entrypoint"], "--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip() == image.config["Labels"]["org.opencontainers.image.version"]


def test_smoke(bare):
    """A schema command: what is right, what is wrong, and what was said of it."""
    root = bare()
    (root.data / "schema.json").write_text('{"type": "object", "required": ["name"]}')
    (root.data / "good.json").write_text('{"name": "a"}')
    (root.data / "bad.json").write_text("{}")
    words = ["/usr/bin/securellm", "validate", "--schema", "/data/schema.json"]
    assert root.run(*words, "/data/good.json").returncode == 0
    wrong = root.run(*words, "/data/bad.json")
    assert wrong.returncode == 1 and "name" in wrong.stdout + wrong.stderr


def test_its_configuration_is_valid_and_all_state_is_below_data(bare):
    checked = bare().run("/usr/bin/securellm", "serve", "--check")
    assert checked.returncode == 0, checked.stderr
    places = re.findall(r"^  (client keys|audit|stored responses) +(\S+)$", checked.stdout, re.M)
    assert len(places) == 3 and all(path.startswith("/data/") for _, path in places), checked.stdout


def test_a_session_over_standard_input(bare, image):
    """From the handshake to a fact that is kept, in the image's own data folder."""
    command = bare().command([*image.config["Entrypoint"], "mcp"])
    with StdioClient(command) as client:
        names = {tool["name"] for tool in client.request("tools/list")["tools"]}
        assert {"save_knowledge", "search_knowledge", "server_status"} <= names
        saved = client.call("save_knowledge", {"content": "Kept in an image", "type": "insight"})
        assert not saved.get("isError"), saved
        found = client.call("search_knowledge", {"query": "image"})
        assert "Kept in an image" in json.dumps(found)
        assert client.close() == 0


def test_a_proxied_stream(served, provider, port):
    """Events arrive as the provider sent them; the request is in the audit, and the provider saw its key."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    body = {"model": "openai/gpt-4o-mini", "stream": True, "messages": [{"role": "user", "content": "Hello"}]}
    connection.request("POST", "/v1/chat/completions", json.dumps(body), {"Content-Type": "application/json"})
    response = connection.getresponse()
    text = response.read().decode()
    assert response.status == 200, text
    events = [line.removeprefix("data: ") for line in text.splitlines() if line.startswith("data: ")]
    assert events[-1] == "[DONE]"
    deltas = [choice["delta"].get("content", "") for event in events[:-1] for choice in json.loads(event)["choices"]]
    assert "".join(deltas) == "Hello!"
    assert provider.requests[-1].lines("authorization") == [f"Bearer {PROVIDER_KEY}"]
    assert (served.data / "securellm/audit").is_dir()


def test_nothing_else_in_it_can_be_run(image_root):
    """No shell, no package manager: the only programs are ours and the loader."""
    found = [path.relative_to(image_root).as_posix() for path in sorted(image_root.rglob("*"))
             if path.is_file() and not path.is_symlink() and path.stat().st_mode & 0o111]
    programs = [path for path in found if not re.search(r"\.so(\.\d+)*$", path)]
    assert programs == ["usr/bin/securellm"]


def test_settings(image):
    assert image.config["User"] == "65532:65532"
    assert image.config["Entrypoint"] == ["/usr/bin/securellm"] and image.config["Cmd"] == ["serve"]
    assert image.config["Healthcheck"]["Test"] == ["CMD", "/usr/bin/securellm", "healthcheck"]
    assert len(image.manifest["layers"]) == 2
    assert all("created" in entry for entry in image.settings["history"])


def test_its_size(packed):
    assert (packed / f"{BASE}.oci.tar").stat().st_size <= LARGEST


@pytest.mark.skipif(not shutil.which("skopeo"), reason="skopeo is not installed")
def test_skopeo_reads_it(packed, image):
    reference = image.index["manifests"][0]["annotations"]["org.opencontainers.image.ref.name"]
    for source in (f"oci:{packed}/oci:{reference}", f"oci-archive:{packed}/{BASE}.oci.tar"):
        done = subprocess.run(["skopeo", "inspect", source], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["Digest"] == image.index["manifests"][0]["digest"]


@pytest.mark.skipif(not shutil.which("umoci"), reason="umoci is not installed")
def test_umoci_unpacks_the_same(packed, image, image_root, tmp_path):
    reference = image.index["manifests"][0]["annotations"]["org.opencontainers.image.ref.name"]
    done = subprocess.run(
        ["umoci", "unpack", "--rootless", "--image", f"{packed}/oci:{reference}", tmp_path / "bundle"],
        capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    there = tmp_path / "bundle/rootfs"
    names = sorted(path.relative_to(image_root) for path in image_root.rglob("*"))
    assert sorted(path.relative_to(there) for path in there.rglob("*")) == names
    for name in names:
        if (there / name).is_file():
            assert (there / name).read_bytes() == (image_root / name).read_bytes(), name

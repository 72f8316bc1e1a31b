"""The image as an orchestrator runs it: its own settings, a root that is read-only, and nothing in it beside the program."""
import json
import re
import shutil
import subprocess

import pytest

from conftest import BASE, serving
from projects import listens

LARGEST = 24_000_000


def test_its_configuration_is_valid_and_all_state_is_below_data(bare):
    checked = bare.run("/usr/bin/securellm", "serve", "--check")
    assert checked.returncode == 0, checked.stderr
    places = re.findall(r"^  (client keys|audit|stored responses) +(\S+)$", checked.stdout, re.M)
    assert len(places) == 3 and all(path.startswith("/data/") for _, path in places), checked.stdout


def test_its_own_command_serves(bare, image, tmp_path):
    """With its own configuration, on its own port; the check of its own health says so."""
    if listens(8080):
        pytest.skip("another process listens on the default port")
    log = tmp_path / "serve.log"
    with serving(bare, [*image.config["Entrypoint"], *image.config["Cmd"]], 8080, log):
        done = bare.run(*image.config["Healthcheck"]["Test"][1:])
        assert (done.returncode, done.stderr) == (0, ""), log.read_text()
        # Who is outside of the container needs a key, which is made in it.
        made = bare.run("/usr/bin/securellm", "keys", "create", "first")
        assert made.returncode == 0, made.stderr
        assert (bare.data / "securellm/keys.sqlite").exists()
    stopped = bare.run(*image.config["Healthcheck"]["Test"][1:])
    assert stopped.returncode == 1


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

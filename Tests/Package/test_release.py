"""What a release does after each machine has packed: the workflow's own commands, on packages that were made here."""
import base64
import hashlib
import json
import pathlib
import shutil
import subprocess
import sys
import tarfile

import nix_evaluation
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
RELEASE = ROOT / "Packaging/release.py"
sys.path.insert(0, str(ROOT / "Packaging"))
import archives  # noqa: E402
import oci  # noqa: E402
import product  # noqa: E402
import release  # noqa: E402

BASE = f"securellm-{product.version()}-linux-"
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


def image_of(architecture):
    """An image as `make package` makes it, in small."""
    layout = oci.Layout()
    layer = layout.add(archives.gzipped(archives.tar([archives.Entry("usr/bin/securellm", architecture.encode(), 0o755)], 0)), oci.LAYER)
    unpacked = hashlib.sha256(archives.tar([archives.Entry("usr/bin/securellm", architecture.encode(), 0o755)], 0)).hexdigest()
    config = layout.add(json.dumps({
        "architecture": architecture, "os": "linux", "config": {}, "rootfs": {"type": "layers", "diff_ids": ["sha256:" + unpacked]},
    }).encode(), oci.CONFIG)
    manifest = layout.add(json.dumps({
        "schemaVersion": 2, "mediaType": oci.MANIFEST, "config": config, "layers": [layer]}).encode(), oci.MANIFEST)
    layout.files["index.json"] = json.dumps({"schemaVersion": 2, "manifests": [{
        **manifest, "platform": {"architecture": architecture, "os": "linux"},
        "annotations": {"org.opencontainers.image.ref.name": product.version()}}]}).encode()
    return layout.files


@pytest.fixture
def packages(tmp_path):
    """What the workflow downloads: a folder for each machine."""
    for machine, architecture in ARCHITECTURES.items():
        folder = tmp_path / "packages" / f"packages-{machine}"
        folder.mkdir(parents=True)
        files = {
            f"{BASE}{machine}.tar.gz": archives.gzipped(archives.tar([archives.Entry("bin/securellm", b"#!/bin/sh\n", 0o755)], 0, "x/")),
            f"{BASE}{machine}.oci.tar": oci.archive(image_of(architecture)),
            f"securellm_{product.version()}_{architecture}.deb": architecture.encode()}
        for name, content in files.items():
            (folder / name).write_bytes(content)
        (folder / "SHA256SUMS").write_text(
            "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items())))
    return tmp_path / "packages"


def run(*words, root=None):
    return subprocess.run([sys.executable, RELEASE if root is None else root / "Packaging/release.py", *map(str, words)],
                          capture_output=True, text=True, timeout=120)


@pytest.fixture
def assembled(packages, tmp_path):
    done = run("assemble", packages, tmp_path / "release", tmp_path / "image")
    assert done.returncode == 0, done.stderr
    return tmp_path / "release", tmp_path / "image"


def test_everything_is_published_with_its_sum(assembled):
    output, _ = assembled
    names = {file.name for file in output.iterdir()}
    assert len(names) == 8 and f"securellm-{product.version()}-nix.tar.gz" in names
    checked = subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=output, capture_output=True, text=True)
    assert checked.returncode == 0 and checked.stdout.count(": OK") == len(names) - 1


def test_flake_of_a_release_knows_the_digests(assembled, tmp_path):
    output, _ = assembled
    with tarfile.open(output / f"securellm-{product.version()}-nix.tar.gz") as archive:
        archive.extractall(tmp_path / "flake", filter="data")
    flake = tmp_path / "flake" / f"securellm-{product.version()}-nix"
    known = json.loads((flake / "Packaging/nix/release.json").read_text())
    assert known["version"] == product.version() and set(known["archives"]) == {"x86_64-linux", "aarch64-linux"}
    for system, archive in known["archives"].items():
        name = f"{BASE}{system.removesuffix('-linux')}.tar.gz"
        digest = hashlib.sha256((output / name).read_bytes()).digest()
        assert archive["hash"] == "sha256-" + base64.b64encode(digest).decode()
        assert archive["url"] == f"{release.DOWNLOADS}/v{product.version()}/{name}"


@pytest.mark.skipif(nix_evaluation.missing() is not None, reason=str(nix_evaluation.missing()))
def test_flakes_of_a_release_are_what_nix_takes(assembled):
    """By the address under which users have it: an archive, and a folder in it."""
    archive = f"file://{assembled[0]}/securellm-{product.version()}-nix.tar.gz"
    stand_in = ["--no-write-lock-file", "--override-input", "nixpkgs", f"{archive}?dir=Packaging/nix/checks/nixpkgs"]
    for address, words in ((archive, []), (f"{archive}?dir=Packaging/nix", stand_in)):
        done = nix_evaluation.nix("flake", "check", address, *words)
        assert done.returncode == 0, done.stderr
    shown = nix_evaluation.nix("flake", "show", "--json", f"{archive}?dir=Packaging/nix", *stand_in)
    packages = json.loads(shown.stdout)["packages"]
    assert {system: found["default"]["name"] for system, found in packages.items()} == dict.fromkeys(
        ("x86_64-linux", "aarch64-linux"), f"securellm-{product.version()}")


def test_release_file_of_the_sources_has_their_version():
    known = json.loads((ROOT / "Packaging/nix/release.json").read_text())
    assert known == {"version": product.version(), "archives": {}}


@pytest.mark.skipif(shutil.which("skopeo") is None, reason="skopeo is not installed")
def test_image_of_all_machines_is_one_name(assembled, tmp_path):
    _, image = assembled
    name = f"oci:{image}:{product.version()}"
    raw = json.loads(subprocess.run(["skopeo", "inspect", "--raw", name], check=True, capture_output=True).stdout)
    assert [manifest["platform"]["architecture"] for manifest in raw["manifests"]] == ["amd64", "arm64"]
    copied = subprocess.run(["skopeo", "copy", "--all", "--preserve-digests", "--digestfile", tmp_path / "digest", name,
                             f"oci:{tmp_path / 'registry'}:{product.version()}"], capture_output=True, text=True)
    assert copied.returncode == 0, copied.stderr
    index = json.loads((image / "index.json").read_text())["manifests"][0]
    assert (tmp_path / "digest").read_text() == index["digest"]


def test_image_is_the_same_whichever_machine_comes_first():
    images = [image_of(architecture) for architecture in ("amd64", "arm64")]
    assert release.join_images(images) == release.join_images(images[::-1])


def spoil_package(packages):
    file = next(packages.glob("*/*.deb"))
    file.write_bytes(file.read_bytes() + b"x")


def repeat_machine(packages):
    shutil.copytree(packages / "packages-x86_64", packages / "packages-x86_64-again")


def drop_sums(packages):
    for file in packages.glob("*/SHA256SUMS"):
        file.unlink()


@pytest.mark.parametrize("spoil, words", [
    (spoil_package, "is not what its machine has made"), (repeat_machine, "another machine has, too"),
    (drop_sums, "has a SHA256SUMS")])
def test_packages_that_cannot_be_right_are_refused(packages, tmp_path, spoil, words):
    spoil(packages)
    done = run("assemble", packages, tmp_path / "release", tmp_path / "image")
    assert done.returncode == 1 and words in done.stderr
    assert not (tmp_path / "release").exists()


@pytest.fixture
def sources(tmp_path):
    """As much of the sources as a tag is compared with, with a change log of the test."""
    root = tmp_path / "sources"
    for part in ("Packaging", "Sources/Server/securellm/Securellm.swift"):
        (root / part).parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (ROOT / part).is_dir() else shutil.copy)(ROOT / part, root / part)
    return root


def test_tag_must_be_the_version_and_have_a_date(sources):
    version = product.version()
    log = sources / "CHANGELOG.md"
    log.write_text(f"# Changelog\n\n## {version}, 2027-01-31\n\n- New.\n\n## 0.0.9, 2026-01-01\n\n- Old.\n")
    assert run("tag", f"v{version}", root=sources).returncode == 0
    wrong = run("tag", "v99.0.0", root=sources)
    assert wrong.returncode == 1 and f"is not v{version}" in wrong.stderr
    said = run("notes", root=sources).stdout
    assert said.startswith("- New.\n") and "Old" not in said and "sha256sum --check" in said
    log.write_text(f"# Changelog\n\n## {version}, unreleased\n\n- New.\n")
    early = run("tag", f"v{version}", root=sources)
    assert early.returncode == 1 and "YYYY-MM-DD" in early.stderr

#!/usr/bin/env python3
"""release.py tag TAG | release.py notes | release.py assemble PACKAGES OUTPUT IMAGE

What a release does after each machine has made its packages. `tag` refuses a tag that is not the version of the sources, or
of which the change log knows no date. `notes` prints the change log's part about it. `assemble` takes folders of packages,
one below PACKAGES for each machine, checks their sums and puts into OUTPUT what is published: all packages, a flake for Nix
that knows their digests, and the sums of everything. IMAGE becomes an OCI layout with one name for the images of all
machines.
"""
import argparse
import base64
import hashlib
import io
import json
import pathlib
import re
import sys
import tarfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import archives  # noqa: E402
import oci  # noqa: E402
import product  # noqa: E402
from archives import Entry  # noqa: E402
from product import PackagingError  # noqa: E402

SOURCE = "securellm/securellm"
DOWNLOADS = f"https://github.com/{SOURCE}/releases/download"
INDEX = "application/vnd.oci.image.index.v1+json"
CHECKS = """## Checking a download

```
sha256sum --check --ignore-missing SHA256SUMS
gh attestation verify FILE --repo {source}
```
"""
# What the flake reads.
FLAKE_PARTS = ["flake.nix", "LICENSE", "Packaging/nix", "Packaging/systemd", "Schemas/config/configuration.json"]


def check_tag(tag):
    if tag != f"v{product.version()}":
        raise PackagingError(f"the tag {tag} is not v{product.version()}: the sources say which version they are")
    notes()


def notes():
    """The change log's part about this version, which must have a date by now."""
    changelog = (product.ROOT / "CHANGELOG.md").read_text()
    parts = re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]
    heading, text = next((part.split("\n", 1) for part in parts if part.startswith(product.version())), ("", ""))
    if not re.search(r"\d{4}-\d{2}-\d{2}", heading):
        raise PackagingError(f"CHANGELOG.md needs a heading `## {product.version()}, YYYY-MM-DD`, and has `{heading}`")
    return text.strip() + "\n\n" + CHECKS.format(source=SOURCE)


def verified(folder):
    """The packages of one machine by name, each with the sum that its own machine has written."""
    files = {}
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ", 1)
        content = (folder / name).read_bytes()
        if hashlib.sha256(content).hexdigest() != digest:
            raise PackagingError(f"{folder / name} is not what its machine has made: its sum differs")
        files[name] = content
    return files


def read_layout(content):
    """The files of an image's archive."""
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        return {member.name: archive.extractfile(member).read() for member in archive.getmembers() if member.isfile()}


def join_images(layouts):
    """One layout whose only name leads to the images of all machines; a registry gives each client its own."""
    joined, manifests = oci.Layout(), []
    for files in layouts:
        joined.files.update({path: content for path, content in files.items() if path.startswith("blobs/")})
        for reference in json.loads(files["index.json"])["manifests"]:
            manifests.append({key: value for key, value in reference.items() if key != "annotations"})
    platforms = [tuple(sorted(manifest["platform"].items())) for manifest in manifests]
    if len(set(platforms)) != len(platforms):
        raise PackagingError("two images are of one platform")
    manifests.sort(key=lambda manifest: manifest["platform"]["architecture"])
    top = joined.add(_json({"schemaVersion": 2, "mediaType": INDEX, "manifests": manifests}), INDEX)
    named = {**top, "annotations": {"org.opencontainers.image.ref.name": product.version()}}
    joined.files["index.json"] = _json({"schemaVersion": 2, "mediaType": INDEX, "manifests": [named]})
    return joined.files


def flake(files):
    """The flake's archive: `release.json` has the address and the digest of each machine's program."""
    found = {}
    for name, content in files.items():
        for machine in product.DEBIAN_NAMES:
            if name == f"{product.NAME}-{product.version()}-linux-{machine}.tar.gz":
                digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
                found[f"{machine}-linux"] = {"url": f"{DOWNLOADS}/v{product.version()}/{name}", "hash": f"sha256-{digest}"}
    entries = [
        Entry("Packaging/nix/release.json", _json({"version": product.version(), "archives": found}, indent=2))]
    for path in _flake_files():
        entries.append(Entry(path, (product.ROOT / path).read_bytes()))
    base = f"{product.NAME}-{product.version()}-nix"
    return f"{base}.tar.gz", archives.gzipped(archives.tar(entries, product.epoch(), base + "/"))


def _flake_files():
    for part in FLAKE_PARTS:
        path = product.ROOT / part
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            name = str(file.relative_to(product.ROOT))
            if file.is_file() and name != "Packaging/nix/release.json":
                yield name


def assemble(packages, output, image):
    folders = sorted(file.parent for file in packages.glob("*/SHA256SUMS"))
    if not folders:
        raise PackagingError(f"no folder below {packages} has a SHA256SUMS")
    files, layouts = {}, []
    for folder in folders:
        made = verified(folder)
        if set(made) & set(files):
            raise PackagingError(f"{folder} has packages that another machine has, too")
        files.update(made)
        layouts += [read_layout(content) for name, content in made.items() if name.endswith(".oci.tar")]
    name, content = flake(files)
    files[name] = content
    output.mkdir(parents=True)
    sums = ""
    for name in sorted(files):
        (output / name).write_bytes(files[name])
        sums += f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n"
    (output / "SHA256SUMS").write_text(sums)
    oci.write(join_images(layouts), image)


def _json(value, indent=None):
    return json.dumps(value, sort_keys=True, indent=indent, separators=None if indent else (",", ":")).encode()


def main():
    parser = argparse.ArgumentParser(description="Put a release together.")
    commands = parser.add_subparsers(required=True)
    tag = commands.add_parser("tag", help="refuse a tag that is not the version")
    tag.add_argument("tag")
    tag.set_defaults(run=lambda options: check_tag(options.tag))
    said = commands.add_parser("notes", help="what the change log has of this version")
    said.set_defaults(run=lambda _: print(notes()))
    together = commands.add_parser("assemble", help="what is published, from the packages of all machines")
    for name in ("packages", "output", "image"):
        together.add_argument(name, type=pathlib.Path)
    together.set_defaults(run=lambda options: assemble(options.packages, options.output, options.image))
    options = parser.parse_args()
    try:
        options.run(options)
    except (PackagingError, OSError) as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()

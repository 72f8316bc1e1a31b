#!/usr/bin/env python3
"""package.py [--binary FILE] [--output FOLDER] [--prefix FOLDER]

Packs a built program without a daemon or root: an archive, a Debian package, an OCI image, checksums and a bill of
materials. The same binary and date give the same bytes. With --prefix, what an installation has beside the program is
put below that folder instead, as `make install` does.
"""
import argparse
import hashlib
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import archives  # noqa: E402
import contents  # noqa: E402
import debian_package  # noqa: E402
import oci  # noqa: E402
import product  # noqa: E402
import spdx  # noqa: E402
from archives import Entry  # noqa: E402


def archive_entries(binary):
    """As they are copied below /usr/local, and the first documents where somebody who unpacked it looks."""
    documents = contents.documents()
    top = [contents.first_page(documents), Entry("LICENSE", (product.ROOT / "LICENSE").read_bytes())]
    return [
        contents.program(binary), *contents.completions(binary), *contents.manual_pages(binary), *contents.systemd(),
        *documents, *contents.schema(), *contents.configuration(), *top]


def packages(binary, output):
    """Name and bytes of each file, one at a time: none is kept while the next is made."""
    version, machine, time = product.version(), product.machine(), product.epoch()
    base = f"{product.NAME}-{version}-linux-{machine}"
    yield f"{base}.tar.gz", archives.gzipped(archives.tar(archive_entries(binary), time, base + "/"))
    image = oci.layout(binary)
    oci.write(image, output / "oci")
    yield f"{base}.oci.tar", oci.archive(image)
    yield debian_package.file_name(), debian_package.package(binary)
    yield f"{base}.spdx.json", spdx.document(binary).encode()


def pack(binary, output):
    output.mkdir(parents=True, exist_ok=True)
    sums = []
    for name, content in packages(binary, output):
        (output / name).write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        sums.append((name, f"{digest}  {name}\n"))
        print(f"{len(content) / 1e6:8.1f} MB  {output / name}")
    (output / "SHA256SUMS").write_text("".join(line for _, line in sorted(sums)))
    print(f"             {output / 'SHA256SUMS'}")


def install(binary, prefix):
    """What a user's own installation has: no units and no system's configuration."""
    for entry in [*contents.completions(binary), *contents.manual_pages(binary)]:
        target = prefix / entry.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(entry.content)
        target.chmod(entry.mode)


def main():
    parser = argparse.ArgumentParser(description="Pack the program, reproducibly.")
    parser.add_argument("--binary", type=pathlib.Path, default=product.ROOT / ".build/release/securellm")
    parser.add_argument("--output", type=pathlib.Path, default=product.ROOT / ".build/package")
    parser.add_argument("--prefix", type=pathlib.Path, help="install completions and manual pages below it")
    options = parser.parse_args()
    try:
        if not options.binary.is_file():
            raise product.PackagingError(f"{options.binary} is not there: run `make build` first")
        if options.prefix:
            install(options.binary, options.prefix)
        else:
            pack(options.binary, options.output)
    except product.PackagingError as error:
        sys.exit(f"error: {error}")
    except subprocess.CalledProcessError as error:
        sys.exit(f"error: {error.cmd[0]} ended with {error.returncode}: {error.stderr}")


if __name__ == "__main__":
    main()

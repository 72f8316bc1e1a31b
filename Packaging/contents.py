"""What an installation consists of, below the folder that it is installed to: the same files in every package."""
import pathlib
import subprocess

import manual
import product
from archives import Entry

COMPLETIONS = {
    "bash": "share/bash-completion/completions/securellm",
    "zsh": "share/zsh/site-functions/_securellm",
    "fish": "share/fish/vendor_completions.d/securellm.fish",
}
# Where systemd looks, by the ending of the file's name.
SYSTEMD_FOLDERS = {
    ".service": "lib/systemd/system", ".socket": "lib/systemd/system", ".timer": "lib/systemd/system",
    ".sysusers": "lib/sysusers.d", ".tmpfiles": "lib/tmpfiles.d",
}
SYSTEMD = product.ROOT / "Packaging/systemd"


def program(binary):
    return Entry("bin/securellm", pathlib.Path(binary).read_bytes(), 0o755)


def completions(binary):
    """Made by the program that is packed, so that they complete what it knows."""
    entries = []
    for shell, path in COMPLETIONS.items():
        made = subprocess.run([binary, "--generate-completion-script", shell], check=True, capture_output=True)
        entries.append(Entry(path, made.stdout))
    return entries


def manual_pages(binary):
    return [Entry(f"share/man/man{name.rsplit('.', 1)[1]}/{name}", text.encode())
            for name, text in sorted(manual.pages(binary).items())]


def systemd():
    """Units, accounts and folders. A `.conf` is of the folder that its directory names: `sysusers.d`, `tmpfiles.d`."""
    entries = []
    for file in sorted(SYSTEMD.rglob("*")):
        place = _systemd_path(file)
        if place and file.is_file():
            entries.append(Entry(place, file.read_bytes()))
    return entries


def _systemd_path(file):
    parts = file.relative_to(SYSTEMD).parts
    if file.suffix == ".conf":
        # `securellm.service.d/NAME.conf` is an example of a change to a unit, and none that everybody has.
        kind = next((part for part in parts[:-1] if part in ("sysusers.d", "tmpfiles.d")), None)
        if kind is None:
            kind = next((f"{word}.d" for word in ("sysusers", "tmpfiles") if word in file.name), None)
        return f"lib/{kind}/securellm.conf" if kind else None
    base = SYSTEMD_FOLDERS.get(file.suffix)
    if base is None or len(parts) != 1:
        return None
    name = "securellm.conf" if file.suffix in (".sysusers", ".tmpfiles") else file.name
    return f"{base}/{name}"


def configuration():
    """What lies at /etc/securellm/securellm.json."""
    return Entry("etc/securellm/securellm.json", (SYSTEMD / "securellm.json").read_bytes(), 0o644)


def documents():
    """Pages and examples that a user reads; what was measured for them stays in the sources."""
    files = [product.ROOT / "README.md", product.ROOT / "CHANGELOG.md"]
    files += sorted((product.ROOT / "docs").glob("*.md"))
    entries = [Entry(f"share/doc/securellm/{file.relative_to(product.ROOT)}", file.read_bytes()) for file in files]
    entries.append(Entry("share/doc/securellm/configuration.schema.json", manual.CONFIGURATION.read_bytes()))
    for file in sorted((product.ROOT / "Examples/monitoring").iterdir()):
        entries.append(Entry(f"share/doc/securellm/examples/{file.name}", file.read_bytes()))
    return entries

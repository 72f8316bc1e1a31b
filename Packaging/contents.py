"""What an installation consists of, below the folder that it is installed to: the same files in every package."""
import pathlib
import re
import subprocess

import licences
import manual
import product
from archives import Entry

COMPLETIONS = {
    "bash": "share/bash-completion/completions/securellm",
    "zsh": "share/zsh/site-functions/_securellm",
    "fish": "share/fish/vendor_completions.d/securellm.fish",
}
DOCUMENTS = "share/doc/securellm"
# What pages lead to, and a user of a package can use.
EXAMPLES = ("Examples/monitoring", "Examples/cluster")
SYSTEMD = product.ROOT / "Packaging/systemd"


def program(binary):
    return Entry("bin/securellm", pathlib.Path(binary).read_bytes(), 0o755)


def completions(binary):
    """Made by the program that is packed, so that they complete what it knows."""
    entries = []
    for shell, path in COMPLETIONS.items():
        made = subprocess.run([binary, "--generate-completion-script", shell], check=True, capture_output=True)
        # Shells read it; nothing runs it.
        text = made.stdout.removeprefix(b"#!/bin/bash\n")
        entries.append(Entry(path, text))
    return entries


def manual_pages(binary):
    return [Entry(f"share/man/man{name.rsplit('.', 1)[1]}/{name}", text.encode())
            for name, text in sorted(manual.pages(binary).items())]


def systemd():
    """Units, the account and its folders. Drop-ins are changes for those who want them, so they are examples."""
    places = {"*.service": "lib/systemd/system", "*.socket": "lib/systemd/system", "sysusers.d/*.conf": "lib/sysusers.d",
              "tmpfiles.d/*.conf": "lib/tmpfiles.d", "drop-ins/*.conf": f"{DOCUMENTS}/drop-ins"}
    return [Entry(f"{place}/{file.name}", file.read_bytes())
            for pattern, place in places.items() for file in sorted(SYSTEMD.glob(pattern))]


def configuration():
    """What lies at /etc/securellm/securellm.json of a system."""
    return [Entry("etc/securellm/securellm.json", file.read_bytes()) for file in SYSTEMD.glob("securellm.json")]


def schema():
    """For editors, which complete a configuration from it."""
    return [Entry("share/securellm/configuration.json", manual.CONFIGURATION.read_bytes())]


def documents():
    """Pages and examples that a user reads; what was measured for them stays in the sources."""
    # Package.resolved: who wants to make the same packages needs the same versions of what is compiled in.
    files = [product.ROOT / name for name in ("README.md", "CHANGELOG.md", "Package.resolved")]
    files += sorted((product.ROOT / "docs").glob("*.md"))
    files += sorted(file for folder in EXAMPLES for file in (product.ROOT / folder).iterdir() if file.is_file())
    entries = [Entry(f"{DOCUMENTS}/{file.relative_to(product.ROOT)}", linked(file, files)) for file in files]
    entries.append(Entry(f"{DOCUMENTS}/THIRD-PARTY.txt", licences.third_party().encode()))
    return entries


def linked(file, packed):
    """A page whose links to what only the sources have are text; other files as they are."""
    def link(match):
        target = (file.parent / match[2].partition("#")[0]).resolve()
        is_here = re.match("[a-z]+:|#", match[2]) or target in packed or any(target in other.parents for other in packed)
        return match[0] if is_here else match[1]
    if file.suffix != ".md":
        return file.read_bytes()
    return re.sub(r"\[([^\]]*)\]\(([^)\s]+)\)", link, file.read_text()).encode()


def first_page(entries):
    """README for the top of an archive, where its links lead to the other pages."""
    page = next(entry for entry in entries if entry.path == f"{DOCUMENTS}/README.md").content.decode()
    return Entry("README.md", re.sub(r"\]\((?![a-z]+:|#)", f"]({DOCUMENTS}/", page).encode())

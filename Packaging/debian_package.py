"""A Debian package, written as dpkg reads it: deb(5). No debhelper, no fakeroot, no dpkg-deb."""
import email.utils
import hashlib
import re
import textwrap

import archives
import contents
import dependencies
import licences
import product
from archives import Entry

FOLDER = product.ROOT / "Packaging/debian"
SCRIPTS = ("postinst", "prerm", "postrm")
DOCUMENTS = "usr/share/doc/securellm"
# Files that others than root may not write, and that an upgrade leaves as the administrator has made them.
CONFIGURATION = "etc/"


def package(binary):
    """The bytes of the package."""
    time = product.epoch()
    entries = files(binary)
    data = archives.tar(entries, time, "./")
    control = archives.tar(_control_files(binary, entries), time, "./")
    return archives.ar([
        ("debian-binary", b"2.0\n"), ("control.tar.xz", archives.xz(control)), ("data.tar.xz", archives.xz(data))], time)


def file_name():
    return f"{product.NAME}_{product.version()}_{_architecture()}.deb"


def _architecture():
    return product.DEBIAN_NAMES[product.machine()]


def files(binary):
    """As in the archive, in the places that Debian has for them."""
    installed = [contents.program(binary), *contents.completions(binary), *contents.manual_pages(binary),
                 *contents.systemd(), *contents.documents(), *contents.schema()]
    entries = [_placed(entry) for entry in installed if not entry.path.endswith("CHANGELOG.md")]
    entries += contents.configuration()
    own = {
        "README.Debian": (FOLDER / "README.Debian").read_bytes(),
        "copyright": licences.copyright_file().encode(),
        "changelog.gz": archives.gzipped(changelog().encode(), 9),
        "NEWS.md.gz": archives.gzipped((product.ROOT / "CHANGELOG.md").read_bytes(), 9),
    }
    entries += [Entry(f"{DOCUMENTS}/{name}", content) for name, content in own.items()]
    return entries


def _placed(entry):
    """Manual pages are compressed, and completions of packages have a folder of their own for zsh."""
    path = "usr/" + entry.path.replace("share/zsh/site-functions", "share/zsh/vendor-completions")
    if path.startswith("usr/share/man/"):
        return Entry(path + ".gz", archives.gzipped(entry.content, 9))
    return Entry(path, entry.content, entry.mode)


def _control_files(binary, entries):
    kept = [entry.path for entry in entries if entry.path.startswith(CONFIGURATION)]
    sums = [f"{hashlib.md5(entry.content, usedforsecurity=False).hexdigest()}  {entry.path}\n"
            for entry in sorted(entries, key=lambda entry: entry.path) if entry.path not in kept]
    found = [Entry("control", _control(binary, entries).encode()), Entry("md5sums", "".join(sums).encode())]
    if kept:
        found.append(Entry("conffiles", "".join(f"/{path}\n" for path in sorted(kept)).encode()))
    return found + [Entry(name, (FOLDER / name).read_bytes(), 0o755) for name in SCRIPTS]


def _control(binary, entries):
    # In KiB, each file and folder rounded up, as dpkg-gencontrol counts.
    size = sum(1 if entry.is_folder else -(-len(entry.content) // 1024) for entry in archives.with_parents(entries))
    fields = {
        "Package": product.NAME, "Version": product.version(), "Architecture": _architecture(),
        "Maintainer": product.MAINTAINER, "Installed-Size": size,
        "Depends": ", ".join([
            *dependencies.of(binary, _architecture()), "systemd | systemd-standalone-sysusers | systemd-sysusers"]),
        "Recommends": "ca-certificates",
        "Suggests": "bubblewrap, git, nix-bin, ripgrep",
        "Section": "net", "Priority": "optional", "Description": f"{product.SUMMARY}\n{_indented(product.DESCRIPTION)}"}
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def _indented(text):
    return "\n".join(textwrap.wrap(text, 78, initial_indent=" ", subsequent_indent=" "))


def changelog():
    """What Debian's tools read, from the titles of the newest part of CHANGELOG.md; NEWS.md.gz has all of it."""
    newest = (product.ROOT / "CHANGELOG.md").read_text().split("\n## ")[1]
    items = "".join(f"  * {title}.\n" for title in re.findall(r"^### (.+)$", newest, re.M))
    date = email.utils.formatdate(product.epoch())
    return f"{product.NAME} ({product.version()}) unstable; urgency=medium\n\n{items}\n -- {product.MAINTAINER}  {date}\n"

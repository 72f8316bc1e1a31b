"""Archives whose bytes depend on their contents alone: sorted names, one time, one owner, no name of who made them."""
import dataclasses
import gzip
import io
import lzma
import tarfile


@dataclasses.dataclass(frozen=True)
class Entry:
    """A file, a link or a folder; `path` is relative to the root of what it is installed into."""
    path: str
    content: bytes = b""
    mode: int = 0o644
    link: str | None = None
    is_folder: bool = False
    owner: int = 0


def folder(path, mode=0o755, owner=0):
    return Entry(path, mode=mode, is_folder=True, owner=owner)


def link(path, target):
    return Entry(path, mode=0o777, link=target)


def with_parents(entries):
    """The entries with every folder above them, parents first; one that is declared keeps its mode."""
    known = {entry.path: entry for entry in entries}
    if len(known) != len(entries):
        raise ValueError("two entries have one path")
    for entry in entries:
        parts = entry.path.split("/")[:-1]
        for count in range(1, len(parts) + 1):
            parent = "/".join(parts[:count])
            known.setdefault(parent, folder(parent))
    return [known[path] for path in sorted(known, key=lambda path: path.split("/"))]


def tar(entries, time, prefix=""):
    """An uncompressed archive. Owners are numbers: names would be looked up where it is unpacked."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for entry in with_parents(entries):
            archive.addfile(*_member(entry, time, prefix))
    return buffer.getvalue()


def _member(entry, time, prefix):
    info = tarfile.TarInfo(prefix + entry.path)
    info.mode, info.mtime, info.uid, info.gid = entry.mode, time, entry.owner, entry.owner
    if entry.is_folder:
        info.type = tarfile.DIRTYPE
        return info, None
    if entry.link is not None:
        info.type, info.linkname = tarfile.SYMTYPE, entry.link
        return info, None
    info.size = len(entry.content)
    return info, io.BytesIO(entry.content)


def gzipped(data, level=6):
    """Without the time and the name that gzip puts into its header by default. 9 takes twice as long for half a percent of
    the program; Debian wants it of documents, which are small."""
    return gzip.compress(data, compresslevel=level, mtime=0)


def xz(data):
    """A fifth smaller than gzip. 6 takes four times as long for another tenth: 19 s for the program."""
    return lzma.compress(data, preset=2)


def ar(members, time):
    """The outer form of a Debian package: names and contents in the order given."""
    out = [b"!<arch>\n"]
    for name, content in members:
        out.append(f"{name:<16}{time:<12}{0:<6}{0:<6}{'100644':<8}{len(content):<10}`\n".encode())
        out.append(content + b"\n" * (len(content) % 2))
    return b"".join(out)

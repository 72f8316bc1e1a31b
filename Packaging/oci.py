"""An OCI image layout without a daemon: two layers, so that a new version of the program leaves the first in caches."""
import datetime
import hashlib
import json
import pathlib
import shutil

import archives
import libraries
import licences
import product
from archives import Entry

USER = product.CONTAINER_USER
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
PASSWD = f"root:x:0:0:root:/root:/sbin/nologin\nsecurellm:x:{USER}:{USER}:securellm:/data:/sbin/nologin\n"
GROUP = f"root:x:0:\nsecurellm:x:{USER}:\n"
# Names are looked up in /etc/hosts before DNS; without the file the C library asks for services that are not there.
NSSWITCH = "passwd: files\ngroup: files\nhosts: files dns\n"
SECOND = 1_000_000_000


def system_entries(loaded, certificates):
    """What the program needs of a system, and nothing that could start another program."""
    entries = [
        archives.link("lib", "usr/lib"), archives.link("lib64", "usr/lib64"), archives.folder("usr/lib64"),
        Entry("etc/passwd", PASSWD.encode()), Entry("etc/group", GROUP.encode()),
        Entry("etc/nsswitch.conf", NSSWITCH.encode()),
        Entry(certificates.path.lstrip("/"), pathlib.Path(certificates.file).read_bytes()),
        archives.folder("data", 0o700, USER), archives.folder("tmp", 0o1777),
        # What runtimes mount over, which they could not make in a root that is read-only.
        *(archives.folder(name) for name in ("dev", "proc", "run", "sys")),
    ]
    for library in loaded:
        # The folders of before /lib became a link; a bare root has the link.
        path = library.path if library.path.startswith("/usr/") else "/usr" + library.path
        entries.append(Entry(path.lstrip("/"), pathlib.Path(library.file).read_bytes(), 0o755))
    for package in sorted({item.package for item in [*loaded, certificates] if item.package}):
        terms = pathlib.Path("/usr/share/doc", package, "copyright")
        if terms.exists():
            entries.append(Entry(str(terms).lstrip("/"), terms.read_bytes()))
    return entries


def program_entries(binary):
    folder = product.ROOT / "Packaging/container"
    return [
        Entry("usr/bin/securellm", pathlib.Path(binary).read_bytes(), 0o755),
        Entry("etc/securellm/securellm.json", (folder / "securellm.json").read_bytes()),
        Entry("usr/share/doc/securellm/LICENSE", (product.ROOT / "LICENSE").read_bytes()),
        Entry("usr/share/doc/securellm/THIRD-PARTY.txt", licences.third_party().encode()),
    ]


def labels(version, revision, created):
    """As annotations of the manifest, which registries show, and as labels, which running containers show."""
    return {
        "org.opencontainers.image.title": product.NAME,
        "org.opencontainers.image.description": product.SUMMARY,
        "org.opencontainers.image.version": version,
        "org.opencontainers.image.revision": revision,
        "org.opencontainers.image.created": created,
        "org.opencontainers.image.licenses": "MIT",
    }


def run_settings(named):
    """How a container of it runs: no shell is needed to start it, nor to ask whether it is well."""
    return {
        "User": f"{USER}:{USER}",
        "ExposedPorts": {"8080/tcp": {}},
        # All that it writes is below /data, also with another configuration that names no folder.
        "Env": [
            "PATH=/usr/bin", "HOME=/data", "XDG_DATA_HOME=/data", "XDG_STATE_HOME=/data",
            "SECURELLM_CONFIG=/etc/securellm/securellm.json"],
        "Entrypoint": ["/usr/bin/securellm"],
        "Cmd": ["serve"],
        "Volumes": {"/data": {}},
        "WorkingDir": "/data",
        "Labels": named,
        "StopSignal": "SIGTERM",
        # Not of the OCI's specification; Docker and Podman read it there.
        "Healthcheck": {
            "Test": ["CMD", "/usr/bin/securellm", "healthcheck"],
            "Interval": 30 * SECOND, "Timeout": 5 * SECOND, "StartPeriod": 5 * SECOND, "Retries": 3},
    }


class Layout:
    """Blobs by digest; the order in which they are added is that of the archive."""

    def __init__(self):
        self.files = {"oci-layout": _json({"imageLayoutVersion": "1.0.0"})}

    def add(self, data, kind):
        digest = hashlib.sha256(data).hexdigest()
        self.files[f"blobs/sha256/{digest}"] = data
        return {"mediaType": kind, "digest": f"sha256:{digest}", "size": len(data)}


def layout(binary):
    """Names and contents of the layout's files."""
    version, time, architecture = product.version(), product.epoch(), product.DEBIAN_NAMES[product.machine()]
    created = datetime.datetime.fromtimestamp(time, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    named = labels(version, product.revision(), created)
    layers = [
        (system_entries(libraries.loaded(binary), libraries.certificates()), "system libraries, certificates, accounts"),
        (program_entries(binary), f"{product.NAME} {version}")]
    image, added, unpacked, history = Layout(), [], [], []
    for entries, comment in layers:
        raw = archives.tar(entries, time)
        unpacked.append("sha256:" + hashlib.sha256(raw).hexdigest())
        added.append(image.add(archives.gzipped(raw), LAYER))
        history.append({"created": created, "created_by": "Packaging/oci.py", "comment": comment})
    config = image.add(_json({
        "created": created, "author": product.MAINTAINER, "architecture": architecture, "os": "linux",
        "config": run_settings(named), "rootfs": {"type": "layers", "diff_ids": unpacked}, "history": history}), CONFIG)
    manifest = image.add(_json({
        "schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": added, "annotations": named}), MANIFEST)
    reference = {
        **manifest, "platform": {"architecture": architecture, "os": "linux"},
        "annotations": {"org.opencontainers.image.ref.name": version}}
    image.files["index.json"] = _json({
        "schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": [reference]})
    return image.files


def write(files, folder):
    """The layout as a folder, which skopeo and umoci read."""
    shutil.rmtree(folder, ignore_errors=True)
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def archive(files):
    """The layout in one file, as `podman load` and `docker load` take it. What is in it is compressed already."""
    return archives.tar([Entry(path, content) for path, content in files.items()], product.epoch())


def _json(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()

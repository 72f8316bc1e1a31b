"""A bill of materials, SPDX 2.3 in JSON: the program, what is linked into it, and the libraries that it loads."""
import datetime
import hashlib
import json
import pathlib
import re

import libraries
import licences
import product

NO_ASSERTION = "NOASSERTION"
PROGRAM = "SPDXRef-securellm"


def document(binary):
    """Its name space has the digest of the program, so that two documents never have one."""
    digest = hashlib.sha256(pathlib.Path(binary).read_bytes()).hexdigest()
    linked = [*(_linked(part) for part in licences.parts()), *(_loaded(item) for item in libraries.linked())]
    loaded = [_loaded(item) for item in _packages(binary)]
    created = datetime.datetime.fromtimestamp(product.epoch(), datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    relations = [("SPDXRef-DOCUMENT", "DESCRIBES", PROGRAM)]
    relations += [(PROGRAM, "STATIC_LINK", item["SPDXID"]) for item in linked]
    relations += [(PROGRAM, "DYNAMIC_LINK", item["SPDXID"]) for item in loaded]
    name = f"{product.NAME}-{product.version()}-linux-{product.machine()}"
    return json.dumps({
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": name,
        "documentNamespace": f"https://spdx.org/spdxdocs/{name}-{digest}",
        "creationInfo": {"created": created, "creators": ["Tool: securellm-Packaging-spdx.py"]},
        "documentDescribes": [PROGRAM],
        "packages": [_program(digest), *linked, *loaded],
        "relationships": [
            {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other} for one, kind, other in relations],
    }, indent=2, sort_keys=True) + "\n"


def _package(reference, name, version, location, licence, purl=None, **more):
    found = {
        "SPDXID": reference, "name": name, "versionInfo": version, "downloadLocation": location, "filesAnalyzed": False,
        "licenseConcluded": NO_ASSERTION, "licenseDeclared": licence, "copyrightText": NO_ASSERTION, **more}
    if purl:
        found["externalRefs"] = [
            {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}]
    return found


def _program(digest):
    return _package(
        PROGRAM, product.NAME, product.version(), NO_ASSERTION, "MIT", primaryPackagePurpose="APPLICATION",
        checksums=[{"algorithm": "SHA256", "checksumValue": digest}],
        sourceInfo=f"built from commit {product.revision()}" if product.revision() else "built from an archive of the sources")


def _linked(part):
    path = part.location.split("://", 1)[1]
    return _package(
        f"SPDXRef-swift-{_reference(part.name)}", part.name, part.version, f"git+{part.location}@{part.revision}",
        part.licence, f"pkg:swift/{path}@{part.version}")


def _packages(binary):
    """One for each Debian package; a library of no package is there under its own name."""
    found = {item.package or item.path: item for item in [*libraries.loaded(binary), libraries.certificates()]}
    return [found[name] for name in sorted(found)]


def _loaded(item):
    name, version = item.package or pathlib.Path(item.path).name, item.version or NO_ASSERTION
    architecture = product.DEBIAN_NAMES[product.machine()]
    purl = f"pkg:deb/debian/{name}@{version.replace(':', '%3A').replace('+', '%2B')}?arch={architecture}" if item.package else None
    return _package(f"SPDXRef-deb-{_reference(name)}", name, version, NO_ASSERTION, NO_ASSERTION, purl)


def _reference(name):
    return re.sub(r"[^A-Za-z0-9.-]", "-", name)

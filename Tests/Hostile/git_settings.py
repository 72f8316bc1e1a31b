"""65 things that a repository can say to git, each with what plain git makes of it.

A function prepares the repository that it is given and returns what plain git is asked for (a list of arguments), by
which the setting shows its effect; `None` where the installed git does nothing with it.
"""
import dataclasses
import http.server
import threading
import zlib
from collections.abc import Callable

SETTINGS = []
BOMB = "((((((a{200}){200}){200}){20}){20})"


@dataclasses.dataclass(frozen=True)
class Setting:
    """`shows` is what plain git's run leaves: canary, secret, connection, time (it does not end), or text."""
    number: int
    name: str
    shows: str
    prepare: Callable
    terminal: bool

    def __str__(self):
        return f"{self.number}-{self.name}"


def setting(number, name, shows="canary", terminal=False):
    def register(prepare):
        SETTINGS.append(Setting(number, name, shows, prepare, terminal))
        return prepare
    return register


# Programs of the repository's choice.

@setting(1, "fsmonitor")
def _(repository):
    repository.config(f"core.fsmonitor={repository.program}")
    return ["status"]


@setting(2, "hooks-path")
def _(repository):
    repository.hook("post-index-change", repository.site.outside / "hooks")
    repository.config(f"core.hooksPath={repository.site.outside / 'hooks'}")
    repository.touch()
    return ["status"]


@setting(3, "post-index-change")
def _(repository):
    repository.touch()
    repository.hook("post-index-change")
    return ["status"]


@setting(4, "other-hooks")
def _(repository):
    for name in ("pre-commit", "post-checkout", "reference-transaction", "pre-auto-gc", "update", "post-merge",
                 "pre-push", "post-rewrite", "fsmonitor-watchman", "query-watchman", "p4-pre-submit", "sendemail-validate"):
        repository.hook(name)


@setting(5, "pager", terminal=True)
def _(repository):
    repository.config(f"core.pager={repository.program}")
    return ["log"]


@setting(6, "pager-of-commands", terminal=True)
def _(repository):
    repository.config(*(f"pager.{name}={repository.program}" for name in ("log", "show", "status", "diff", "config")))
    return ["show"]


@setting(7, "editor")
def _(repository):
    repository.config(f"core.editor={repository.program}", f"sequence.editor={repository.program}")
    return ["branch", "--edit-description"]


@setting(8, "askpass")
def _(repository):
    lack_of_refusing(repository, f"core.askPass={repository.program}")
    return ["show"]


@setting(9, "credential-helper")
def _(repository):
    lack_of_refusing(repository, f"credential.helper=!{repository.program}")
    return ["show"]


@setting(10, "ssh-command")
def _(repository):
    repository.lack("ssh://127.0.0.1/x", f"core.sshCommand={repository.program}")
    return ["show"]


@setting(11, "ext-url")
def _(repository):
    repository.lack(f"ext::{repository.program} x", "protocol.ext.allow=always")
    return ["show"]


@setting(12, "http-url", "connection")
def _(repository):
    repository.lack(f"http://127.0.0.1:{repository.site.listen().tcp.getsockname()[1]}/x")
    return ["log", "-p"]


@setting(13, "http-proxy", "connection")
def _(repository):
    port = repository.site.listen().tcp.getsockname()[1]
    repository.lack("http://192.0.2.9/x", f"http.proxy=http://127.0.0.1:{port}")
    return ["show"]


@setting(14, "upload-pack")
def _(repository):
    repository.lack(repository.site.outside, f"remote.origin.uploadpack={repository.program}")
    return ["log", "--stat"]


@setting(15, "path-url", "secret")
def _(repository):
    other = other_repository(repository)
    blob = other.read("rev-parse", "HEAD:a.txt")
    other.config("uploadpack.allowAnySHA1InWant=true", "uploadpack.allowFilter=true")
    tree = f"100644 a.txt\0".encode() + bytes.fromhex(blob)
    parent = repository.read("rev-parse", "HEAD")
    tree = repository.object("tree", tree)
    commit = repository.read("commit-tree", tree, "-p", parent, "-m", "Read the other")
    repository.git("update-ref", "HEAD", commit)
    repository.config("core.repositoryformatversion=1", "extensions.partialClone=origin",
                      "remote.origin.promisor=true", f"remote.origin.url={other.folder}")
    return ["show"]


@setting(16, "remote-helper")
def _(repository):
    helper = repository.site.programs / "git-remote-attack"
    helper.write_text(repository.program.read_text())
    helper.chmod(0o755)
    repository.lack("attack::x")
    return ["show"]


@setting(17, "instead-of")
def _(repository):
    repository.lack("https://192.0.2.9/x", "url.ssh://127.0.0.1/.insteadOf=https://192.0.2.9/",
                    f"core.sshCommand={repository.program}")
    return ["show"]


@setting(18, "git-proxy")
def _(repository):
    repository.lack("git://127.0.0.1/x", f"core.gitProxy={repository.program}")
    return ["show"]


@setting(19, "protocol-allow")
def _(repository):
    repository.lack("ssh://127.0.0.1/x", f"core.sshCommand={repository.program}", "protocol.ssh.allow=always",
                    "protocol.allow=always")
    return ["-c", "protocol.allow=never", "show"]


@setting(20, "pack-objects-hook")
def _(repository):
    repository.config(f"uploadpack.packObjectsHook={repository.program}")


# Diffs.

@setting(21, "diff-external")
def _(repository):
    repository.config(f"diff.external={repository.program}")
    return ["diff"]


@setting(22, "diff-command")
def _(repository):
    repository.attributes("*.txt diff=x")
    repository.config(f"diff.x.command={repository.program}")
    return ["diff", "HEAD"]


@setting(23, "textconv")
def _(repository):
    repository.attributes("*.txt diff=x")
    repository.config(f"diff.x.textconv={repository.program}")
    return ["show"]


@setting(24, "cached-textconv")
def _(repository):
    repository.attributes("*.txt diff=x")
    repository.config(f"diff.x.textconv={repository.program}", "diff.x.cachetextconv=true", "user.name=x", "user.email=x@x")
    return ["show"]


@setting(25, "function-names", "time")
def _(repository):
    repository.attributes("*.txt diff=x")
    repository.config(f"diff.x.xfuncname={BOMB}")
    return ["show"]


@setting(26, "word-expression", "time")
def _(repository):
    repository.attributes("*.txt diff=x")
    repository.config(f"diff.x.wordRegex={BOMB}", f"diff.wordRegex={BOMB}")
    return ["show", "--word-diff"]


# Filters, merge drivers.

@setting(27, "clean-filter")
def _(repository):
    repository.attributes("*.txt filter=x")
    repository.config(f"filter.x.clean={repository.program}")
    return ["status"]


@setting(28, "process-filter")
def _(repository):
    repository.attributes("*.txt filter=x")
    repository.config(f"filter.x.process={repository.program}", "filter.x.required=true")
    return ["status"]


@setting(29, "smudge-filter")
def _(repository):
    repository.attributes("*.txt filter=x")
    repository.config(f"filter.x.smudge={repository.program}")
    return ["cat-file", "--filters", "HEAD:a.txt"]


@setting(30, "attributes-of-the-repository")
def _(repository):
    repository.attributes("*.txt filter=x diff=x", ".git/info/attributes")
    repository.config(f"filter.x.clean={repository.program}", f"diff.x.textconv={repository.program}")
    return ["status"]


@setting(31, "attributes-from-outside")
def _(repository):
    (repository.site.outside / "attributes").write_text("*.txt filter=x\n")
    repository.config(f"core.attributesFile={repository.site.outside / 'attributes'}",
                      f"filter.x.clean={repository.program}")
    return ["status"]


@setting(32, "merge-driver")
def _(repository):
    repository.merge(repository.program)
    return ["log", "-p", "--diff-merges=remerge"]


@setting(33, "merge-driver-by-setting")
def _(repository):
    repository.merge(repository.program)
    repository.config("log.diffMerges=remerge")
    return ["log", "-p", "-m"]


@setting(34, "diff-tools")
def _(repository):
    repository.config(f"difftool.x.cmd={repository.program}", f"mergetool.x.cmd={repository.program}", "diff.tool=x",
                      "merge.tool=x", "difftool.prompt=false")


# Signatures.

@setting(35, "gpg-program")
def _(repository):
    repository.sign()
    repository.config(f"gpg.program={repository.program}")
    return ["log", "--format=%G?"]


@setting(36, "show-signature")
def _(repository):
    repository.sign()
    repository.config(f"gpg.program={repository.program}", "log.showSignature=true")
    return ["log"]


@setting(37, "pretty-format")
def _(repository):
    repository.sign()
    repository.config(f"gpg.program={repository.program}", "format.pretty=%G? %H")
    return ["show"]


@setting(38, "ssh-signature")
def _(repository):
    repository.sign("SSH SIGNATURE")
    repository.config(f"gpg.ssh.program={repository.program}", "gpg.format=ssh", "log.showSignature=true",
                      f"gpg.ssh.allowedSignersFile={repository.site.outside / 'token'}",
                      f"gpg.ssh.defaultKeyCommand={repository.program}")
    return ["log"]


@setting(39, "x509-signature")
def _(repository):
    repository.sign("SIGNED MESSAGE")
    repository.config(f"gpg.x509.program={repository.program}", "log.showSignature=true")
    return ["show"]


@setting(40, "aliases")
def _(repository):
    repository.config(*(f"alias.{name}=!{repository.program}" for name in ("log", "show", "status", "config", "new")))
    return ["new"]


@setting(41, "autocorrected-alias")
def _(repository):
    repository.config(f"alias.logg=!{repository.program}", "help.autocorrect=immediate")
    return ["loggg"]


@setting(42, "manual-viewer")
def _(repository):
    repository.config(f"man.x.cmd={repository.program}", "man.viewer=x", f"browser.x.cmd={repository.program}")
    return ["log", "--help"]


@setting(59, "settings-of-a-submodule")
def _(repository):
    submodule(repository, f"core.fsmonitor={repository.program}")
    return ["status"]


@setting(59, "filter-of-a-submodule")
def _(repository):
    sub = submodule(repository, f"filter.x.clean={repository.program}")
    sub.attributes("*.txt filter=x")
    sub.change()
    return ["diff"]


@setting(60, "textconv-of-a-submodule")
def _(repository):
    sub = submodule(repository, f"diff.x.textconv={repository.program}")
    sub.attributes("*.txt diff=x", ".git/info/attributes" if (sub.folder / ".git").is_dir() else
                   "../.git/modules/sub/info/attributes")
    repository.config("diff.submodule=diff", "status.submoduleSummary=true")
    sub.commit("a.txt", "three\n", "Sub changes")
    repository.git("commit", "--quiet", "--message=Move", "sub")
    return ["show"]


@setting(61, "submodule-update")
def _(repository):
    repository.config(f"submodule.x.update=!{repository.program}", f"submodule.x.url=ext::{repository.program}")
    repository.attributes(f'[submodule "x"]\n path = x\n url = -u{repository.program}\n update = !{repository.program}',
                          ".gitmodules")


@setting(62, "bare-repository")
def _(repository):
    inner = type(repository)(repository.site, repository.folder / "bare", fill=False)
    inner.git("init", "--quiet", "--bare")
    inner.config("core.bare=false", f"core.worktree={repository.folder}", f"core.fsmonitor={repository.program}")


@setting(63, "alternate-refs")
def _(repository):
    other = other_repository(repository)
    repository.config(f"core.alternateRefsCommand={repository.program}", f"trailer.x.command={repository.program}")
    (repository.folder / ".git/objects/info/alternates").write_text(f"{other.folder}/.git/objects\n")
    return ["log", "--alternate-refs"]


# Helpers.

def other_repository(repository):
    """One outside, with the secret in a commit's title, a branch's name, a file, a file's name."""
    other = type(repository)(repository.site, repository.site.outside / "other")
    other.commit("a.txt", f"{repository.site.secret}\n", repository.site.secret)
    other.git("branch", repository.site.secret)
    return other


def submodule(repository, *settings):
    other = type(repository)(repository.site, repository.site.outside / "inner")
    repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", other.folder, "sub")
    repository.git("commit", "--quiet", "--message=Add a submodule")
    sub = type(repository)(repository.site, repository.folder / "sub", fill=False)
    sub.config(*settings)
    return sub


class Refusing(http.server.BaseHTTPRequestHandler):
    """Asks everybody who they are."""

    def do_GET(self):
        self.server.requests += 1
        self.send_response(401)
        self.send_header("WWW-Authenticate", 'Basic realm="x"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_POST = do_GET

    def log_message(self, *_):
        pass


def refusing_remote():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
    server.requests = 0
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def lack_of_refusing(repository, *settings):
    repository.site.remote = refusing_remote()
    repository.lack(f"http://127.0.0.1:{repository.site.remote.server_port}/x", *settings)


def deflated_zeros(repository, megabytes):
    """A loose blob that is a thousandth of its size."""
    import hashlib
    header = f"blob {megabytes << 20}\0".encode()
    name, packed = hashlib.sha1(header), zlib.compressobj(9)
    parts, block = [packed.compress(header)], bytes(1 << 20)
    for _ in range(megabytes):
        name.update(block)
        parts.append(packed.compress(block))
    path = repository.folder / ".git/objects" / name.hexdigest()[:2] / name.hexdigest()[2:]
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"".join(parts) + packed.flush())
    return name.hexdigest()

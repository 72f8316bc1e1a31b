"""The settings of git that lead to files: of other repositories, of other folders; and what is only large or untrue."""
import os

from git_settings import deflated_zeros, other_repository, setting


@setting(43, "worktree", "secret")
def _(repository):
    outside = repository.site.outside / "tree"
    outside.mkdir()
    (outside / "a.txt").write_text(f"{repository.site.secret}\n")
    (outside / repository.site.secret).write_text("name\n")
    repository.config(f"core.worktree={outside}")
    return ["ls-files", "--others"]


@setting(44, "git-file", "secret")
def _(repository):
    other = other_repository(repository)
    aside(repository)
    (repository.folder / ".git").write_text(f"gitdir: {other.folder}/.git\n")
    return ["log"]


@setting(45, "git-link", "secret")
def _(repository):
    other = other_repository(repository)
    aside(repository)
    (repository.folder / ".git").symlink_to(other.folder / ".git")
    return ["log"]


@setting(46, "common-folder", "secret")
def _(repository):
    other = other_repository(repository)
    (repository.folder / ".git/commondir").write_text(f"{other.folder}/.git\n")
    return ["branch", "-avv"]


@setting(47, "alternates", "secret")
def _(repository):
    other = other_repository(repository)
    (repository.folder / ".git/objects/info/alternates").write_text(f"{other.folder}/.git/objects\n")
    repository.git("update-ref", "refs/heads/main", other.read("rev-parse", "HEAD"))
    return ["log"]


@setting(48, "objects-link", "secret")
def _(repository):
    other = other_repository(repository)
    (repository.folder / ".git/objects").rename(repository.site.folder / "objects")
    (repository.folder / ".git/objects").symlink_to(other.folder / ".git/objects")
    (repository.folder / ".git/refs/heads/main").write_text(other.read("rev-parse", "HEAD") + "\n")
    return ["show"]


@setting(48, "refs-link", "secret")
def _(repository):
    other = other_repository(repository)
    for name in ("objects", "refs"):
        (repository.folder / ".git" / name).rename(repository.site.folder / name)
        (repository.folder / ".git" / name).symlink_to(other.folder / ".git" / name)
    return ["log"]


@setting(49, "linked-worktree", "secret")
def _(repository):
    other = other_repository(repository)
    for path in repository.folder.iterdir():
        path.rename(repository.site.home / path.name)
    repository.folder.rmdir()
    other.git("worktree", "add", "--quiet", repository.folder, repository.site.secret)
    return ["log"]


@setting(50, "parent-repository", "secret")
def _(repository):
    aside(repository)
    parent = type(repository)(repository.site, repository.site.folder, fill=False)
    parent.git("init", "--quiet")
    parent.commit("parent.txt", f"{repository.site.secret}\n", repository.site.secret)
    return ["log"]


def _linked(number, name, path, command):
    @setting(number, name, "secret")
    def _(repository):
        link = repository.folder / ".git" / path
        link.parent.mkdir(exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(repository.site.outside / "token")
        return command


_linked(51, "shallow-link", "shallow", ["log"])
_linked(51, "packed-refs-link", "packed-refs", ["log"])
_linked(51, "merge-head-link", "MERGE_HEAD", ["blame", "a.txt"])


@setting(52, "rebase-links", "secret")
def _(repository):
    folder = repository.folder / ".git/rebase-merge"
    folder.mkdir()
    (folder / "interactive").write_text("")
    for name in ("done", "git-rebase-todo"):
        (folder / name).symlink_to(repository.site.outside / "token")
    return ["status"]


@setting(52, "bisect-link", "secret")
def _(repository):
    (repository.folder / ".git/BISECT_LOG").write_text("")
    (repository.folder / ".git/BISECT_START").symlink_to(repository.site.outside / "token")
    return ["status"]


_linked(52, "head-link", "HEAD", None)
_linked(52, "config-link", "config", None)
_linked(52, "index-link", "index", None)
_linked(52, "description-link", "description", None)


@setting(53, "ignored-revisions", "secret")
def _(repository):
    token = repository.site.outside / "token"
    repository.config(f"blame.ignoreRevsFile={token}", f"diff.orderFile={token}", f"commit.template={token}")
    return ["blame", "a.txt"]


@setting(54, "folder-becomes-link", "secret")
def _(repository):
    repository.commit("sub/token", "harmless\n", "Add a folder")
    (repository.folder / "sub/token").unlink()
    (repository.folder / "sub").rmdir()
    (repository.folder / "sub").symlink_to(repository.site.outside)
    return ["grep", "secret"]


def _included(name, key):
    @setting(55, name)
    def _(repository):
        more = repository.site.outside / "more"
        more.write_text(f"[core]\n fsmonitor = {repository.program}\n")
        repository.config("remote.origin.url=https://example.org/x")
        repository.config(f"{key.format(folder=repository.folder)}={more}")
        return ["status"]


_included("include", "include.path")
_included("include-by-folder", "includeIf.gitdir:{folder}/.path")
_included("include-by-branch", "includeIf.onbranch:main.path")
_included("include-by-remote", "includeIf.hasconfig:remote.*.url:https://example.org/**.path")


@setting(55, "include-of-no-settings", "text")
def _(repository):
    repository.config(f"include.path={repository.site.outside / 'token'}")
    return ["log"]


@setting(56, "worktree-settings")
def _(repository):
    repository.config("core.repositoryformatversion=1", "extensions.worktreeConfig=true")
    repository.git("config", "--worktree", "core.fsmonitor", repository.program)
    return ["status"]


@setting(57, "excludes-from-outside", "hidden")
def _(repository):
    (repository.site.outside / "excludes").write_text("*.txt\n")
    repository.config(f"core.excludesFile={repository.site.outside / 'excludes'}")
    return ["status", "--short"]


@setting(57, "excludes-link", "hidden")
def _(repository):
    (repository.site.outside / "excludes").write_text("*.txt\n")
    exclude = repository.folder / ".git/info/exclude"
    exclude.unlink(missing_ok=True)
    exclude.symlink_to(repository.site.outside / "excludes")
    return ["status", "--short"]


@setting(58, "mailmap", "secret")
def _(repository):
    (repository.site.outside / "mailmap").write_text(f"{repository.site.secret} <tester@example.org>\n")
    repository.config(f"mailmap.file={repository.site.outside / 'mailmap'}", "log.mailmap=true")
    return ["log"]


# History that is not what it seems to be.

@setting(64, "replaced-commit", "text")
def _(repository):
    repository.site.honest = "Change"
    head = repository.read("rev-parse", "HEAD")
    false = repository.read("commit-tree", "HEAD^{tree}", "-p", "HEAD~1", "-m", "False")
    repository.git("replace", head, false)
    return ["log", "-1", "--format=%s"]


@setting(64, "notes", "text")
def _(repository):
    repository.git("notes", "add", "-m", "False note", "HEAD")
    repository.config("notes.displayRef=refs/notes/*")
    return ["show"]


# What a clone of the last commits has is all that can be shown of it: a short response is not a wrong one.

@setting(64, "grafts", "text")
def _(repository):
    (repository.folder / ".git/info/grafts").write_text(repository.read("rev-parse", "HEAD") + "\n")
    return ["log"]


@setting(64, "shallow", "text")
def _(repository):
    (repository.folder / ".git/shallow").write_text(repository.read("rev-parse", "HEAD") + "\n")
    return ["log"]


@setting(64, "untracked-not-shown", "hidden")
def _(repository):
    repository.config("status.showUntrackedFiles=no")
    return ["status", "--short"]


# Large and dirty.

@setting(65, "blob-of-zeros", "text")
def _(repository):
    blob = deflated_zeros(repository, 600)
    tree = repository.object("tree", b"100644 zeros\0" + bytes.fromhex(blob))
    commit = repository.read("commit-tree", tree, "-p", "HEAD", "-m", "Zeros")
    repository.git("update-ref", "refs/heads/main", commit)


@setting(65, "tree-of-ten-million", "text")
def _(repository):
    entry = b"100644 %d\0" + bytes.fromhex(repository.object("blob", ""))
    for level in range(7):
        tree = repository.object("tree", b"".join(sorted(entry % number for number in range(10))))
        entry = b"40000 %d\0" + bytes.fromhex(tree)
    commit = repository.read("commit-tree", tree, "-p", "HEAD", "-m", "Many")
    repository.git("update-ref", "refs/heads/main", commit)


@setting(65, "escapes-in-titles", "text")
def _(repository):
    commit = repository.read("commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", "\x1b[31mred\x1b]0;title\x07 \u202e\x9b")
    repository.git("update-ref", "refs/heads/main", commit)
    return ["log"]


@setting(65, "formats", "text")
def _(repository):
    repository.config("color.ui=always", "core.quotePath=false", "i18n.logOutputEncoding=UTF-16", "branch.sort=secret",
                      "tag.sort=secret", "status.short=true", "diff.noprefix=true", "log.date=raw",
                      "core.abbrev=4", "log.decorate=full", "log.follow=true", "diff.mnemonicPrefix=true")
    return ["show"]


def aside(repository):
    """The repository's own .git, out of the way."""
    os.rename(repository.folder / ".git", repository.site.folder / "aside")

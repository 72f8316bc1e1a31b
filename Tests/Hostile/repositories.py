"""A git repository in a site, as hostile as one likes."""
import os
import pty
import subprocess

IDENTITY = ["-c", "user.name=Tester", "-c", "user.email=tester@example.org"]
SIGNATURE = " -----BEGIN {kind}-----\n \n iQEzBAABCAAdFiEE\n -----END {kind}-----\n"


class Repository:
    """Two commits, a changed file with an old timestamp, an untracked file; `program` leaves a canary."""

    def __init__(self, site, folder=None, fill=True):
        self.site, self.folder = site, folder or site.project
        self.folder.mkdir(exist_ok=True)
        self.program = site.outside / "attack"
        if not self.program.exists():
            self.program.write_text(f'#!/bin/sh\n: > "{site.canary}"\ntimeout 1 cat 2>/dev/null\nexit 0\n')
            self.program.chmod(0o755)
        if fill:
            self.fill()

    def fill(self):
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit("a.txt", "one\nbefore\n", "Begin")
        self.commit("a.txt", "two\nbefore\n", "Change")
        (self.folder / "untracked.txt").write_text("untracked\n")
        self.change()

    def change(self, name="a.txt"):
        """The same size at another time: git must read the file, through its filter."""
        path = self.folder / name
        path.write_text(path.read_text().replace("two", "six"))
        os.utime(path, (1_000_000_000, 1_000_000_000))

    def change_if_there(self):
        """As `change`, where the file is still one of the folder."""
        path = self.folder / "a.txt"
        if path.is_file():
            os.utime(path, (1_000_000_000, 1_000_000_000))

    def touch(self):
        """A file that has not changed but may have: the index is written anew."""
        (self.folder / "same.txt").write_text("same\n")
        self.git("add", "same.txt")
        os.utime(self.folder / "same.txt", (1_000_000_000, 1_000_000_000))

    def environment(self):
        return {"PATH": os.environ["PATH"], "HOME": str(self.site.home), "LC_ALL": "C.UTF-8"}

    def git(self, *arguments, check=True, text=True, **options):
        options = {"env": self.environment(), "stdin": subprocess.DEVNULL, **options}
        if "input" in options:
            del options["stdin"]
        return subprocess.run(["git", *IDENTITY, *map(str, arguments)], cwd=self.folder, check=check, text=text,
                              capture_output=True, **options)

    def read(self, *arguments):
        return self.git(*arguments).stdout.strip()

    def commit(self, name, content, message):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
        self.git("add", name)
        self.git("commit", "--quiet", f"--message={message}")
        return self.read("rev-parse", "HEAD")

    def config(self, *settings, file=None):
        """Lines as they would be in the file: "core.fsmonitor=x"."""
        for line in settings:
            key, _, value = line.partition("=")
            self.git("config", *(["--file", file] if file else []), key, value)

    def attributes(self, line, file=".gitattributes"):
        path = self.folder / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{line}\n")

    def hook(self, name, folder=None):
        path = (folder or self.folder / ".git" / "hooks") / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(self.program.read_text())
        path.chmod(0o755)

    def object(self, kind, content):
        """The name of a new object, made as its bytes say."""
        content = content if isinstance(content, bytes) else content.encode()
        made = self.git("hash-object", "-t", kind, "-w", "--stdin", "--literally", input=content, text=False)
        return made.stdout.decode().strip()

    def sign(self, kind="PGP SIGNATURE"):
        """The last commit with a signature that no program has made."""
        head, _, message = self.git("cat-file", "commit", "HEAD").stdout.partition("\n\n")
        signed = f"{head}\ngpgsig{SIGNATURE.format(kind=kind)}\n{message}"
        self.git("update-ref", "HEAD", self.object("commit", signed))

    def lack(self, url, *settings):
        """A partial clone without the first version of the file: who reads it asks the remote for it."""
        blob = self.read("rev-parse", "HEAD~1:a.txt")
        (self.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
        self.config("core.repositoryformatversion=1", "extensions.partialClone=origin", "remote.origin.promisor=true",
                    f"remote.origin.url={url}", *settings)

    def merge(self, driver):
        """A merge of two changes of one file, with a driver of the repository for it."""
        self.git("checkout", "--quiet", "--force", "main")
        self.attributes("a.txt merge=x")
        self.git("add", ".gitattributes")
        self.git("commit", "--quiet", "--message=Attributes")
        self.git("checkout", "--quiet", "-b", "side")
        self.commit("a.txt", "two\nside\n", "Side")
        self.git("checkout", "--quiet", "main")
        self.commit("a.txt", "two\nmain\n", "Main")
        self.git("merge", "--quiet", "side", check=False)
        (self.folder / "a.txt").write_text("two\nboth\n")
        self.git("add", "a.txt")
        self.git("commit", "--quiet", "--message=Merge")
        self.config(f"merge.x.driver={driver}")

    def terminal(self, *arguments):
        """What git writes when its output is a terminal."""
        own, other = pty.openpty()
        with subprocess.Popen(["git", *arguments], cwd=self.folder, stdin=other, stdout=other, stderr=other, close_fds=True,
                              env={**self.environment(), "TERM": "xterm"}, start_new_session=True) as process:
            os.close(other)
            found = b""
            try:
                while chunk := os.read(own, 4096):
                    found += chunk
            except OSError:
                pass  # the other side is closed
            process.wait(20)
        os.close(own)
        return found.decode(errors="replace")

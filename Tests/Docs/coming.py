"""What pages say already, and the program or the repository does not have yet. Each entry is one that is not there: a page
that has come, or a command that the program knows, is checked like every other, and belongs to be struck from here."""
import warnings

PAGES = {"docs/install.md", "docs/compatibility.md", "docs/deployment.md", "docs/kubernetes.md", "docs/nixos.md",
         "docs/editors.md", "docs/migrate.md", "docs/releasing.md"}
# The command, the option or word, in whose help it will be.
COMMANDS = {"mcp install": ("mcp", "install"), "import": ("", "import"), "healthcheck": ("", "healthcheck"),
            "version": ("", "  version")}


def is_coming(text, help_of):
    """Whether a command is one that the program does not have yet."""
    for command, (words, name) in COMMANDS.items():
        if f"securellm {command}" in text and name not in help_of(words).partition("SUBCOMMANDS")[2]:
            warnings.warn(f"not run: the program has no `securellm {command}` yet")
            return True
    return False

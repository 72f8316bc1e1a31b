"""Text as mdoc(7) has it: escaped, a line for each sentence, none longer than 78 bytes."""
import datetime
import re
import textwrap

WIDTH = 78
# A sentence ends before a blank; abbreviations of our texts do not.
SENTENCE = re.compile(r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)(?<!etc\.)\s+")


def escape(text):
    """No byte of a text is a request: backslashes, and the dots and quotes that lines may not begin with."""
    text = text.replace("\\", r"\e").replace("`", r"\(ga").replace("~", r"\(ti").replace("^", r"\(ha")
    text = text.replace("'", r"\(aq").replace('"', r"\(dq")
    return r"\&" + text if text.startswith(".") else text


def argument(text):
    """As one word of a macro; `|` and brackets would be punctuation, and a word may be the name of a macro."""
    return r"\&" + escape(text).replace(" ", r"\ ")


def wrapped(text):
    """Lines of running text."""
    lines = []
    for sentence in SENTENCE.split(" ".join(text.split())):
        # `~` and the like grow when escaped, so what is wrapped is what is written.
        lines += textwrap.wrap(escape(sentence), WIDTH, break_long_words=False, break_on_hyphens=False)
    return [r"\&" + line if line.startswith(".") else line for line in lines]


def paragraphs(text):
    """Paragraphs are separated by empty lines; what is indented is shown as it is."""
    out, first = [], True
    for block in re.split(r"\n\s*\n", text.strip("\n")):
        for verbatim, lines in _runs(block.split("\n")):
            body = "\n".join(lines)
            if verbatim:
                out += [".Bd -literal -offset indent", *(escape(line) for line in textwrap.dedent(body).split("\n")), ".Ed"]
            else:
                out += ([] if first else [".Pp"]) + wrapped(body)
            first = False
    return out


def _runs(lines):
    """Consecutive lines of one kind: indented or not."""
    runs = []
    for line in lines:
        verbatim = line.startswith("  ")
        if not runs or runs[-1][0] != verbatim:
            runs.append((verbatim, []))
        runs[-1][1].append(line)
    return runs


def head(title, section, name, summary, time):
    """The lines that every page begins with."""
    day = datetime.datetime.fromtimestamp(time, datetime.timezone.utc)
    return [
        f".Dd {day:%B} {day.day}, {day.year}", f".Dt {title.upper()} {section}", ".Os",
        ".Sh NAME", f".Nm {name}", f".Nd {escape(summary.rstrip('.'))}"]


def page(lines):
    return "\n".join(lines) + "\n"

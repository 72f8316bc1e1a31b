"""The checks themselves: what is wrong is found."""
import blocks
import checks
import compare


def block(text, language="sh", *marks):
    return blocks.Block("page", 1, language, text, tuple(blocks.Mark(*mark) for mark in marks))


def test_a_page_is_taken_apart(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("Text\n\n<!-- not run: service -->\n```sh\na\n```\n\n- list\n\n  ```console\n  $ b\n  c\n  ```\n<!-- x -->\nText\n```json\n1\n```\n")
    first, second, third = blocks.of_page(page, "page")
    assert first.mark("not run") == "service" and first.line == 4
    assert second.text == "$ b\nc\n" and second.marks == ()
    assert third.marks == (), "a mark is about the block right behind it"


def test_a_block_without_a_class_is_a_fault():
    for bad in (block("a", ""), block("a", "text"), block("{}", "json"), block("a", "mermaid"), block("a", "ruby"),
                block("a", "sh", ("not run", "because")), block("a", "json", ("not run", "service")),
                block("a", "text", ("whatever", ""))):
        assert blocks.fault(bad), bad
    for good in (block("a"), block("a", "text", ("log", "")), block("a", "sh", ("not run", "service")), block("a", "yaml")):
        assert not blocks.fault(good), good


def test_commands_have_all_their_lines():
    script = blocks.commands(block("# no\na \\\n  b\nfor i in 1; do\n  c\ndone\ncat <<END\nx\nEND\nd 'e\nf'\n"))
    assert [command.text for command in script] == [
        "a \\\n  b\n", "for i in 1; do\n  c\ndone\n", "cat <<END\nx\nEND\n", "d 'e\nf'\n"]
    console = blocks.commands(block("$ a |\n> b\none\n\ntwo\n$ c\n", "console"))
    assert [(command.text, command.output) for command in console] == [("a |\nb\n", "one\n\ntwo"), ("c\n", "")]


def test_outputs_are_compared():
    equal = [("a…d", "abcd"), ("a\n…\nb", "a\n1\n2\nb"), ("a\n…", "a"), ("at 2026-01-01T00:00:00Z", "at 2027-12-31T10:20:30.123Z"),
             ("key 1f0c9a7e", "key 0a1b2c3d"), ("sk-slm-1f0c9a7e-q7V0…", "sk-slm-0a1b2c3d-" + "x" * 43), ("a  b", "a b")]
    other = [("a", "b"), ("a", "a\nb"), ("a\nb", "a"), ("a", ""), ("", "a"), ("a…d", "abc"), ("a\n…\nb", "a\nb\nc"),
             ("key 1f0c9a7e", "key gggggggg"), ("1 passed", "2 passed")]
    for shown, actual in equal:
        assert compare.difference(shown, actual) is None, (shown, actual)
    for shown, actual in other:
        assert compare.difference(shown, actual), (shown, actual)
    assert compare.difference("b", "a\nb\nc", is_server=True) is None
    assert compare.difference("d", "a\nb\nc", is_server=True)


def test_options_that_there_are_not_are_found():
    assert not list(checks.unknown_options("securellm keys create a --burst 1 # --nothing"))
    for text in ("securellm keys create a --brust 1", "sudo -u x securellm serve --cheque", "a | securellm validate --scheme b",
                 "X=1 securellm \\\n  serve --nope"):
        assert list(checks.unknown_options(text)), text


def test_parts_of_documents_are_validated():
    event = "Schemas/audit/audit_event.json"
    assert not checks.part_fault(block('"messages": 1', "json", ("part of", event)), event)
    assert checks.part_fault(block('"mesages": 1', "json", ("part of", event)), event)
    assert checks.part_fault(block('"messages": "1"', "json", ("part of", event)), event)


def test_messages_that_there_are_not_are_found():
    assert not checks.log_fault(block("2026-01-01T00:00:00Z notice configuration reloaded file=a\n", "text", ("log", "")))
    assert checks.log_fault(block("2026-01-01T00:00:00Z notice configuration read file=a\n", "text", ("log", "")))

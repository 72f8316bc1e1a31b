import System
import Testing

@testable import SchemaCompiler

/// Programs that start others are refused by what they are, under whatever name a distribution has them.
@Suite struct ProgramKindTests {
  @Test(arguments: [
    ("python3.11", ProgramKind.interpreter), ("perl5.36", .interpreter), ("bash5", .shell),
    ("ssh", .remote),
    ("docker", .container), ("systemd-run", .container),
    ("ld-linux-x86-64.so.2", .loader), ("flock", .wrapper), ("wget", .fetcher),
    ("python3", .interpreter), ("pypy3", .interpreter), ("python3.11-dbg", .interpreter),
    ("lua5.4", .interpreter),
    ("php8.2", .interpreter), ("ruby3.1", .interpreter), ("tclsh8.6", .interpreter),
    ("node18", .interpreter),
    ("Rscript", .interpreter), ("gawk-5.1.0", .interpreter), ("bash-static", .shell),
    ("zsh5", .shell),
    ("busybox.static", .shell), ("ksh93", .shell), ("ld-musl-x86_64.so.1", .loader),
    ("ld.so", .loader),
    ("ld64.so.2", .loader), ("vim.basic", .viewer), ("vim.tiny", .viewer), ("nvim", .viewer),
    ("podman", .container),
    ("kubectl", .container), ("scp", .remote), ("rsync", .remote), ("setpriv", .wrapper),
    ("nsenter", .wrapper),
    ("xvfb-run", .wrapper), ("Python3", .interpreter),
    ("bsdtar", .archiver), ("gtar", .archiver), ("tar-static", .archiver), ("sed-4.9", .interpreter),
    ("sqlite", .interpreter), ("curl7", .fetcher), ("find4.9", .searcher), ("git-upload-pack", .part),
    ("nix-store", .part), ("nix-shell", .part),
  ])
  func rejectsProgramKinds(program: String, kind: ProgramKind) {
    #expect(ProgramKind.of(program) == kind)
    CommandLine(
      program, #"["{word}"]"#, says: "a tool may not run \"\(program)\"", word: CommandLine.letters
    ).check()
    CommandLine(
      program, #"["{word}"]"#, says: "a tool may not run \"\(program)\"", word: CommandLine.letters,
      more: #""runs": "project-code", "sandbox": "write-project","#
    ).check(readOnly: false)
  }

  @Test(arguments: [
    "git", "rg", "nix", "demo", "sha256sum", "b2sum", "e2fsck", "7z", "bzip2", "x265", "k3d",
    "timedatectl", "journalctl",
    "systemctl", "findmnt", "stat", "file", "dpkg-deb", "pg_dump", "shellcheck", "jq", "sort",
    "clang-format", "ruff",
    "tarsum", "sshd-info", "envsubst",
  ])
  func acceptsOtherPrograms(program: String) { #expect(ProgramKind.of(program) == nil) }

  /// What facts of ours keep harmless may be named, under exactly this name.
  @Test(arguments: ["find", "tar", "curl", "sqlite3", "sed", "fd", "fdfind", "dpkg"])
  func factsAllowAName(program: String) {
    #expect(ProgramKind.of(program) != nil && ProgramLibrary.own.refusal(of: program) == nil)
    #expect(ProgramLibrary.own.refusal(of: program + "9") != nil)
  }

  /// What runs the files of a project may be named by tools that say so.
  @Test(arguments: ["make", "cargo", "npm", "pytest", "go", "swift", "gcc-12", "make4.3", "ninja"])
  func buildersNeedTheWord(program: String) {
    CommandLine(
      program, #"["{word}"]"#, says: "a tool may not run \"\(program)\"", word: CommandLine.letters
    ).check()
    CommandLine(
      program, #"["{word}"]"#, word: CommandLine.letters,
      more: #""runs": "project-code", "sandbox": "write-project","#
    ).check(readOnly: false)
  }
}

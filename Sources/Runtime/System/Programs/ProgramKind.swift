/// Programs that start others because that is what they are, by kind. Whatever is proved of their arguments says
/// nothing about what they run, so no tool may name them, unless facts about the program say which options keep it from
/// that; `docs/programs.md` has the list.
///
/// A list cannot be complete, and is not what the safety rests on: the sandbox confines what runs. It keeps tools
/// honest: one that names a shell does whatever its argument says, whatever its schema looks like.
package enum ProgramKind: CaseIterable, Sendable {
  case shell
  case interpreter
  case wrapper
  case remote
  case container
  case loader
  case part
  case searcher
  case archiver
  case viewer
  case fetcher
  case builder

  /// The kind of a program; versions and variants count as the program: `python3.11`, `bash-static`, `vim.basic`.
  ///
  /// Also by the name without its version, since `python3.12` is as much an interpreter as `python`.
  package static func of(_ program: String) -> ProgramKind? {
    if partPrefixes.contains(where: { program.utf8.starts(with: $0.utf8) }) { return .part }
    let names = [program, stem(program)]
    if let kind = allCases.first(where: { kind in names.contains { kind.names.contains($0) } }) { return kind }
    return loaderPrefixes.contains { program.utf8.starts(with: $0.utf8) } ? .loader : nil
  }

  /// The name up to its version, and without what distributions add.
  ///
  /// Debian and others add such endings to the same program.
  private static func stem(_ program: String) -> String {
    var bytes = Array(program.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 })
    for suffix in ["-static", "-dbg", "-debug", "-minimal", "-nox", "-wrapper"] where bytes.count > suffix.utf8.count {
      if bytes.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) { bytes.removeLast(suffix.utf8.count) }
    }
    let end = bytes.firstIndex { (0x30...0x39).contains($0) || $0 == 0x2E } ?? bytes.endIndex
    var stem = bytes[..<end]
    while stem.last == 0x2D || stem.last == 0x5F { stem.removeLast() }
    return String(decoding: stem, as: UTF8.self)
  }

  /// The loader runs the program that it is given.
  ///
  /// By their beginning, since the rest of the name is the architecture.
  private static let loaderPrefixes = ["ld-linux", "ld-musl", "ld.so", "ld64.so"]

  /// Programs of git and nix under names of their own, of whose options nothing is known.
  private static let partPrefixes = ["git-", "nix-"]

  /// Whether a tool that says `"runs": "project-code"` may name such a program.
  ///
  /// Building is running what the project says, so that is the one kind which a tool may be for.
  package var isForProjectCode: Bool { self == .builder }

  /// Why a tool may not name such a program.
  package var reason: String {
    switch self {
    case .shell: "it is a shell, which runs whatever its arguments say"
    case .interpreter: "it is an interpreter, which runs whatever its arguments say"
    case .wrapper: "it starts another program, and runs whatever its arguments say"
    case .remote: "it runs commands on other machines, and by its configuration on this one"
    case .container: "it starts programs in containers or as services"
    case .loader: "it is the loader, which runs the program that its arguments name"
    case .part: "it is a part of git or nix, whose options are known for \"git\" and \"nix\" only"
    case .searcher: "it has actions that run programs, delete and write files"
    case .archiver: "it has options and archives that run programs"
    case .viewer: "it starts shells and other programs at a key"
    case .fetcher: "it reads and sends whatever an address or its configuration names, files included"
    case .builder: "it runs what the project's files say"
    }
  }

  /// Sets and no prefixes: `awk` is one, `awkward` is not.
  private var names: Set<String> {
    switch self {
    case .shell: Self.shells
    case .interpreter: Self.interpreters
    case .wrapper: Self.wrappers
    case .remote: Self.remotes
    case .container: Self.containers
    case .loader: ["ld", "ldd"]
    case .part: []
    case .searcher: ["find", "fd", "fdfind", "locate", "entr", "inotifywait", "incrond", "logrotate"]
    case .archiver: Self.archivers
    case .viewer: Self.viewers
    case .fetcher:
      ["curl", "wget", "wget2", "aria2c", "axel", "httpie", "http", "https", "lynx", "links", "elinks", "w3m"]
    case .builder: Self.builders
    }
  }

  /// Whether it does something else under another name, or starts what it is told: a link with such a program behind it
  /// is not what its name says.
  package var hidesBehindLinks: Bool {
    switch self {
    case .shell, .interpreter, .wrapper, .loader: true
    case .remote, .container, .part, .searcher, .archiver, .viewer, .fetcher, .builder: false
    }
  }

  private static let shells: Set<String> = [
    "sh", "bash", "rbash", "dash", "zsh", "fish", "ksh", "ksh93", "lksh", "mksh", "pdksh", "oksh", "csh", "tcsh", "ash",
    "busybox", "toybox", "nu", "elvish", "xonsh", "osh", "ysh", "rc", "es", "pwsh", "powershell", "eval", "exec",
  ]
  private static let interpreters: Set<String> = [
    "python", "pypy", "ipython", "pythonw", "perl", "ruby", "irb", "jruby", "node", "nodejs", "deno", "bun", "tsx",
    "ts-node", "php", "php-cgi", "lua", "luajit", "tclsh", "wish", "expect", "awk", "gawk", "mawk", "nawk",
    "original-awk", "sed", "ed", "r", "rscript", "julia", "octave", "guile", "racket", "scheme", "sbcl", "clisp",
    "ecl", "emacs", "emacsclient", "ocaml", "ghci", "runghc", "runhaskell", "erl", "escript", "elixir", "iex", "scala",
    "groovy", "kotlin", "java", "jshell", "dotnet", "mono", "wine", "gdb", "lldb", "dc", "gnuplot", "psql",
    "mysql", "mariadb", "mongosh", "redis-cli", "sqlite",
    "ghostscript", "gs", "tex", "latex", "pdflatex", "lualatex", "xelatex", "m4", "qjs",
    "micropython", "raku", "pike", "swipl", "prolog", "rexx", "regina",
  ]
  private static let wrappers: Set<String> = [
    "env", "xargs", "parallel", "sudo", "sudoedit", "doas", "su", "runuser", "pkexec", "sg", "newgrp", "setpriv",
    "nohup", "timeout", "nice", "ionice", "chrt", "taskset", "numactl", "setsid", "setarch", "stdbuf", "unbuffer",
    "flock", "lockfile", "chroot", "fakeroot", "fakechroot", "proot", "unshare",
    "nsenter", "capsh", "prlimit", "softlimit", "strace", "ltrace", "perf", "valgrind", "rr", "bpftrace",
    "script", "scriptreplay", "watch", "time", "at", "batch", "cron", "crontab", "anacron", "start-stop-daemon",
    "daemon", "daemonize", "screen", "tmux", "dtach", "abduco", "reptyr", "dbus-run-session", "dbus-launch", "xvfb-run",
    "gosu", "tini", "dumb-init", "catchsegv", "choom", "systemd-inhibit", "direnv", "command", "run-parts", "socat",
    "nc", "ncat", "netcat", "inetd", "xinetd", "tcpserver", "stunnel", "git-shell",
    "pipexec", "retry", "chpst", "envdir", "setuidgid", "catatonit", "bwrap", "firejail", "sandbox-exec", "minijail",
  ]
  private static let remotes: Set<String> = [
    "ssh", "scp", "sftp", "rsync", "rsh", "rlogin", "rexec", "mosh", "telnet", "ftp", "lftp", "ansible",
    "ansible-playbook", "pssh", "pdsh", "autossh", "sshpass", "ssh-agent", "ssh-add", "ssh-keygen", "dropbear",
    "dbclient", "sshfs", "rclone", "salt", "fab",
  ]
  private static let containers: Set<String> = [
    "docker", "docker-compose", "podman", "buildah", "nerdctl", "ctr", "crictl", "runc", "crun", "kubectl", "oc",
    "helm",
    "lxc", "lxc-attach", "lxc-execute", "lxc-start", "incus", "systemd-run", "systemd-nspawn", "machinectl",
    "run0", "flatpak", "snap", "apptainer", "singularity", "distrobox", "toolbox", "vagrant",
    "virsh", "nixos-rebuild", "nixos-container", "home-manager",
  ]
  private static let archivers: Set<String> = [
    "tar", "gtar", "bsdtar", "star", "cpio", "pax", "zip", "unzip", "rar", "unrar", "ar", "dpkg", "rpm", "apt",
    "apt-get",
    "aptitude", "yum", "dnf", "pacman", "apk", "zypper", "brew",
  ]
  private static let viewers: Set<String> = [
    "vi", "vim", "nvim", "view", "vimdiff", "rvim", "ex", "nano", "pico", "joe", "mcedit", "micro", "helix", "hx",
    "kak", "less", "more", "most", "pg", "man", "info", "pinfo", "lesspipe", "mc", "ranger", "top", "htop", "xdg-open",
    "open", "run-mailcap", "mutt", "mail", "mailx", "sendmail", "gitk", "tig",
  ]
  /// Compilers are among them: a compiler reads plug-ins and response files that the project names.
  private static let builders: Set<String> = [
    "make", "gmake", "bmake", "ninja", "cmake", "ctest", "meson", "scons", "waf", "autoconf", "automake", "bazel",
    "buck", "pants", "just", "task", "rake", "bundle", "bundler", "gem", "mix", "rebar", "cargo", "rustc", "go",
    "swift",
    "zig", "dub", "nimble", "stack", "cabal", "dune", "opam", "sbt", "mvn", "mvnw", "gradle", "gradlew", "ant", "lein",
    "npm", "npx", "yarn", "pnpm", "corepack", "composer", "pip", "pipx", "poetry", "uv", "uvx", "hatch", "pdm", "tox",
    "nox", "pytest", "mypy", "pre-commit", "msbuild", "nuget", "terraform", "tofu", "pulumi", "eslint", "prettier",
    "webpack", "vite", "jest", "vitest", "mocha", "gulp", "grunt", "tsc", "gcc", "cc", "c++", "g++", "clang", "clang++",
  ]
}

/// Where each client keeps its settings on Linux.
extension MCPClient {
  /// What paths begin with.
  package struct Places: Sendable {
    package let home: String
    /// `XDG_CONFIG_HOME`, else `~/.config`.
    let configuration: String
    /// Folders that replace one in the home: `CODEX_HOME`, `CLAUDE_CONFIG_DIR`.
    let codex: String
    let claudeCode: String

    /// - Parameter environment: of the process. Nil without an absolute `HOME`.
    package init?(_ environment: [String: String]) {
      guard let home = Self.absolute(environment["HOME"]) else { return nil }
      self.home = home
      configuration = Self.absolute(environment["XDG_CONFIG_HOME"]) ?? home + "/.config"
      codex = Self.absolute(environment["CODEX_HOME"]) ?? home + "/.codex"
      claudeCode = Self.absolute(environment["CLAUDE_CONFIG_DIR"]) ?? home
    }

    /// Without a slash at its end; nil for anything that does not begin at the root.
    private static func absolute(_ path: String?) -> String? {
      guard let path, path.utf8.first == UInt8(ascii: "/") else { return nil }
      let bytes =
        path.utf8.count > 1 && path.utf8.last == UInt8(ascii: "/") ? Array(path.utf8.dropLast()) : Array(path.utf8)
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  package func userFile(_ places: Places) -> String {
    switch self {
    case .claude: places.configuration + "/Claude/claude_desktop_config.json"
    case .claudeCode: places.claudeCode + "/.claude.json"
    case .vscode: places.configuration + "/Code/User/mcp.json"
    case .cursor: places.home + "/.cursor/mcp.json"
    case .zed: places.configuration + "/zed/settings.json"
    case .windsurf: places.home + "/.codeium/windsurf/mcp_config.json"
    case .codex: places.codex + "/config.toml"
    case .gemini: places.home + "/.gemini/settings.json"
    }
  }

  /// Nil for clients that know no projects.
  package func projectFile(_ folder: String) -> String? {
    switch self {
    case .claude, .windsurf: nil
    case .claudeCode: folder + "/.mcp.json"
    case .vscode: folder + "/.vscode/mcp.json"
    case .cursor: folder + "/.cursor/mcp.json"
    case .zed: folder + "/.zed/settings.json"
    case .codex: folder + "/.codex/config.toml"
    case .gemini: folder + "/.gemini/settings.json"
    }
  }
}

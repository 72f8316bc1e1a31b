/// The programs whose settings `securellm mcp install` knows.
package enum MCPClient: String, CaseIterable, Sendable {
  case claude
  case claudeCode = "claude-code"
  case vscode, cursor, zed, windsurf, codex, gemini

  /// As its maker calls it.
  package var title: String {
    switch self {
    case .claude: "Claude Desktop"
    case .claudeCode: "Claude Code"
    case .vscode: "VS Code"
    case .cursor: "Cursor"
    case .zed: "Zed"
    case .windsurf: "Windsurf"
    case .codex: "Codex"
    case .gemini: "Gemini CLI"
    }
  }

  /// The member of the settings that has the servers.
  package var container: String {
    switch self {
    case .vscode: "servers"
    case .zed: "context_servers"
    case .codex: "mcp_servers"
    case .claude, .claudeCode, .cursor, .windsurf, .gemini: "mcpServers"
    }
  }

  package var format: SettingsFormat {
    switch self {
    case .codex: .toml
    case .claude, .claudeCode, .vscode, .cursor, .zed, .windsurf, .gemini: .json
    }
  }

  /// What tells a local program from an address, where the client asks for it.
  var type: String? {
    switch self {
    case .claudeCode, .vscode: "stdio"
    case .claude, .cursor, .zed, .windsurf, .codex, .gemini: nil
    }
  }

  /// How the server learns which project it works in when nobody says.
  package var project: ProjectRule {
    switch self {
    case .vscode, .cursor: .variable("${workspaceFolder}")
    case .claudeCode, .zed, .codex, .gemini: .workingDirectory
    case .claude, .windsurf: .named
    }
  }

  package enum ProjectRule: Equatable, Sendable {
    /// The client replaces it by the folder that is open.
    case variable(String)
    /// The client starts servers in the project.
    case workingDirectory
    /// Neither: the entry has to name a folder.
    case named
  }

  /// What makes the client look at its settings again.
  package var afterwards: String {
    switch self {
    case .claude: "Quit and start Claude Desktop."
    case .claudeCode: "Start a new session; /mcp lists the servers."
    case .vscode: "Run \"MCP: List Servers\" and start it; VS Code asks once whether you trust it."
    case .cursor: "Look at Settings, MCP: it is listed there, and can be switched on."
    case .zed: "Zed has read it already; the agent panel's settings list it."
    case .windsurf: "Press Refresh in Cascade's MCP settings."
    case .codex: "Start a new session; /mcp lists the servers."
    case .gemini: "Start a new session; /mcp lists the servers."
    }
  }
}

/// The language of a settings file.
package enum SettingsFormat: Sendable {
  /// With comments and trailing commas.
  case json
  case toml
}

/// Whose settings: those of the user, or those in a project's folder, which are often shared.
package enum SettingsScope: String, CaseIterable, Sendable { case user, project }

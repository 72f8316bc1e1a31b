package import ProcessRunner
package import System

/// Where the server works, read from its environment. Nothing here touches the disk, so that it can be made before
/// anything else and fail with a sentence.
package struct Workspace: Sendable, Equatable {
  /// Absolute path of the directory that programs run in: `SECURELLM_PROJECT_ROOT`, else the current directory.
  package let projectRoot: String
  /// `$STATE_DIRECTORY`, else `$XDG_DATA_HOME/securellm`, else `~/.local/share/securellm`.
  package let dataDirectory: String
  /// What programs see as their home: `home` in `$CACHE_DIRECTORY`, else `$STATE_DIRECTORY/cache`, else
  /// `$XDG_CACHE_HOME/securellm`, else `~/.cache/securellm`.
  package let programHome: String
  /// Where programs find the git that takes a repository's filters away, beside their home. Not inside it: programs
  /// write there.
  package let guardDirectory: String
  /// `SECURELLM_PROGRAM_PATH`, else the standard ones.
  package let programDirectories: [String]
  /// Absolute folders of tool files: `SECURELLM_TOOLS_DIR`, separated by colons; a configuration and options name more.
  package var toolFolders: [String]
  /// The tier that programs must have: `SECURELLM_SANDBOX`, else `required`; a configuration may ask for more.
  package var sandboxDemand: SandboxDemand

  /// The database of the knowledge tools: `SECURELLM_KNOWLEDGE_DATABASE`, else `knowledge.db` in the data directory.
  package private(set) var databasePath: String
  /// What is used instead when the usual file belongs to another program: the older server keeps its own there. Nil
  /// where the file was named by somebody, who is told instead.
  package private(set) var databaseBeside: String?

  /// - Parameters:
  ///   - environment: of the process.
  ///   - currentDirectory: absolute.
  package init(environment: [String: String], currentDirectory: String) throws(WorkspaceError) {
    projectRoot = environment["SECURELLM_PROJECT_ROOT"] ?? currentDirectory
    guard Self.isAbsolute(projectRoot) else { throw .relativeProjectRoot }
    dataDirectory = try Self.dataDirectory(environment)
    (databasePath, databaseBeside) = (dataDirectory + "/knowledge.db", dataDirectory + "/securellm-knowledge.db")
    if let named = environment[Self.knowledgeVariable] {
      guard Self.isAbsolute(named) else { throw .relativeKnowledgeDatabase }
      (databasePath, databaseBeside) = (named, nil)
    }
    let cache = try Self.cacheDirectory(environment)
    programHome = cache + "/home"
    guardDirectory = cache + "/guard"
    sandboxDemand = try Self.sandboxDemand(environment) ?? .required
    toolFolders = try Self.toolFolders(environment)
    guard let list = environment["SECURELLM_PROGRAM_PATH"] else {
      programDirectories = Program.standardDirectories
      return
    }
    // An entry that is not absolute is an error: it would mean another directory in each project.
    do {
      programDirectories = try Program.directories(parsing: list)
    } catch {
      throw .invalidProgramPath(error)
    }
  }

  package static let toolFolderVariable = "SECURELLM_TOOLS_DIR"

  /// A relative one would mean another folder in each project.
  private static func toolFolders(_ environment: [String: String]) throws(WorkspaceError) -> [String] {
    let text = environment[toolFolderVariable] ?? ""
    let folders = text.utf8.split(separator: UInt8(ascii: ":")).map { String(decoding: Array($0), as: UTF8.self) }
    guard folders.allSatisfy(isAbsolute) else { throw .relativeToolFolder }
    return folders
  }

  package static let knowledgeVariable = "SECURELLM_KNOWLEDGE_DATABASE"

  /// A file that was named elsewhere, which goes before all others.
  package mutating func useKnowledge(at path: String) { (databasePath, databaseBeside) = (path, nil) }

  /// All that keeps one from being made, of which `init` reports the first.
  package static func errors(environment: [String: String], currentDirectory: String) -> [WorkspaceError] {
    var (environment, currentDirectory) = (environment, currentDirectory)
    var errors: [WorkspaceError] = []
    while true {
      do throws(WorkspaceError) {
        _ = try Workspace(environment: environment, currentDirectory: currentDirectory)
        return errors
      } catch {
        errors.append(error)
        // As if it had been corrected.
        switch error {
        case .relativeProjectRoot: (environment["SECURELLM_PROJECT_ROOT"], currentDirectory) = (nil, "/")
        case .relativeKnowledgeDatabase: environment[Self.knowledgeVariable] = nil
        case .relativeToolFolder: environment[Self.toolFolderVariable] = nil
        case .noHome: environment["HOME"] = "/"
        case .relativeServiceDirectory(let error): environment[error.variable] = nil
        case .invalidProgramPath: environment["SECURELLM_PROGRAM_PATH"] = nil
        case .invalidSandboxDemand: environment["SECURELLM_SANDBOX"] = nil
        }
      }
    }
  }

  /// Nil when the variable is not set. A word that is not known is an error: it may have meant more than the default.
  private static func sandboxDemand(_ environment: [String: String]) throws(WorkspaceError) -> SandboxDemand? {
    do throws(InvalidSandboxDemand) { return try SandboxDemand.inEnvironment(environment) } catch {
      throw .invalidSandboxDemand(error)
    }
  }

  /// The database of client keys: `SECURELLM_KEYS_DATABASE`, else `keys.sqlite` in the data directory. Needs nothing
  /// else of the environment.
  package static func keysDatabasePath(_ environment: [String: String]) throws(WorkspaceError) -> String {
    if let path = environment["SECURELLM_KEYS_DATABASE"] { return path }
    return try dataDirectory(environment) + "/keys.sqlite"
  }

  /// The variable that says where that database is.
  package static func reasonOfKeysDatabase(_ environment: [String: String]) -> String {
    let variables = ["SECURELLM_KEYS_DATABASE", ServiceDirectory.state.variable, "XDG_DATA_HOME"]
    return variables.first { environment[$0]?.isEmpty == false } ?? "HOME"
  }

  /// For commands that need neither a project nor programs.
  package static func dataDirectory(_ environment: [String: String]) throws(WorkspaceError) -> String {
    if let path = try directory(.state, environment) { return withoutSlash(path) }
    return try base("XDG_DATA_HOME", ".local/share", environment) + "/securellm"
  }

  /// The directory of a service that has no home of its own has room for this, too.
  private static func cacheDirectory(_ environment: [String: String]) throws(WorkspaceError) -> String {
    if let path = try directory(.cache, environment) { return withoutSlash(path) }
    if let path = try directory(.state, environment) { return withoutSlash(path) + "/cache" }
    return try base("XDG_CACHE_HOME", ".cache", environment) + "/securellm"
  }

  /// What systemd has made for this service; nil for none.
  package static func directory(
    _ directory: ServiceDirectory, _ environment: [String: String]
  ) throws(WorkspaceError) -> String? {
    do { return try directory.path(environment) } catch { throw .relativeServiceDirectory(error) }
  }

  /// The XDG specification has a relative value ignored. Without `HOME` the account's own entry is not asked for.
  private static func base(
    _ variable: String, _ fallback: String, _ environment: [String: String]
  ) throws(WorkspaceError) -> String {
    if let directory = environment[variable], isAbsolute(directory) { return withoutSlash(directory) }
    guard let home = environment["HOME"], isAbsolute(home) else { throw .noHome(variable) }
    return withoutSlash(home) + "/" + fallback
  }

  /// A path with a zero byte would be another one for the kernel.
  private static func isAbsolute(_ path: String) -> Bool {
    path.utf8.first == UInt8(ascii: "/") && !path.utf8.contains(0)
  }

  /// One slash at the end; more are the user's own business, and harmless.
  private static func withoutSlash(_ path: String) -> String {
    path.utf8.last == UInt8(ascii: "/") ? String(decoding: path.utf8.dropLast(), as: UTF8.self) : path
  }
}

/// A setting in the environment that the server cannot start with. The sentence names the variable and what to set.
package enum WorkspaceError: Error, Equatable, CustomStringConvertible {
  case relativeProjectRoot
  case relativeKnowledgeDatabase
  case relativeToolFolder
  /// An XDG variable that would have replaced the missing home.
  case noHome(String)
  case relativeServiceDirectory(RelativeServiceDirectory)
  case invalidProgramPath(InvalidSearchList)
  case invalidSandboxDemand(InvalidSandboxDemand)

  package var description: String {
    switch self {
    case .relativeProjectRoot:
      "SECURELLM_PROJECT_ROOT is not an absolute path: set it to the directory of the project, or unset it to use the"
        + " current directory"
    case .relativeKnowledgeDatabase:
      "SECURELLM_KNOWLEDGE_DATABASE is not an absolute path: set it to the file, or unset it to use knowledge.db in the"
        + " data directory"
    case .relativeToolFolder:
      "SECURELLM_TOOLS_DIR has a path that is not absolute: set it to folders of tool files, separated by colons"
    case .noHome(let variable):
      "neither \(variable) nor HOME is an absolute path: set one of them, the server keeps its files there"
    case .relativeServiceDirectory(let error): "\(error)"
    case .invalidSandboxDemand(let error): "\(error)"
    case .invalidProgramPath(let error): "SECURELLM_PROGRAM_PATH: \(error)"
    }
  }
}

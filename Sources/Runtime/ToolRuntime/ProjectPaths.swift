import ProcessRunner
import SchemaRuntime

extension ToolHost {
  /// Refuses arguments that name something outside the project, or in a `.git`, before the program sees them. The
  /// kernel resolves each path beneath the project's folder, so no link leads out between this and the run but for one
  /// that is made in the meantime; the sandbox is what holds then.
  ///
  /// What is not there is left to the program: git, for one, may be asked about files that were deleted.
  ///
  /// - Parameter folder: Where the program starts, which is where its paths begin; nil for the root of the project.
  func checkPaths(
    _ paths: [ArgumentVector.Path], in folder: ArgumentVector.Path? = nil, of definition: ToolDefinition
  ) throws(ToolFailure) {
    // As one path, so that a link in the folder's name and a step upwards behind it lead where the kernel would go.
    let paths = (folder.map { [$0] } ?? []) + paths.map { $0.beneath(folder) }
    guard !paths.isEmpty else { return }
    guard let project = ProjectFolder(settings.projectRoot) else {
      throw ToolFailure(
        .internalError,
        "the project \(settings.projectRoot) is not a folder that can be entered: set SECURELLM_PROJECT_ROOT")
    }
    // All of them are reported, each with the pointer of its argument, like violations of the input schema.
    var violations: [Violation] = []
    for path in paths {
      guard let message = Self.objection(project.outcome(path.bytes)) else { continue }
      violations.append(
        Violation(
          instanceLocation: path.pointer, keyword: "x-path", schemaLocation: "\(definition.file)#/inputSchema",
          evaluationPath: "/x-path", message: message, offset: 0))
    }
    guard violations.isEmpty else {
      throw ToolFailure(
        .invalidArguments, "\(definition.name) works inside the project only", violations: violations)
    }
  }

  /// A sentence for what is refused; nil for what may be handed to the program.
  private static func objection(_ outcome: ProjectFolder.Outcome) -> String? {
    switch outcome {
    case .inside, .absent: nil
    case .outside: "leads out of the project, by itself or through a symbolic link: name something inside"
    case .repository: "is or lies in a .git, which is never read: use the git tools"
    case .circular: "goes through symbolic links that lead in a circle"
    case .unreadable(let errno): "cannot be looked up in the project (error \(errno))"
    }
  }
}

extension ArgumentVector.Path {
  /// The path from the root of the project. An absolute one stays what it is, and is refused as such.
  fileprivate func beneath(_ folder: ArgumentVector.Path?) -> ArgumentVector.Path {
    guard let folder, bytes.first != UInt8(ascii: "/") else { return self }
    return ArgumentVector.Path(bytes: folder.bytes + [UInt8(ascii: "/")] + bytes, pointer: pointer)
  }
}

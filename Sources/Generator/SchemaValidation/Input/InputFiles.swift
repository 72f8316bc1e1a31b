/// The files that a command line names: paths as they are, folders searched, patterns matched.
package struct InputFiles: Sendable, Equatable {
  /// Endings of the names that are taken from folders, without the dot; capital letters do not matter.
  package var extensions: [String]
  /// Files that one run may name.
  /// Paths of 100 bytes for 200,000 files are 20 MB; above that a pattern was hardly meant.
  package var mostFiles: Int
  /// Levels of folders that are searched.
  /// Links to folders are not followed, so that only a file system that is broken, or made to be, comes near.
  package var deepest: Int

  package init(
    extensions: [String] = InputFormat.defaultExtensions, mostFiles: Int = 200_000, deepest: Int = 64
  ) {
    self.extensions = extensions
    self.mostFiles = mostFiles
    self.deepest = deepest
  }

  /// What was found, in the order of the arguments; within a folder in byte order of the names.
  package struct Found: Sendable, Equatable {
    package var files: [String] = []
    package var failures: [FileFailure] = []
  }

  /// Looks the arguments up. A path that exists is taken as it is, whatever characters it has; otherwise it may be a
  /// pattern. Hidden names are left out of folders, and links to folders are not followed, so that nothing is seen
  /// twice and no loop is entered.
  package func find(_ arguments: [String]) -> Found {
    var found = Found()
    for argument in arguments {
      switch kind(argument) {
      case .file?: add(argument, to: &found)
      case .folder?: search(argument, to: &found)
      case nil:
        // In this order, because names with brackets exist (`[slug].json` in web frameworks).
        if Glob.hasWildcards(argument) { match(argument, to: &found) } else { add(argument, to: &found) }
      }
    }
    return found
  }

  /// A path that leads nowhere is left to whoever reads it: the reason is the system's then.
  private func kind(_ path: String) -> FolderEntry.Kind? {
    path.utf8.elementsEqual(DocumentFiles.standardInput.utf8) ? .file : DocumentFiles.kind(path)
  }

  /// False when there are too many.
  @discardableResult
  private func add(_ path: String, to found: inout Found) -> Bool {
    if found.files.count < mostFiles {
      found.files.append(path)
      return true
    }
    found.failures.append(
      FileFailure(path: path, reason: "more than \(mostFiles) files; this one and those after it are left out"))
    return false
  }

  /// An argument that finds nothing is an error: a check over no files would pass for ever after somebody renames the
  /// folder.
  private func search(_ folder: String, to found: inout Found) {
    let before = found.files.count + found.failures.count
    walk(folder, (), to: &found) { _, name, kind in
      if name.utf8.first == 0x2E { return nil }
      return kind == .folder ? .enter(()) : hasExtension(name) ? .take : nil
    }
    if found.files.count + found.failures.count == before {
      let endings = extensions.map { "." + $0 }.joined(separator: ", ")
      found.failures.append(FileFailure(path: folder, reason: "has no file that ends in \(endings)"))
    }
  }

  private func match(_ pattern: String, to found: inout Found) {
    guard let glob = Glob(pattern) else {
      found.failures.append(FileFailure(path: pattern, reason: "the pattern is not closed, or has too many branches"))
      return
    }
    let before = found.files.count + found.failures.count
    walk(glob.base.isEmpty ? "." : glob.base, glob.start, isShown: !glob.base.isEmpty, to: &found) {
      state, name, kind in
      let next = glob.step(state, name)
      if kind == .file { return glob.accepts(next) ? .take : nil }
      return next.contains { !$0.isEmpty } ? .enter(next) : nil
    }
    if found.files.count + found.failures.count == before {
      found.failures.append(FileFailure(path: pattern, reason: "no file matches the pattern"))
    }
  }

  private func hasExtension(_ name: String) -> Bool {
    let bytes = name.utf8.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
    return extensions.contains { ending in
      // ASCII only: file systems differ in what they take for one letter, and endings are ASCII.
      let wanted = [0x2E] + ending.utf8.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
      return bytes.count > wanted.count && bytes.suffix(wanted.count).elementsEqual(wanted)
    }
  }

  // MARK: folders

  private enum Step<State> {
    case take
    case enter(State)
  }

  private struct Pending<State> {
    let path: String
    let state: State
    let depth: Int
    let isFolder: Bool
  }

  /// Visits everything below a folder, in byte order, with a list instead of the stack. `decide` says what becomes of
  /// an entry; nil leaves it out. `isShown`: whether the folder is a part of the paths that are found.
  /// One walk for both, a folder and a pattern: they differ in what they say to a name.
  private func walk<State>(
    _ folder: String, _ state: State, isShown: Bool = true, to found: inout Found,
    _ decide: (State, String, FolderEntry.Kind) -> Step<State>?
  ) {
    var pending = [Pending(path: folder, state: state, depth: 0, isFolder: true)]
    while let next = pending.popLast() {
      guard next.isFolder else {
        guard add(next.path, to: &found) else { return }
        continue
      }
      // Said and not passed over: a check that leaves files out must not look like one of all files.
      guard next.depth < deepest else {
        found.failures.append(FileFailure(path: next.path, reason: "more than \(deepest) levels of folders"))
        continue
      }
      let prefix = next.depth == 0 && !isShown ? "" : Self.folderPrefix(next.path)
      var entries: [Pending<State>] = []
      do throws(FileFailure) {
        for entry in try DocumentFiles.entries(next.path) {
          switch decide(next.state, entry.name, entry.kind) {
          case .take?:
            entries.append(Pending(path: prefix + entry.name, state: next.state, depth: 0, isFolder: false))
          case .enter(let state)?:
            entries.append(
              Pending(path: prefix + entry.name, state: state, depth: next.depth + 1, isFolder: true))
          case nil: break
          }
        }
      } catch {
        found.failures.append(error)
      }
      // Reversed, so that the first name comes off the end first and a folder is done before its neighbour.
      pending += entries.reversed()
    }
  }

  private static func folderPrefix(_ path: String) -> String { path.utf8.last == 0x2F ? path : path + "/" }
}

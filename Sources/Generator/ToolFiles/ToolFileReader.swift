import Glibc
import JSONCore
import SchemaCompiler
import System

/// Reads the files of one place, within bounds; what it does not read it says.
struct ToolFileReader {
  private let location: ToolLocation
  private var files: [ToolFileSet.File] = []
  private var problems: [Diagnostic] = []
  private var bytes = 0
  private var isFull = false

  private init(_ location: ToolLocation) { self.location = location }

  fileprivate static func read(_ location: ToolLocation) -> ToolFileSet {
    var reader = ToolFileReader(location)
    switch location.kind {
    case .file: return reader.readFile()
    case .folder, .project: reader.readFolder()
    }
    return ToolFileSet(location, files: reader.files, problems: reader.problems)
  }

  private var isOfProject: Bool { location.kind == .project }

  // MARK: a folder

  private mutating func readFolder() {
    do throws(SystemError) {
      let folder = isOfProject ? try folderOfProject() : try OpenFolder(location.path, followsLink: true)
      guard mayUse(try folder.status(), location.path) else { return }
      let names = try names(in: folder, location.path)
      let folders = names.filter { isFolder($0, in: folder) }
      // Not the name of a folder that is there.
      var group = "local"
      while folders.contains(Array(group.utf8)) { group += "_" }
      readFiles(names, of: folder, in: "", group: "tools/" + group)
      for name in folders { try readFolder(name, in: folder) }
      // A package of tools has its shared definitions beside the folder of the tools.
      if !isOfProject, name(location.path).utf8.elementsEqual("tools".utf8) {
        readShared(parent(location.path) + "/common")
      }
    } catch {
      report(location.path, Self.words(error), hint: "make the folder, or correct the path")
    }
  }

  /// Neither the folder nor the one that it is in may be a link: what is shown as part of the project would be elsewhere.
  private func folderOfProject() throws(SystemError) -> OpenFolder {
    let above = try OpenFolder(parent(location.path), followsLink: false)
    return try above.folder(Array(name(location.path).utf8), followsLink: false)
  }

  /// One folder deep, as the build has it. A name that begins with a dot is somebody else's.
  private mutating func readFolder(_ name: [UInt8], in folder: borrowing OpenFolder) throws(SystemError) {
    guard let text = String(validating: name, as: UTF8.self) else { return }
    let shown = location.path + "/" + text
    let inner = try folder.folder(name, followsLink: !isOfProject)
    guard mayUse(try inner.status(), shown) else { return }
    let names = try names(in: inner, shown)
    readFiles(
      names, of: inner, in: text + "/",
      group: ["common", "programs"].contains { text.utf8.elementsEqual($0.utf8) } ? text : "tools/" + text)
  }

  /// None where there are too many: which of them were seen would be chance.
  private mutating func names(
    in folder: borrowing OpenFolder, _ shown: String
  ) throws(SystemError) -> [[UInt8]] {
    let names = try folder.names(limit: ToolFileLimits.names)
    if names.count < ToolFileLimits.names { return names }
    report(shown, "this folder has too many files", hint: "put the tool files into a folder of their own")
    return []
  }

  private mutating func isFolder(_ name: [UInt8], in folder: borrowing OpenFolder) -> Bool {
    guard name.first != 0x2E, !Self.isJSON(name), let status = folder.status(of: name) else { return false }
    switch status.kind {
    case .folder: return true
    case .link: return !isOfProject && (try? folder.folder(name, followsLink: true).status()) != nil
    case .regular, .other: return false
    }
  }

  private mutating func readFiles(
    _ names: [[UInt8]], of folder: borrowing OpenFolder, in prefix: String, group: String
  ) {
    for name in names where name.first != 0x2E && Self.isJSON(name) {
      guard let text = String(validating: name, as: UTF8.self) else {
        let repaired = String(decoding: name, as: UTF8.self)
        report(location.path + "/" + prefix + repaired, "the name of this file is not UTF-8", hint: "rename the file")
        continue
      }
      read(name, text, of: folder, in: prefix, group: group)
    }
  }

  private mutating func read(
    _ name: [UInt8], _ text: String, of folder: borrowing OpenFolder, in prefix: String, group: String
  ) {
    let shown = "\(location.path)/\(prefix)\(text)"
    guard hasRoom(shown) else { return }
    do throws(FileReadError) {
      let (bytes, status) = try folder.read(name, limit: ToolFileLimits.fileBytes, followsLink: !isOfProject)
      guard mayUse(status, shown) else { return }
      add(.init(relative: prefix + text, path: "\(group)/\(text)", shown: shown, bytes: bytes))
    } catch {
      report(shown, Self.words(error), hint: "a tool file is a regular file of at most 1 MiB")
    }
  }

  // MARK: a single file

  private mutating func readFile() -> ToolFileSet {
    let folder = parent(location.path)
    let group = name(folder)
    do throws(FileReadError) {
      let bytes = try Files.read(location.path, limit: ToolFileLimits.fileBytes)
      let text = name(location.path)
      let path = "tools/\(group.isEmpty || group == "." || group == ".." ? "local" : group)/\(text)"
      add(.init(relative: text, path: path, shown: location.path, bytes: bytes))
    } catch {
      report(location.path, Self.words(error), hint: "a tool file is a regular file of at most 1 MiB")
    }
    for beside in [folder + "/common", folder + "/../common", folder + "/../../common"] { readShared(beside) }
    return ToolFileSet(location, files: files, problems: problems) { path in
      // `tools/other/x.json` is in the folder beside this one.
      let parts = path.utf8.split(separator: 0x2F).map { String(Substring($0)) }
      guard parts.count == 3, parts[0].utf8.elementsEqual("tools".utf8) else { return nil }
      let near = parts[1].utf8.elementsEqual(group.utf8) ? folder : "\(folder)/../\(parts[1])"
      guard let bytes = try? Files.read("\(near)/\(parts[2])", limit: ToolFileLimits.fileBytes) else { return nil }
      return SourceFile(path: path, bytes: bytes)
    }
  }

  /// Definitions that tool files refer to as `../../common/NAME.json`; where there are none nothing is said.
  private mutating func readShared(_ path: String) {
    guard let folder = try? OpenFolder(path, followsLink: true),
      let names = try? folder.names(limit: ToolFileLimits.names)
    else { return }
    let known = Set(files.map(\.path))
    for name in names where name.first != 0x2E && Self.isJSON(name) {
      guard let text = String(validating: name, as: UTF8.self), !known.contains("common/" + text), hasRoom(path),
        let file = try? folder.read(name, limit: ToolFileLimits.fileBytes, followsLink: true)
      else { continue }
      add(.init(relative: "../common/" + text, path: "common/" + text, shown: "\(path)/\(text)", bytes: file.bytes))
    }
  }

  // MARK: bounds

  private mutating func add(_ file: ToolFileSet.File) {
    bytes += file.bytes.count
    files.append(file)
  }

  private mutating func hasRoom(_ shown: String) -> Bool {
    if files.count < ToolFileLimits.files, bytes < ToolFileLimits.bytes { return true }
    // Once: a thousand lines of it would hide the first.
    if !isFull {
      report(shown, "there are too many tool files here: this and the following are not read", hint: Self.bounds)
    }
    isFull = true
    return false
  }

  private static let bounds = "a folder may have \(ToolFileLimits.files) files of 16 MiB together"

  /// Whose file it is. What came with a project must be this user's alone; elsewhere only what everybody may write is
  /// refused, which would let any user of the machine say what this one runs.
  private mutating func mayUse(_ status: FileStatus, _ shown: String) -> Bool {
    if isOfProject, !status.isTrusted {
      report(
        shown, "other users may write this, so it is not used",
        hint: "make it your own, and run: chmod go-w \(shown)")
      return false
    }
    guard status.isWritableByAll else { return true }
    report(shown, "everybody may write this, so it is not used", hint: "run: chmod o-w \(shown)")
    return false
  }

  // MARK: words

  private mutating func report(_ shown: String, _ message: String, hint: String) {
    problems.append(
      Diagnostic(file: shown, location: SourceLocation(line: 1, column: 1), pointer: "", message: message, hint: hint))
  }

  private static func words(_ error: FileReadError) -> String {
    switch error {
    case .system(let error): words(error)
    case .notRegular: "this is not a regular file"
    case .tooLarge: "this has more than \(ToolFileLimits.fileBytes) bytes"
    }
  }

  private static func words(_ error: SystemError) -> String {
    switch error.code {
    case ELOOP: "this is a symbolic link, which a project's tools may not be"
    // What the kernel says of a link to a folder, too.
    case ENOTDIR: "this is not a folder, or a symbolic link to one"
    default: "this cannot be read: \(error)"
    }
  }

  private static func isJSON(_ name: [UInt8]) -> Bool { name.count > 5 && name.suffix(5).elementsEqual(".json".utf8) }

  private func parent(_ path: String) -> String { Folders.parent(of: path) ?? path }

  private func name(_ path: String) -> String {
    path.utf8.split(separator: 0x2F).last.map { String(Substring($0)) } ?? ""
  }
}

extension ToolFileSet {
  /// What is at a place now.
  package init(_ location: ToolLocation) { self = ToolFileReader.read(location) }
}

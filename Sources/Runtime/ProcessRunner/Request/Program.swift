import Glibc
import System

/// What may run: the absolute path of an executable file, found once in an allow-list of directories.
///
/// There is no initializer from a path, so a value of this type cannot name a file outside such a list, or outside a
/// project whose code is to be run.
/// The path is not canonicalised: programs that look at their own name (BusyBox, Nix wrappers) keep working.
package struct Program: Sendable, Hashable, CustomStringConvertible {
  /// The absolute path, free of NUL bytes.
  package let path: String

  /// Where programs are looked for unless the caller has a list of its own.
  package static let standardDirectories = [
    "/usr/bin", "/bin", "/usr/local/bin", "/run/current-system/sw/bin", "/nix/var/nix/profiles/default/bin",
  ]

  /// Finds `name` in the first directory that holds an executable regular file of that name.
  ///
  /// - Parameters:
  ///   - name: A bare file name: not empty, no `/`, no NUL, neither `.` nor `..`.
  ///   - directories: Absolute directories, searched in order; an entry that is not absolute is never searched.
  /// - Returns: `nil` when the name is not bare, no directory holds such a program, or the file is a launcher under
  ///   another name.
  package static func resolve(_ name: String, in directories: [String] = standardDirectories) -> Program? {
    guard let program = find(name, in: directories) else { return nil }
    return LauncherLink(name, at: program.path, directories) == nil ? program : nil
  }

  /// The shell, interpreter or launcher that a program of this name really is; nil when it is what its name says, or is
  /// not there.
  package static func launcher(behind name: String, in directories: [String] = standardDirectories) -> String? {
    find(name, in: directories).flatMap { LauncherLink(name, at: $0.path, directories)?.real }
  }

  private static func find(_ name: String, in directories: [String]) -> Program? {
    guard isBareName(Array(name.utf8)) else { return nil }
    for directory in directories where isAbsolute(Array(directory.utf8)) {
      let path = "\(directory)/\(name)"
      if isExecutableFile(path) { return Program(path: path) }
    }
    return nil
  }

  /// A program that the project brings: an executable regular file that `path` leads to without leaving the folder, by
  /// any link.
  ///
  /// - Parameters:
  ///   - path: relative to the folder.
  ///   - project: an absolute path.
  package static func beneath(_ project: String, _ path: String) -> Program? {
    let bytes = Array(path.utf8.starts(with: "./".utf8) ? path.utf8.dropFirst(2) : path.utf8[...])
    guard isAbsolute(Array(project.utf8)), !bytes.contains(0), let folder = ProjectFolder(project),
      folder.outcome(bytes) == .inside
    else { return nil }
    let whole = "\(project)/\(String(decoding: bytes, as: UTF8.self))"
    return isExecutableFile(whole) ? Program(path: whole) : nil
  }

  /// Reads a colon-separated list of directories, such as the value of `SECURELLM_PROGRAM_PATH`.
  ///
  /// - Throws: ``InvalidSearchList`` when an entry is empty or relative: either would mean "the working directory of
  ///   this process", so the whole list is refused rather than searched in part.
  package static func directories(parsing list: String) throws(InvalidSearchList) -> [String] {
    var directories: [String] = []
    for (index, entry) in Array(list.utf8).split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
      .enumerated()
    {
      guard isAbsolute(Array(entry)) else { throw InvalidSearchList(entry: index + 1) }
      directories.append(String(decoding: entry, as: UTF8.self))
    }
    return directories
  }

  /// Whether this process may write the file or folder.
  package static func mayWrite(_ path: String) -> Bool { FileAccess.mayWrite(path) }

  /// Whether a folder is, or holds, another, with every link followed. False when either is not there.
  package static func isFolder(_ folder: String, above other: String) -> Bool {
    guard let outer = realPath(folder), let inner = realPath(other) else { return false }
    let prefix = outer.utf8.elementsEqual("/".utf8) ? outer : outer + "/"
    return outer.utf8.elementsEqual(inner.utf8) || inner.utf8.starts(with: prefix.utf8)
  }

  package var description: String { path }

  private init(path: String) { self.path = path }

  private static func isBareName(_ name: [UInt8]) -> Bool {
    !name.isEmpty && !name.contains(UInt8(ascii: "/")) && !name.contains(0)
      && name != Array(".".utf8) && name != Array("..".utf8)
  }

  private static func isAbsolute(_ directory: [UInt8]) -> Bool {
    directory.first == UInt8(ascii: "/") && !directory.contains(0)
  }
}

/// A list of program directories with an entry that is empty or not absolute.
package struct InvalidSearchList: Error, Sendable, Equatable, CustomStringConvertible {
  /// The position of the entry, counted from 1.
  package let entry: Int

  package var description: String {
    "entry \(entry) of the program directories is empty or relative: write absolute directories separated by ':'"
  }
}

/// Whether the path leads to a regular file (through symbolic links) that this process may execute.
func isExecutableFile(_ path: String) -> Bool {
  FileStatus(path)?.kind == .regular && FileAccess.mayExecute(path)
}

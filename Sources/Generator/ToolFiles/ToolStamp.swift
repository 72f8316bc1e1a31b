import System

/// What the kernel says of the files of a place, without reading them: while it stays the same, so do they. A look costs
/// a system call for each file, and one for each folder.
struct ToolStamp: Equatable {
  private var words: [Int] = []
  /// Something was changed so lately that another change could have the same time.
  private(set) var isFresh = false
  /// More than a tick of the kernel's clock, which file systems take their times from.
  private static let tick = 20_000_000

  init(_ locations: [ToolLocation], files: [String]) {
    let now = WallClock.nanoseconds
    for file in files { add(FileStatus(file), now) }
    for location in locations {
      switch location.kind {
      case .file: add(FileStatus(location.path), now)
      case .folder, .project: add(folder: location.path, now, followsLink: location.kind == .folder)
      }
    }
  }

  private mutating func add(folder path: String, _ now: Int, followsLink: Bool) {
    guard let folder = try? OpenFolder(path, followsLink: followsLink) else { return words.append(-1) }
    add(folder, now, path, followsLink: followsLink, depth: 1)
  }

  private mutating func add(
    _ folder: borrowing OpenFolder, _ now: Int, _ path: String, followsLink: Bool, depth: Int
  ) {
    add(try? folder.status(), now)
    for name in (try? folder.names(limit: ToolFileLimits.names)) ?? [] where name.first != 0x2E {
      var status = folder.status(of: name)
      // A link's own times say nothing of what it leads to.
      if followsLink, status?.kind == .link {
        status = FileStatus(path + "/" + String(decoding: name, as: UTF8.self))
      }
      if status?.kind == .folder, depth > 0, let inner = try? folder.folder(name, followsLink: followsLink) {
        add(
          inner, now, path + "/" + String(decoding: name, as: UTF8.self), followsLink: followsLink, depth: depth - 1)
      } else {
        add(status, now)
      }
    }
  }

  private mutating func add(_ status: FileStatus?, _ now: Int) {
    guard let status else { return words.append(-1) }
    words += [
      Int(truncatingIfNeeded: status.device), Int(truncatingIfNeeded: status.inode), status.size, status.modified,
      status.changed, Int(status.permissions), Int(status.owner),
    ]
    if now - status.changed < Self.tick { isFresh = true }
  }
}

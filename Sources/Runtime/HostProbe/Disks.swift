import System

extension HostProbe {
  /// One reading per mount point, in the order asked for.
  package func disks(_ mountPoints: [String]) -> [DiskReading] {
    let mounts = MountTable(file("proc/self/mounts") ?? [])
    return mountPoints.map { mountPoint in
      if let remote = mounts.remoteFileSystem(at: mountPoint) {
        return .skippedRemote(mountPoint: mountPoint, fileSystem: remote)
      }
      guard let usage = FileSystemUsage(at: location(mountPoint)) else { return .absent(mountPoint: mountPoint) }
      return .measured(DiskUsage(usage, mountPoint: mountPoint))
    }
  }
}

extension DiskUsage {
  init(_ usage: FileSystemUsage, mountPoint: String) {
    self.init(
      mountPoint: mountPoint, totalBytes: usage.totalBytes, freeBytes: usage.freeBytes,
      availableBytes: usage.availableBytes, totalInodes: usage.totalInodes, freeInodes: usage.freeInodes,
      isReadOnly: usage.isReadOnly)
  }
}

/// Which file system a path is on, from /proc/self/mounts.
struct MountTable {
  private var mounts: [(point: [UInt8], type: String)] = []

  /// Types whose responses come over a network or from another process, which may never come.
  private static let remote: Set<String> = [
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "lustre", "gfs2", "ocfs2", "gpfs",
    "beegfs", "orangefs", "coda", "davfs", "autofs",
  ]

  /// A line is device, mount point, type, options; lines with less are passed over.
  init(_ bytes: [UInt8]) {
    for line in Text.lines(bytes) {
      let words = line.split(separator: UInt8(ascii: " "))
      guard words.count >= 3 else { continue }
      mounts.append((Self.unescaped(words[1]), String(decoding: words[2], as: UTF8.self)))
    }
  }

  /// The type of the deepest mount that holds `path`, the last one where several lie on one point, if it is remote.
  func remoteFileSystem(at path: String) -> String? {
    let bytes = Array(path.utf8)
    let holding = mounts.filter { Self.holds($0.point, bytes) }
    guard let longest = holding.map(\.point.count).max() else { return nil }
    guard let type = holding.last(where: { $0.point.count == longest })?.type else { return nil }
    // FUSE file systems name themselves "fuse.<program>"; "fuseblk" is a local disk.
    return Self.remote.contains(type) || type.utf8.starts(with: "fuse.".utf8) || type == "fuse" ? type : nil
  }

  /// By whole path components: `/home` holds `/home/a` and not `/homes`.
  private static func holds(_ point: [UInt8], _ path: [UInt8]) -> Bool {
    let slash = UInt8(ascii: "/")
    guard path.starts(with: point) else { return false }
    return point.last == slash || path.count == point.count || path[point.count] == slash
  }

  /// The kernel writes blank, tab, line feed and backslash as `\` and three octal digits.
  private static func unescaped(_ field: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var rest = field
    while let byte = rest.popFirst() {
      let digits = rest.prefix(3)
      guard byte == UInt8(ascii: "\\"), digits.count == 3,
        let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
      else {
        result.append(byte)
        continue
      }
      result.append(value)
      rest = rest.dropFirst(3)
    }
    return result
  }
}

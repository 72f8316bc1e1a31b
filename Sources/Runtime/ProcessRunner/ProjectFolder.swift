/// A folder that paths must stay beneath.
///
/// Text alone cannot show it: a symbolic link anywhere in a path leads wherever it likes, and repositories bring links.
/// So the kernel is asked to resolve the path from the folder's descriptor and to refuse the first step out of it
/// (`openat2` with `RESOLVE_BENEATH`). A walk of our own, one component at a time and following no link by itself, says
/// which folders the path goes through; where the kernel has no `openat2`, or a container's filter forbids it, the walk
/// decides alone.
package struct ProjectFolder: ~Copyable {
  /// What became of a path.
  package enum Outcome: Sendable, Equatable {
    /// It is there, beneath the folder.
    case inside
    /// It is not there; what there is of it lies beneath the folder.
    case absent
    /// It is absolute, has a step upwards out of the folder, or goes through a link that leaves it.
    case outside
    /// It is, or goes through, a `.git` or a folder that is one by another name.
    case repository
    /// Its links lead in a circle, or there are too many of them.
    case circular
    /// The kernel did not say.
    case unreadable(errno: Int32)
  }

  private let root: Int32
  private let asksKernel: Bool
  /// Of the folder itself.
  var descriptor: Int32 { root }

  /// - Parameter asksKernel: False leaves the decision to the walk alone.
  /// - Returns: `nil` when there is no such folder, or it may not be entered.
  package init?(_ path: String, asksKernel: Bool = true) {
    guard let descriptor = FolderCalls.openFolder(path) else { return nil }
    root = descriptor
    self.asksKernel = asksKernel
  }

  deinit { FolderCalls.close(root) }

  /// Where `path`, relative to the folder, leads.
  package func outcome(_ path: [UInt8]) -> Outcome {
    var walk = FolderWalk(root: root)
    let walked = walk.outcome(path)
    walk.closeAll()
    guard walked == .inside || walked == .absent, asksKernel else { return walked }
    switch FolderCalls.openBeneath(root, path) {
    case 0: return walked
    case FolderCalls.noEntry, FolderCalls.notFolder, FolderCalls.tooLong, FolderCalls.denied: return walked
    case FolderCalls.noSuchCall, FolderCalls.notPermitted, FolderCalls.invalid: return walked
    case FolderCalls.crossing: return .outside
    case FolderCalls.loop: return .circular
    case let error: return .unreadable(errno: error)
    }
  }

  /// The folder that `path` leads to, held by a descriptor: whatever becomes of the path, a program starts there.
  ///
  /// - Returns: Nil where `outcome` is not `inside`, or what is there is no folder.
  package func startFolder(_ path: [UInt8]) -> StartFolder? {
    guard outcome(path) == .inside else { return nil }
    var walk = FolderWalk(root: root)
    guard walk.outcome(path) == .inside, let descriptor = walk.takeLast() ?? FolderCalls.duplicate(root) else {
      walk.closeAll()
      return nil
    }
    walk.closeAll()
    let owned = OwnedDescriptor(descriptor)
    return FolderCalls.isFolder(descriptor) ? StartFolder(descriptor: owned, path: path) : nil
  }
}

/// A folder beneath the one that a program works in, in which it starts.
package final class StartFolder: Sendable {
  let descriptor: OwnedDescriptor
  /// As it was named, relative to the other folder.
  package let path: [UInt8]

  init(descriptor: OwnedDescriptor, path: [UInt8]) {
    self.descriptor = descriptor
    self.path = path
  }
}

/// Resolves a path as the kernel does, but sees every step.
private struct FolderWalk {
  private enum Step {
    /// To the component that comes next.
    case on
    case end(ProjectFolder.Outcome)
  }

  private static let linkLimit = 40
  private static let repository = Array(".git".utf8)

  private let root: Int32
  /// Descriptors of the folders entered below the root.
  private var entered: [Int32] = []
  private var links = 0
  /// Components still to come, the next one last.
  private var rest: [[UInt8]] = []

  init(root: Int32) { self.root = root }

  /// The descriptor of what the path led to, which is the caller's then; nil for the root itself.
  mutating func takeLast() -> Int32? { entered.popLast() }

  mutating func closeAll() { for descriptor in entered { FolderCalls.close(descriptor) } }

  mutating func outcome(_ path: [UInt8]) -> ProjectFolder.Outcome {
    guard !path.isEmpty else { return .absent }
    guard push(path) else { return .outside }
    while let name = rest.popLast() {
      if case .end(let outcome) = step(name) { return outcome }
    }
    return .inside
  }

  /// Puts the components of a path in front of those still to come. False for an absolute path.
  private mutating func push(_ path: [UInt8]) -> Bool {
    guard path.first != UInt8(ascii: "/") else { return false }
    rest += path.split(separator: UInt8(ascii: "/")).reversed().map { Array($0) }
    return true
  }

  private mutating func step(_ name: [UInt8]) -> Step {
    if name == Array(".".utf8) { return .on }
    if name == Array("..".utf8) {
      guard let last = entered.popLast() else { return .end(.outside) }
      FolderCalls.close(last)
      return .on
    }
    if Self.isRepositoryName(name) { return .end(.repository) }
    let folder = entered.last ?? root
    let opened = FolderCalls.open(folder, name)
    guard let descriptor = opened.descriptor else { return .end(missing(opened.error)) }
    if let target = FolderCalls.linkTarget(descriptor) {
      FolderCalls.close(descriptor)
      links += 1
      guard links <= Self.linkLimit else { return .end(.circular) }
      return push(target) ? .on : .end(.outside)
    }
    entered.append(descriptor)
    return FolderCalls.isSame(descriptor, as: Self.repository, in: folder) ? .end(.repository) : .on
  }

  /// What is not there cannot be read; the components behind it are names and nothing else.
  private func missing(_ error: Int32) -> ProjectFolder.Outcome {
    switch error {
    case FolderCalls.noEntry, FolderCalls.notFolder, FolderCalls.tooLong, FolderCalls.denied:
      if rest.contains(where: Self.isRepositoryName) { return .repository }
      return rest.contains(Array("..".utf8)) ? .outside : .absent
    default: return .unreadable(errno: error)
    }
  }

  /// In any case of letters: on some file systems they are one name.
  private static func isRepositoryName(_ name: [UInt8]) -> Bool {
    name.count == repository.count && zip(name, repository).allSatisfy { $0 | 0x20 == $1 | 0x20 }
  }
}

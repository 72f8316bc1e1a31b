import JSONCore
import ProxyProtocol
import SchemaRuntime

/// Paths of a configuration file: relative ones begin in the folder of that file, so that it means the same from
/// whatever directory the program is started. Nothing in them is expanded.
package enum FilePaths {
  /// The path from the root, if the folder is; a path that is there already stays as it is.
  package static func resolve(_ path: String, in folder: String) -> String {
    if folder.isEmpty || path.utf8.first == UInt8(ascii: "/") { return path }
    return folder.utf8.last == UInt8(ascii: "/") ? folder + path : "\(folder)/\(path)"
  }

  /// A path that somebody gave in a working directory, without the `./` and `../` that it begins with. The directory is
  /// as the kernel names it, so that no link is in it; elsewhere in a path `..` is the kernel's to follow.
  package static func absolute(_ path: String, workingDirectory: String) -> String {
    var (path, folder) = (path[...], workingDirectory)
    while true {
      if path.utf8.starts(with: "./".utf8) {
        path = path.dropFirst(2)
      } else if path.utf8.starts(with: "../".utf8), folder.utf8.count > 1 {
        path = path.dropFirst(3)
        folder = Self.folder(of: folder)
      } else {
        return resolve(String(path), in: folder)
      }
    }
  }

  /// The folder that a path as `resolve` returns it is in.
  package static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
    return slash == path.utf8.startIndex ? "/" : String(path[..<slash])
  }
}

extension Configuration.Value {
  /// Every path of the file, with the names that lead to it: what holds for paths is said once, here.
  mutating func mapPaths(_ body: (_ location: [JSONString], _ path: JSONString) -> JSONString) {
    for member in providers {
      var provider = member.value
      let location = ["providers", member.name]
      provider.caFile = provider.caFile.map { body(location + ["caFile"], $0) }
      if let file = provider.key?.file { provider.key?.file = body(location + ["key", "file"], file) }
      for index in (provider.keys ?? []).indices {
        guard let file = provider.keys?[index].file else { continue }
        provider.keys?[index].file = body(location + ["keys", JSONString("\(index)"), "file"], file)
      }
      providers[member.name] = provider
    }
    if let socket = listen.socket { listen.socket?.path = body(["listen", "socket", "path"], socket.path) }
    if var tls = listen.tls {
      let location: [JSONString] = ["listen", "tls"]
      tls.certificateFile = body(location + ["certificateFile"], tls.certificateFile)
      tls.keyFile = body(location + ["keyFile"], tls.keyFile)
      tls.clientAuthoritiesFile = tls.clientAuthoritiesFile.map { body(location + ["clientAuthoritiesFile"], $0) }
      listen.tls = tls
    }
    clients.keyFile = clients.keyFile.map { body(["clients", "keyFile"], $0) }
    audit.folder = audit.folder.map { body(["audit", "folder"], $0) }
    tools.knowledgeFile = tools.knowledgeFile.map { body(["tools", "knowledgeFile"], $0) }
    for member in tools.secrets {
      guard let file = member.value.file else { continue }
      var secret = member.value
      secret.file = body(["tools", "secrets", member.name, "file"], file)
      tools.secrets[member.name] = secret
    }
    for index in (tools.folders ?? []).indices {
      guard let folder = tools.folders?[index] else { continue }
      tools.folders?[index] = body(["tools", "folders", JSONString("\(index)")], folder)
    }
    prices.file = prices.file.map { body(["prices", "file"], $0) }
    if let file = cache?.secret?.file { cache?.secret?.file = body(["cache", "secret", "file"], file) }
    if var redis = state?.redis {
      let location: [JSONString] = ["state", "redis"]
      redis.url.file = redis.url.file.map { body(location + ["url", "file"], $0) }
      redis.caFile = redis.caFile.map { body(location + ["caFile"], $0) }
      state?.redis = redis
    }
  }

  func resolvingPaths(in folder: String) -> Configuration.Value {
    if folder.isEmpty { return self }
    var value = self
    value.mapPaths { JSONString(FilePaths.resolve(String($1), in: folder)) }
    return value
  }
}

import JSONCore
import ProxyProtocol
import ResponseCache

extension SettingsLoader {
  /// As many bits as what is made of it has.
  private static let leastSecret = 32

  /// Nil where no responses are kept.
  ///
  /// - Parameter hasRedis: whether there is one for instances to share.
  func cache(
    _ value: Configuration.Cache?, hasRedis: Bool, _ errors: inout [SettingsFailure]
  ) -> CacheSettings? {
    guard let value else { return nil }
    if value.redis, !hasRedis {
      errors.append(SettingsFailure(pointer: "/cache/redis", "needs state.redis, which says where Redis is"))
    }
    if value.redis, value.secret == nil {
      errors.append(
        SettingsFailure(
          pointer: "/cache/secret",
          "is missing: instances that share responses in Redis need one secret; name a variable or file with at least"
            + " \(Self.leastSecret) random bytes"))
    }
    return CacheSettings(
      limits: ResponseCache.Limits(
        timeToLiveSeconds: value.ttlSeconds, bytes: value.maxBytes,
        entryBytes: min(value.maxEntryBytes, value.maxBytes / 16)),
      width: value.scope == .owner ? .owner : .key, models: value.models.map { String($0) }, usesStore: value.redis,
      secret: value.secret.flatMap { secret($0, &errors) })
  }

  private func secret(_ source: Configuration.CacheSecret, _ errors: inout [SettingsFailure]) -> CacheSecret? {
    do throws(SettingsFailure) {
      let bytes = try bytes(of: source)
      if bytes.count >= Self.leastSecret { return CacheSecret(bytes: bytes) }
      throw SettingsFailure(
        pointer: "/cache/secret", "is too short: it must have at least \(Self.leastSecret) bytes, all of them random")
    } catch {
      errors.append(error)
      return nil
    }
  }

  private func bytes(of source: Configuration.CacheSecret) throws(SettingsFailure) -> [UInt8] {
    if let variable = source.env {
      guard let value = environment[String(variable)], !value.isEmpty else {
        throw SettingsFailure(pointer: "/cache/secret/env", "the variable \(variable) is not set")
      }
      return Array(value.utf8)
    }
    var (pointer, path) = ("/cache/secret/file", source.file.map { String($0) } ?? "")
    if let name = source.credential {
      pointer = "/cache/secret/credential"
      path = try credentialFile(String(name), at: pointer)
    }
    var read: [UInt8] = []
    try KeySource(origin: .file(path, readFile), pointer: pointer).read().credential.reveal { bytes in
      for index in bytes.indices { read.append(bytes[index]) }
    }
    return read
  }
}

extension String {
  /// For comparing: two paths that look the same may be two files.
  package var bytes: [UInt8] { Array(utf8) }
}

extension [String] {
  var bytes: [[UInt8]] { map(\.bytes) }
}

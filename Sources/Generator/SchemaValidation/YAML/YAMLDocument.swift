package import JSONCore

/// A YAML document as JSON, with the way back to its text.
package struct YAMLDocument: Sendable {
  package let json: JSONBytes
  /// Where each value and name of `json` is in the YAML text.
  package let locations: YAMLLocations

  /// The one document of a text. `kind`: what the text is.
  static func only(in bytes: JSONBytes, _ kind: String) throws(YAMLError) -> YAMLDocument {
    var reader = try YAMLReader.open(bytes)
    guard let document = try reader.next() else { throw YAMLError(message: "there is no YAML document", offset: 0) }
    guard try reader.next() == nil else { throw YAMLError(message: "\(kind) must hold one YAML document", offset: 0) }
    return document
  }
}

/// Offsets in JSON made from YAML, and the offsets in the YAML text they come from.
package struct YAMLLocations: Sendable {
  /// Both ascending; an alias counts for all that replaced it.
  /// 32 bits: a text has 1 GiB at most, and two words for each value are half of what offsets of 64 bits would take.
  private var json: [UInt32] = []
  private var source: [UInt32] = []

  /// A value or name begins.
  mutating func note(json offset: Int, source: Int) {
    json.append(UInt32(truncatingIfNeeded: offset))
    self.source.append(UInt32(truncatingIfNeeded: source))
  }

  /// The position in the YAML text, in bytes: that of the value or name that begins at or before the offset.
  package func source(of offset: Int) -> Int {
    var low = 0
    var high = json.count
    while low < high {
      let middle = (low + high) / 2
      if Int(json[middle]) <= offset { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? 0 : Int(source[low - 1])
  }
}

/// Why a YAML text cannot be taken as JSON.
package struct YAMLError: Error, Sendable, Equatable {
  /// What is wrong and what to do, never the text itself.
  package let message: String
  /// In bytes.
  package let offset: Int
}

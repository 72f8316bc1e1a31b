package import JSONCore

/// RFC 6901: the way from a document's root to a value. Pointers are kept as text, in nodes, errors and reports; they
/// become steps only to be followed.
package enum JSONPointer {
  /// `pointer` with one more step; `~` and `/` in the name are escaped (section 3). Called for each value of a file, so
  /// it goes over the bytes once.
  package static func appending(_ name: JSONString, to pointer: String) -> String {
    var bytes = Array(pointer.utf8)
    bytes.append(0x2F)
    for byte in name.bytes {
      switch byte {
      case 0x7E: bytes += [0x7E, 0x30]
      case 0x2F: bytes += [0x7E, 0x31]
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// `pointer` with a step to an array's element.
  package static func appending(_ index: Int, to pointer: String) -> String { "\(pointer)/\(index)" }

  /// The steps of a pointer, unescaped. Nil when it neither is empty nor begins with a slash, or has a `~` that escapes
  /// nothing. The text is that of the pointer itself: `Reference` has resolved the percent-encoding of fragments.
  package static func steps(_ pointer: String) -> [JSONString]? {
    if pointer.utf8.isEmpty { return [] }
    guard pointer.utf8.first == 0x2F else { return nil }
    var steps: [JSONString] = []
    for part in pointer.utf8.dropFirst().split(separator: 0x2F, omittingEmptySubsequences: false) {
      guard let bytes = unescaped(Array(part)), let step = JSONString(validating: bytes) else { return nil }
      steps.append(step)
    }
    return steps
  }

  /// `~1` is a slash and `~0` a tilde. One pass from the left, since replacing one after the other would turn `~01`
  /// into a slash.
  private static func unescaped(_ bytes: [UInt8]) -> [UInt8]? {
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == 0x7E {
        index += 1
        guard index < bytes.count, bytes[index] == 0x30 || bytes[index] == 0x31 else { return nil }
        result.append(bytes[index] == 0x30 ? 0x7E : 0x2F)
      } else {
        result.append(bytes[index])
      }
      index += 1
    }
    return result
  }
}

extension DocumentNode {
  /// The value at a pointer relative to this one; nil when there is none. Each step scans the members; the library has
  /// tables for large objects.
  package func descendant(_ steps: [JSONString]) -> DocumentNode? {
    var node = self
    for step in steps {
      switch node.value {
      case .object:
        guard let next = node[step] else { return nil }
        node = next
      case .array(let elements):
        guard let index = Self.arrayIndex(step), index < elements.count else { return nil }
        node = elements[index]
      case .null, .boolean, .number, .string: return nil
      }
    }
    return node
  }

  /// Digits without a leading zero, as section 4 asks: `01` and `-` lead nowhere. Nine digits at most, more than any
  /// file has elements, so that the number cannot overflow.
  private static func arrayIndex(_ step: JSONString) -> Int? {
    let bytes = step.bytes
    guard !bytes.isEmpty, bytes.count <= 9, bytes.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
    guard bytes.count == 1 || bytes[0] != 0x30 else { return nil }
    return bytes.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }
}

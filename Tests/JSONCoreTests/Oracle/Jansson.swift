import CJansson
import JSONCore

/// libjansson's result on a text and the value it reads: a parser written by others, in another language.
enum Jansson {
  enum Outcome: ~Copyable {
    case value(JanssonValue)
    /// The error that it reports.
    case refusal(String)
  }

  /// Nil when it accepts, otherwise its error. Integers may have any size, as they are read as doubles.
  static func refusal(of bytes: [UInt8]) -> String? {
    switch read(bytes, integersAsReals: true) {
    case .value: nil
    case .refusal(let reason): reason
    }
  }

  static func read(
    _ bytes: [UInt8], integersAsReals: Bool = false, duplicateKeys: DuplicateKeys = .error
  ) -> Outcome {
    var error = json_error_t()
    var flags = JSON_DECODE_ANY | JSON_ALLOW_NUL
    if integersAsReals { flags |= JSON_DECODE_INT_AS_REAL }
    if duplicateKeys == .error { flags |= JSON_REJECT_DUPLICATES }
    let value = unsafe bytes.withUnsafeBytes { text in
      unsafe json_loadb(text.baseAddress?.assumingMemoryBound(to: CChar.self), text.count, Int(flags), &error)
    }
    if let value = unsafe value { return unsafe .value(JanssonValue(value)) }
    let reason = unsafe withUnsafeBytes(of: &error.text) {
      unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    return .refusal(reason)
  }
}

/// A tree that libjansson made.
@safe struct JanssonValue: ~Copyable {
  private let root: UnsafeMutablePointer<json_t>

  fileprivate init(_ root: UnsafeMutablePointer<json_t>) { unsafe self.root = unsafe root }

  deinit { unsafe json_decref(root) }

  /// Whether the reader's next value is this one: the same integers, doubles to the last bit, bytes of strings and
  /// names, elements and members.
  func isNext(in reader: inout JSONReader) -> Bool { unsafe Self.isNext(in: &reader, root) }

  private static func isNext(in reader: inout JSONReader, _ value: UnsafeMutablePointer<json_t>) -> Bool {
    switch unsafe value.pointee.type {
    case JSON_NULL: reader.null()
    case JSON_TRUE: reader.boolean() == true
    case JSON_FALSE: reader.boolean() == false
    case JSON_INTEGER: isNext(in: &reader, integer: unsafe Int(json_integer_value(value)))
    case JSON_REAL: unsafe reader.double()?.bitPattern == json_real_value(value).bitPattern
    case JSON_STRING: unsafe isNext(in: &reader, string: value)
    case JSON_ARRAY: unsafe isNext(in: &reader, array: value)
    case JSON_OBJECT: unsafe isNext(in: &reader, object: value)
    default: false
    }
  }

  /// An integer is the same read as an integer, as a double and exactly.
  private static func isNext(in reader: inout JSONReader, integer: Int) -> Bool {
    let mark = reader.mark
    guard reader.integer() == integer else { return false }
    reader.reset(to: mark)
    guard reader.double() == Double(integer) else { return false }
    reader.reset(to: mark)
    return reader.decimal()?.int == integer
  }

  private static func isNext(in reader: inout JSONReader, string: UnsafeMutablePointer<json_t>) -> Bool {
    guard reader.string() else { return false }
    let bytes = unsafe UnsafeRawBufferPointer(start: json_string_value(string), count: json_string_length(string))
    return unsafe reader.takeString().bytes.elementsEqual(bytes)
  }

  private static func isNext(in reader: inout JSONReader, array: UnsafeMutablePointer<json_t>) -> Bool {
    guard reader.beginArray() else { return false }
    let count = unsafe json_array_size(array)
    if reader.emptyArray() { return count == 0 }
    var index = 0
    repeat {
      guard let element = unsafe json_array_get(array, index), unsafe isNext(in: &reader, element) else { return false }
      index += 1
    } while reader.comma()
    return index == count && reader.endArray()
  }

  private static func isNext(in reader: inout JSONReader, object: UnsafeMutablePointer<json_t>) -> Bool {
    guard reader.beginObject() else { return false }
    let count = unsafe json_object_size(object)
    if reader.emptyObject() { return count == 0 }
    var seen = 0
    repeat {
      guard reader.key() else { return false }
      let name = reader.takeString().bytes.map { CChar(bitPattern: $0) }
      guard let member = unsafe json_object_getn(object, name, name.count), unsafe isNext(in: &reader, member) else {
        return false
      }
      seen += 1
    } while reader.comma()
    return seen == count && reader.endObject()
  }
}

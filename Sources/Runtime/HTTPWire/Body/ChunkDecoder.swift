/// Decodes chunked bodies (RFC 9112, 7.1): sizes and line ends are exact, extensions and trailers are checked and
/// dropped, and both are bounded over the whole message.
struct ChunkDecoder: Sendable {
  /// Before and in each part of a size line, of data with its line end, of a trailer line, and the last line end.
  private enum State {
    case sizeStart, size, sizeExtension, sizeEnd
    case data, dataReturn, dataFeed
    case trailerStart, trailerName, trailerValue, trailerFeed, lastFeed
  }

  /// Bytes of extensions that one chunk may have. All of them together may have 8 KiB more than the body, so that
  /// nobody is kept busy with bytes that are no body.
  private static let extensionLimit = 256

  /// Bytes of body that may still come: a chunk is refused by its size, before its first byte.
  var room: Int
  private var state = State.sizeStart
  /// Bytes of the chunk still to come.
  private var size = 0
  private var chunkExtension = ChunkExtension()
  private var extensionBytes = 0
  /// Grows by one with each byte of the body.
  private var extensionAllowance = 8 << 10
  private var fieldsLeft: Int
  /// All trailer lines together, with their line ends.
  private var trailerBytesLeft: Int

  init() { self.init(limits: HTTPLimits(), fields: 0) }

  /// `fields`: how many the head had.
  init(limits: HTTPLimits, fields: Int) {
    room = limits.body
    fieldsLeft = limits.fields - fields
    trailerBytesLeft = limits.fieldLine
  }

  /// Data is one range per chunk or call; everything around it goes through `take`, one byte at a time. Constant
  /// memory.
  mutating func next(_ input: Span<UInt8>) -> WireStep {
    var index = 0
    while index < input.count {
      if state == .data { return data(input, from: index) }
      if let event = take(input[index]) { return WireStep(index &+ 1, event) }
      index &+= 1
    }
    return WireStep(index, .needMore)
  }

  /// Precondition: a byte of input is there, and one of the chunk.
  private mutating func data(_ input: Span<UInt8>, from index: Int) -> WireStep {
    let end = index &+ min(size, input.count &- index)
    size &-= end &- index
    room &-= end &- index
    extensionAllowance &+= end &- index
    if size == 0 { state = .dataReturn }
    return WireStep(end, .body(index..<end))
  }

  /// One byte of everything that is not body.
  private mutating func take(_ byte: UInt8) -> WireEvent? {
    switch state {
    case .sizeStart, .size, .sizeExtension, .sizeEnd: return takeSize(byte)
    case .data: return nil
    case .dataReturn:
      state = .dataFeed
      return byte == 0x0D ? nil : .failed(.missingChunkEnd)
    case .dataFeed:
      state = .sizeStart
      return byte == 0x0A ? nil : .failed(.missingChunkEnd)
    case .trailerStart, .trailerName, .trailerValue, .trailerFeed, .lastFeed: return takeTrailer(byte)
    }
  }

  /// Hexadecimal digits, extensions, CR LF. Nothing else: no sign, no blank before the digits, no lone line feed.
  /// Readers that take more have been used to smuggle requests (RFC 9112, 11.2).
  private mutating func takeSize(_ byte: UInt8) -> WireEvent? {
    switch state {
    case .sizeStart:
      guard let digit = hexDigit(byte) else { return .failed(byte == 0x0A ? .bareLineFeed : .invalidChunkSize) }
      size = Int(digit)
      extensionBytes = 0
      state = .size
    case .size:
      if let digit = hexDigit(byte) {
        // Fourteen bits are left above the value, so that no number of leading zeros can do harm.
        guard size < 1 << 48 else { return .failed(.bodyTooLarge) }
        size = size &<< 4 | Int(digit)
        extensionBytes &+= 1
        return extensionBytes > Self.extensionLimit ? .failed(.invalidChunkSize) : nil
      }
      switch byte {
      case 0x0D: state = .sizeEnd
      case 0x3B:
        state = .sizeExtension
        chunkExtension = ChunkExtension()
        return addExtension()
      default: return .failed(byte == 0x0A ? .bareLineFeed : .invalidChunkSize)
      }
    case .sizeExtension:
      if byte == 0x0D {
        guard chunkExtension.isWhole else { return .failed(.invalidChunkExtension) }
        state = .sizeEnd
      } else if byte == 0x0A {
        return .failed(.bareLineFeed)
      } else {
        guard chunkExtension.take(byte) else { return .failed(.invalidChunkExtension) }
        return addExtension()
      }
    default:
      guard byte == 0x0A else { return .failed(.bareCarriageReturn) }
      // Zero is the last chunk: its trailer follows.
      if size > room { return .failed(.bodyTooLarge) }
      state = size == 0 ? .trailerStart : .data
    }
    return nil
  }

  /// Digits of the size count as well: leading zeros are another way to send what is no body.
  private mutating func addExtension() -> WireEvent? {
    extensionBytes &+= 1
    extensionAllowance &-= 1
    return extensionBytes > Self.extensionLimit || extensionAllowance < 0 ? .failed(.chunkExtensionTooLong) : nil
  }

  /// Trailer fields are checked like those of a head and dropped (RFC 9112, 7.1.2, allows that).
  private mutating func takeTrailer(_ byte: UInt8) -> WireEvent? {
    trailerBytesLeft &-= 1
    if trailerBytesLeft < 0 { return .failed(.headTooLarge) }
    switch state {
    case .trailerStart: return beginTrailer(byte)
    case .trailerName:
      if byte == 0x3A {
        state = .trailerValue
        return nil
      }
      return ByteClass.token.contains(byte) ? nil : .failed(trailerNameFailure(byte))
    // Only where the line ends is of interest: the value goes nowhere.
    case .trailerValue:
      if byte == 0x0D { state = .trailerFeed }
      if byte == 0x0A { return .failed(.bareLineFeed) }
      return byte < 0x20 && byte != 0x09 && byte != 0x0D || byte == 0x7F ? .failed(.controlInFieldValue) : nil
    case .trailerFeed:
      state = .trailerStart
      return byte == 0x0A ? nil : .failed(.bareCarriageReturn)
    default: return byte == 0x0A ? .end : .failed(.bareCarriageReturn)
    }
  }

  /// The first byte of a trailer line, or of the empty line that ends the body.
  private mutating func beginTrailer(_ byte: UInt8) -> WireEvent? {
    if byte == 0x0D {
      state = .lastFeed
      return nil
    }
    // Nor are trailers folded (RFC 9112, 5.2).
    if byte == 0x20 || byte == 0x09 { return .failed(.foldedLine) }
    if byte == 0x3A { return .failed(.emptyFieldName) }
    guard ByteClass.token.contains(byte) else { return .failed(trailerNameFailure(byte)) }
    fieldsLeft &-= 1
    if fieldsLeft < 0 { return .failed(.tooManyFields) }
    state = .trailerName
    return nil
  }

  /// The same failures as in a head.
  private func trailerNameFailure(_ byte: UInt8) -> HTTPFailure {
    switch byte {
    case 0x20, 0x09: .spaceInFieldName
    case 0x0A: .bareLineFeed
    case 0x0D: .missingColon
    default: .invalidFieldName
    }
  }
}

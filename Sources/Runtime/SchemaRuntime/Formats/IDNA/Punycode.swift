/// RFC 3492, for labels of at most 63 characters: encoding looks through the label once for each distinct character,
/// which is quadratic and bounded.
enum Punycode {
  /// What `digits` (behind `xn--`, ASCII in lower case) mean; nil when they mean nothing.
  static func decoded(_ digits: [UInt8]) -> [UInt32]? {
    var output: [UInt32] = []
    var rest = digits[...]
    if let hyphen = digits.lastIndex(of: UInt8(ascii: "-")) {
      output = digits[..<hyphen].map { UInt32($0) }
      rest = digits[(hyphen + 1)...]
    }
    // `value` and `index` together are the state of the decoder in RFC 3492, 6.2: each number says how far to go on.
    var state = State()
    var value: UInt32 = 0x80
    var index = 0
    while !rest.isEmpty {
      guard let delta = number(&rest, state) else { return nil }
      index += delta
      state.adapt(delta, count: output.count + 1)
      value += UInt32(index / (output.count + 1))
      index %= output.count + 1
      // Above all code points: the digits mean nothing.
      guard value <= 0x10FFFF else { return nil }
      output.insert(value, at: index)
      index += 1
    }
    return output
  }

  /// A number of variable length, taken from the front; nil when it is cut off or above what any label can mean.
  private static func number(_ rest: inout ArraySlice<UInt8>, _ state: State) -> Int? {
    var number = 0
    var weight = 1
    var position = 36
    while let byte = rest.popFirst() {
      let digit: Int
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"): digit = Int(byte - UInt8(ascii: "a"))
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = Int(byte - UInt8(ascii: "0")) + 26
      default: return nil
      }
      number += digit * weight
      // 64 characters times all code points.
      guard number <= 0x110000 * 64 else { return nil }
      let threshold = state.threshold(position)
      if digit < threshold { return number }
      weight *= 36 - threshold
      position += 36
    }
    return nil
  }

  /// The form of a label behind `xn--`. Precondition: at most 63 characters.
  static func encoded(_ label: [UInt32]) -> [UInt8] {
    var output = label.filter { $0 < 0x80 }.map { UInt8($0) }
    var done = output.count
    if done > 0 { output.append(UInt8(ascii: "-")) }
    // RFC 3492, 6.3: characters beyond ASCII in the order of their code points, each as the distance from the last
    // state.
    var state = State()
    var delta = 0
    var value: UInt32 = 0x80
    while done < label.count, let next = label.filter({ $0 >= value }).min() {
      delta += Int(next - value) * (done + 1)
      for scalar in label {
        if scalar < next { delta += 1 }
        guard scalar == next else { continue }
        append(delta, to: &output, state)
        done += 1
        state.adapt(delta, count: done)
        delta = 0
      }
      delta += 1
      value = next + 1
    }
    return output
  }

  /// A number of variable length, low digit first: the counterpart of `number`.
  private static func append(_ number: Int, to output: inout [UInt8], _ state: State) {
    var number = number
    var position = 36
    while true {
      let threshold = state.threshold(position)
      if number < threshold { return output.append(digit(number)) }
      output.append(digit(threshold + (number - threshold) % (36 - threshold)))
      number = (number - threshold) / (36 - threshold)
      position += 36
    }
  }

  /// 0 to 25 are letters, 26 to 35 digits.
  private static func digit(_ value: Int) -> UInt8 {
    UInt8(value) + (value < 26 ? UInt8(ascii: "a") : UInt8(ascii: "0") - 26)
  }

  /// The bias, adapted after every character.
  private struct State {
    private var bias = 72
    private var isFirst = true

    func threshold(_ position: Int) -> Int { min(max(position - bias, 1), 26) }

    /// `adapt` of RFC 3492, 6.1; the numbers are the parameters of section 5 (damp 700, skew 38, base 36, tmin 1, tmax
    /// 26).
    mutating func adapt(_ delta: Int, count: Int) {
      var delta = isFirst ? delta / 700 : delta / 2
      isFirst = false
      delta += delta / count
      var position = 0
      while delta > 455 {
        delta /= 35
        position += 36
      }
      bias = position + 36 * delta / (delta + 38)
    }
  }
}

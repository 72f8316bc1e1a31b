import JSONCore

/// The text format of Prometheus, version 0.0.4. Only what is in the table of `MetricFamily` can be written, and each
/// sample with all labels of its family.
struct PrometheusText {
  private(set) var bytes: [UInt8] = []

  /// Writes a family: its help and type, then the samples that `body` gives.
  mutating func family(_ family: MetricFamily, _ body: (inout PrometheusText) -> Void) {
    append("# HELP \(family.name) \(family.help)\n# TYPE \(family.name) \(family.kind.rawValue)\n")
    body(&self)
  }

  /// A family of one series.
  mutating func single(_ family: MetricFamily, _ value: UInt64) {
    self.family(family) { $0.sample(family, [], value) }
  }

  /// - Parameter labels: the values, in the order of the family's labels.
  mutating func sample(_ family: MetricFamily, _ labels: [JSONString], _ value: UInt64) {
    begin(family, "", labels)
    append(" \(value)\n")
  }

  /// Billionths of a dollar as dollars, exact.
  mutating func sample(_ family: MetricFamily, _ labels: [JSONString], nanoDollars: UInt64) {
    begin(family, "", labels)
    let (dollars, rest) = nanoDollars.quotientAndRemainder(dividingBy: 1_000_000_000)
    let digits = String(rest)
    append(" \(dollars).\(String(repeating: "0", count: 9 - digits.utf8.count))\(digits)\n")
  }

  /// Buckets are cumulative and end with `+Inf`, which equals the count; the format wants all three.
  mutating func histogram(_ family: MetricFamily, _ labels: [JSONString], _ histogram: Histogram) {
    let counts = histogram.cumulative
    for (bound, count) in zip(histogram.bounds, counts) {
      begin(family, "_bucket", labels, bound: "\(bound)")
      append(" \(count)\n")
    }
    let all = counts.last ?? 0
    begin(family, "_bucket", labels, bound: "+Inf")
    append(" \(all)\n")
    begin(family, "_sum", labels)
    append(" \(histogram.sum)\n")
    begin(family, "_count", labels)
    append(" \(all)\n")
  }

  /// The name with its labels. An empty value is a label that is not there, as Prometheus has it.
  private mutating func begin(
    _ family: MetricFamily, _ suffix: StaticString, _ labels: [JSONString], bound: String? = nil
  ) {
    precondition(labels.count == family.labels.count, "a sample has all labels of its family")
    append("\(family.name)\(suffix)")
    var isFirst = true
    for (name, value) in zip(family.labels, labels) where !value.isEmpty {
      append(isFirst ? "{\(name)=\"" : ",\(name)=\"")
      isFirst = false
      escape(value)
      bytes.append(0x22)
    }
    if let bound {
      append(isFirst ? "{le=\"\(bound)\"" : ",le=\"\(bound)\"")
      isFirst = false
    }
    if !isFirst { bytes.append(0x7D) }
  }

  /// Backslash, quote and line feed are what the format escapes. Byte by byte: a character may consist of a quote and
  /// marks on it.
  private mutating func escape(_ value: JSONString) {
    value.withSpan { text in
      for index in text.indices {
        switch text[index] {
        case 0x5C: append("\\\\")
        case 0x22: append("\\\"")
        case 0x0A: append("\\n")
        case let byte: bytes.append(byte)
        }
      }
    }
  }

  private mutating func append(_ text: String) { bytes += text.utf8 }
}

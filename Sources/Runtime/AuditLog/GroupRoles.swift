import JSONCore

/// What the records of one group mean for the requests they belong to. Most requests are closed in the group that opened
/// them: those leave no trace, and nothing of their records is copied. A group is on the disk as a whole, or not at all.
struct GroupRoles {
  private struct Opened {
    /// Of the id, in the group.
    let id: Range<Int>
    let offset: Int
  }

  /// Opened in this group, and not closed so far. Kept for its memory.
  private var opened: [Opened] = []
  /// How many of them a closing record is compared with.
  private static let compared = 8

  /// - Parameters:
  ///   - group: the records, each with a line feed.
  ///   - lines: where they are in it.
  ///   - start: where the group begins in the file of the day.
  mutating func note(
    _ group: [UInt8], _ lines: [Range<Int>], _ configuration: AuditConfiguration, day: Int, start: Int,
    in requests: inout OpenRequests
  ) {
    var read: JSONBytes?
    for line in lines {
      guard let known = configuration.ownID(group.span.extracting(line)) else {
        // In the order of their positions.
        flush(group, day, start, &requests)
        let bytes = read ?? JSONBytes(group)
        read = bytes
        let role = configuration.ownRole(JSONSlice(unchecked: bytes, range: line))
        requests.note(role, at: FileMark(day: day, offset: start + line.lowerBound))
        continue
      }
      let id = line.lowerBound + known.id.lowerBound..<line.lowerBound + known.id.upperBound
      if known.opens {
        opened.append(Opened(id: id, offset: line.lowerBound))
      } else if !close(id, group) {
        flush(group, day, start, &requests)
        requests.note(.closes(Self.text(group, id)), at: FileMark(day: day, offset: start + line.lowerBound))
      }
    }
    flush(group, day, start, &requests)
  }

  /// Whether it was one of those that were opened last.
  private mutating func close(_ id: Range<Int>, _ group: [UInt8]) -> Bool {
    let span = group.span
    var index = opened.count - 1
    while index >= max(0, opened.count - Self.compared) {
      let other = opened[index].id
      if other.count == id.count, span.matches(span, other, at: id.lowerBound) {
        opened.remove(at: index)
        return true
      }
      index -= 1
    }
    return false
  }

  private mutating func flush(_ group: [UInt8], _ day: Int, _ start: Int, _ requests: inout OpenRequests) {
    for request in opened {
      requests.note(.opens(Self.text(group, request.id)), at: FileMark(day: day, offset: start + request.offset))
    }
    opened.removeAll(keepingCapacity: true)
  }

  private static func text(_ group: [UInt8], _ id: Range<Int>) -> JSONString {
    JSONString(unchecked: group.span.extracting(id))
  }
}

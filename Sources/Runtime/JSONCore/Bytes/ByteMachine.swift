/// The table of a deterministic automaton, walked one byte at a time without bounds checks: it is checked once, when it
/// is made.
///
/// A state is the offset of its row. Rows at or below `lastFinal` are never left, so the walk ends there.
@safe
public struct ByteMachine: Sendable, Equatable {
  /// 256 entries: byte to column.
  private let columns: [UInt8]
  /// The row to go to.
  private let rows: [UInt32]
  private let start: UInt32
  private let lastFinal: UInt32

  /// Nil when a walk could leave the table. `width`: entries of a row.
  public init?(columns: [UInt8], rows: [UInt32], width: Int, start: UInt32, lastFinal: UInt32) {
    guard width > 0, columns.count == 256, columns.allSatisfy({ Int($0) < width }), rows.count >= width,
      Int(start) <= rows.count - width, rows.allSatisfy({ Int($0) <= rows.count - width })
    else { return nil }
    self.columns = columns
    self.rows = rows
    self.start = start
    self.lastFinal = lastFinal
  }

  /// The row that `bytes` lead to; the first that is never left, when there is one on the way.
  public func walk(_ bytes: Span<UInt8>) -> UInt32 {
    var row = start
    unsafe columns.withUnsafeBufferPointer { columns in
      unsafe rows.withUnsafeBufferPointer { rows in
        unsafe bytes.withUnsafeBufferPointer { bytes in
          for index in bytes.indices {
            let column = unsafe columns[Int(bytes[index])]
            row = unsafe rows[Int(row) &+ Int(column)]
            if row <= lastFinal { return }
          }
        }
      }
    }
    return row
  }
}

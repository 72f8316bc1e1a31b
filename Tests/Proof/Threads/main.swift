// Threads that fill a ring of one page, and one that empties it: `main.swift FILE RECORDS`. Ends with 0 when each
// record has arrived whole, once and in order. Compiled with the sources of the ring, optimized, by test_threads.py.
import Glibc

let (path, each) = (CommandLine.arguments[1], Int(CommandLine.arguments[2]) ?? 0)
let (capacity, producers) = (4096, 6)

func line(_ producer: Int, _ number: Int) -> [UInt8] {
  let filler = UInt8(0x24 + (number * 7 + producer) % 90)
  return Array("\(producer):\(number):".utf8) + [UInt8](repeating: filler, count: (number * 13 + producer) % 90)
}

func run() throws {
  let file = unsafe open(path, O_RDWR | O_CREAT, 0o600)
  guard file >= 0, ftruncate(file, RecordRing.headerBytes + capacity) == 0 else { exit(2) }
  let ring = try RecordRing(file: file, capacity: capacity)
  for producer in 0..<producers {
    let code = WriterThread.start {
      for number in 0..<each {
        while ring.append(line(producer, number).span) != .taken { sched_yield() }
      }
    }
    guard code == 0 else { exit(2) }
  }
  var next = [Int](repeating: 0, count: producers)
  var position = 0
  while next.reduce(0, +) < producers * each {
    guard ring.end > position, case .complete(let length, let checksum) = ring.entry(at: position) else {
      sched_yield()
      continue
    }
    var bytes: [UInt8] = []
    ring.copy(position, length: length, into: &bytes)
    let producer = Int(bytes[0]) - 0x30
    guard bytes == line(producer, next[producer]), ring.matches(position, length: length, checksum: checksum) else {
      exit(1)
    }
    next[producer] += 1
    position += RecordRing.size(length)
    ring.release(to: position)
  }
}

try run()

/// RFC 3339 `date-time` (5.6). A space instead of `T`, which a note there lets applications choose, is refused.
func isDateTime(_ bytes: Span<UInt8>) -> Bool {
  guard bytes.has("T", at: 10) || bytes.has("t", at: 10) else { return false }
  return isFullDate(bytes) && isFullTime(bytes, from: 11)
}

/// RFC 3339 `full-date` in the first ten bytes.
func isFullDate(_ bytes: Span<UInt8>) -> Bool {
  guard let century = bytes.twoDigits(at: 0), let year = bytes.twoDigits(at: 2), bytes.has("-", at: 4),
    let month = bytes.twoDigits(at: 5), bytes.has("-", at: 7), let day = bytes.twoDigits(at: 8)
  else { return false }
  return day >= 1 && day <= days(inMonth: month, ofYear: century * 100 + year)
}

/// Days of a month of the Gregorian calendar; 0 for a month that does not exist.
private func days(inMonth month: Int, ofYear year: Int) -> Int {
  switch month {
  case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
  case 4, 6, 9, 11: 30
  case 1...12: 31
  default: 0
  }
}

/// RFC 3339 `full-time` from `start` to the end. Second 60 is valid only in the minute in which leap seconds are put
/// in, 23:59 UTC; whether there was one on that day is not looked up.
func isFullTime(_ bytes: Span<UInt8>, from start: Int) -> Bool {
  guard let hour = bytes.twoDigits(at: start), hour < 24, bytes.has(":", at: start + 2),
    let minute = bytes.twoDigits(at: start + 3), minute < 60, bytes.has(":", at: start + 5),
    let second = bytes.twoDigits(at: start + 6), second <= 60
  else { return false }
  guard let zone = endOfFraction(bytes, from: start + 8), let offset = offsetMinutes(bytes, from: zone) else {
    return false
  }
  // In UTC. 2,880 keeps the sum positive whatever the offset is.
  let minuteOfDay = (hour * 60 + minute - offset + 2880) % 1440
  return second < 60 || minuteOfDay == 1439
}

/// The index behind an optional `.` and its digits, or nil when no digit follows the dot.
private func endOfFraction(_ bytes: Span<UInt8>, from start: Int) -> Int? {
  guard bytes.has(".", at: start) else { return start }
  var index = start + 1
  while index < bytes.count, bytes[index].isDigit { index += 1 }
  return index > start + 1 ? index : nil
}

/// Minutes east of UTC of the `time-offset` that fills the rest, or nil when it is none.
private func offsetMinutes(_ bytes: Span<UInt8>, from start: Int) -> Int? {
  if bytes.has("Z", at: start) || bytes.has("z", at: start) { return start + 1 == bytes.count ? 0 : nil }
  guard bytes.count == start + 6, bytes.has("+", at: start) || bytes.has("-", at: start),
    let hours = bytes.twoDigits(at: start + 1), hours < 24, bytes.has(":", at: start + 3),
    let minutes = bytes.twoDigits(at: start + 4), minutes < 60
  else { return nil }
  return bytes.has("+", at: start) ? hours * 60 + minutes : -(hours * 60 + minutes)
}

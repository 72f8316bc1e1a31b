import JSONCore

/// What the grammar leaves to the implementation, one by one. `none`: accepted.
enum OpenQuestions {
  static let decided = Dictionary(
    uniqueKeysWithValues: groups.flatMap { group in
      group.names.split(separator: " ").map { ("i_\($0).json", group.outcome) }
    })

  private static let groups: [(outcome: JSONFailure, names: String)] = [
    // Numbers are kept exactly, whatever their size: no text is refused because a double could not hold it.
    (
      .none,
      """
      number_double_huge_neg_exp number_huge_exp number_neg_int_huge_exp number_pos_double_huge_exp \
      number_real_neg_overflow number_real_pos_overflow number_real_underflow number_too_big_neg_int \
      number_too_big_pos_int number_very_big_negative_int
      """
    ),
    // Half of a surrogate pair is no character: it cannot be written as UTF-8, so it could not be passed on.
    (
      .loneSurrogate,
      """
      object_key_lone_2nd_surrogate string_1st_surrogate_but_2nd_missing \
      string_1st_valid_surrogate_2nd_invalid string_incomplete_surrogate_and_escape_valid \
      string_incomplete_surrogate_pair string_incomplete_surrogates_escape_valid \
      string_invalid_lonely_surrogate string_invalid_surrogate string_inverted_surrogates_U+1D11E \
      string_lone_second_surrogate
      """
    ),
    // Text between systems is UTF-8 (RFC 8259, 8.1); what is not is refused and never repaired in silence.
    (
      .invalidUTF8,
      """
      string_UTF-8_invalid_sequence string_UTF8_surrogate_U+D800 string_invalid_utf-8 string_iso_latin_1 \
      string_lone_utf8_continuation_byte string_not_in_unicode_range string_overlong_sequence_2_bytes \
      string_overlong_sequence_6_bytes string_overlong_sequence_6_bytes_null string_truncated-utf-8
      """
    ),
    // Other encodings and byte order marks are not JSON text: RFC 8259 forbids to send them.
    (
      .unexpectedByte,
      """
      string_UTF-16LE_with_BOM string_utf16BE_no_BOM string_utf16LE_no_BOM structure_UTF-8_BOM_empty_object
      """
    ),
    // 500 levels are within the limit that the tests set.
    (
      .none,
      """
      structure_500_nested_arrays
      """
    ),
  ]
}

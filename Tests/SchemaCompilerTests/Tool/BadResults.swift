/// Wrong forms of output beside those of the first version, wrong exit codes and files.
extension BadTool {
  private static let at = "/exec/output"

  static let results: [BadTool] = tables + pairs + json + additions + exitCodes + files

  private static let tables: [BadTool] = [
    BadTool(
      records, #"{ "columns": { "as": "rows", "fields": ["key", "size"] } }"#,
      says: "a blank may occur in \"key\", which would then be read as two", at: #"["key", "size"]"#,
      pointer: at + "/columns/fields"),
    BadTool(
      records, #"{ "columns": { "as": "rows", "fields": ["size", "key"] } }"#,
      says: "a line feed may occur in \"key\", which would then be read as two", at: #"["size", "key"]"#,
      pointer: at + "/columns/fields"),
    BadTool(
      records, #"{ "columns": { "as": "rows" } }"#, says: "\"columns\" has no \"fields\"", at: #"{ "as": "rows" }"#,
      pointer: at + "/columns"),
    BadTool(
      records, #"{ "columns": { "as": "rows", "skipLines": 101, "fields": ["key"] } }"#, says: "from 0 to 100",
      at: "101", pointer: at + "/columns/skipLines"),
    BadTool(
      records, #"{ "columns": { "as": "rows", "skip": 1, "fields": ["key"] } }"#,
      says: "unknown member \"skip\" in \"columns\"", at: #""skip""#, pointer: at + "/columns/skip"),
    BadTool(
      records, #"{ "csv": { "as": "rows" } }"#, says: "\"csv\" does not say what its fields are",
      at: #"{ "as": "rows" }"#, pointer: at + "/csv"),
    BadTool(
      records, #"{ "csv": { "as": "rows", "delimiter": ";;", "fields": ["key"] } }"#,
      says: "\"delimiter\" must be one character of ASCII", at: #"";;""#, pointer: at + "/csv/delimiter"),
    BadTool(
      records, #"{ "csv": { "as": "rows", "delimiter": "\"", "fields": ["key"] } }"#,
      says: "\"delimiter\" must be one character of ASCII", at: #""\"""#, pointer: at + "/csv/delimiter"),
    BadTool(
      records, #"{ "csv": { "as": "rows", "delimiter": "\n", "fields": ["key"] } }"#,
      says: "\"delimiter\" must be one character of ASCII", at: #""\n""#, pointer: at + "/csv/delimiter"),
    BadTool(
      records, #"{ "csv": { "as": "rows", "header": "yes" } }"#, says: "\"header\" must be true or false",
      at: #""yes""#, pointer: at + "/csv/header"),
    BadTool(
      records, #"{ "csv": { "as": "rows", "fields": ["kay"] } }"#,
      says: "have no member \"kay\"; did you mean \"key\"?",
      at: #""kay""#, pointer: at + "/csv/fields/0"),
    BadTool(
      records, #"{ "csv": { "as": "rows", "fields": ["size"] } }"#, says: "the records require \"key\"",
      at: #"["size"]"#, pointer: at + "/csv/fields"),
  ]

  private static let pairs: [BadTool] = [
    BadTool(
      records, #"{ "keyValues": { "as": "rows" } }"#, says: "declare \"rows\" as an object", at: #""rows" } }"#,
      pointer: at + "/keyValues/as"),
    BadTool(
      records, #"{ "keyValues": {} }"#, says: "the output schema requires \"rows\", which must be a string",
      at: "{} }", pointer: at + "/keyValues"),
    BadTool(
      records, #"{ "keyValues": { "separator": "" } }"#, says: "a text of 1 to 16 bytes without a line end",
      at: #""" } }"#, pointer: at + "/keyValues/separator"),
    BadTool(
      records, #"{ "keyValues": { "separator": "\n=" } }"#, says: "a text of 1 to 16 bytes without a line end",
      at: #""\n=""#, pointer: at + "/keyValues/separator"),
  ]

  private static let json: [BadTool] = [
    BadTool(
      records, #"{ "json": { "as": "rows", "empty": {} } }"#, says: "\"empty\" is refused by \"type\"",
      at: "{} } }", pointer: at + "/json/empty"),
    BadTool(
      records, #"{ "json": { "empty": {} } }"#, says: "\"empty\" is refused by \"required\"", at: "{} } }",
      pointer: at + "/json/empty"),
    BadTool(
      records, #"{ "jsonLines": { "as": "row" } }"#, says: "has no member \"row\"; did you mean \"rows\"?",
      at: #""row" }"#, pointer: at + "/jsonLines/as"),
    BadTool(
      records, #"{ "jsonLines": {} }"#, says: "\"jsonLines\" has no \"as\"", at: "{} }", pointer: at + "/jsonLines"),
    BadTool(
      records, #"{ "jsonLines": { "as": "rows" }, "lines": { "as": "rows" } }"#, says: "exactly one kind",
      at: #"{ "jsonLines""#, pointer: at),
    BadTool(
      records, #"{ "truncatedAs": "rows" }"#, says: "exactly one kind", at: #"{ "truncatedAs""#, pointer: at),
  ]

  private static let additions: [BadTool] = [
    BadTool(
      records, #"{ "jsonLines": { "as": "rows" }, "truncatedAs": "cut" }"#, says: "has no member \"cut\"",
      at: #""cut""#, pointer: at + "/truncatedAs"),
    BadTool(
      records, #"{ "jsonLines": { "as": "rows" }, "truncatedAs": "rows" }"#, says: "\"rows\" as a boolean",
      at: #""rows" }"# + "\u{2C}\n    \"sandbox", pointer: at + "/truncatedAs"),
    BadTool(
      records, #"{ "jsonLines": { "as": "rows" }, "truncatedAs": 1 }"#, says: "\"truncatedAs\" must be a string",
      at: "1 },\n", pointer: at + "/truncatedAs"),
  ]

  private static let exitCodes: [BadTool] = [
    BadTool(
      #""cwd": "project""#, #""exitCodes": { "0": "found", "1": "none" }"#,
      says: "the meanings of exit codes are shown nowhere", at: #"{ "0""#, pointer: "/exec/exitCodes"),
    BadTool(
      #""cwd": "project""#, #""exitCodes": {}"#, says: "\"exitCodes\" names no exit code", at: "{}, \"time",
      pointer: "/exec/exitCodes"),
    BadTool(
      #""cwd": "project""#, #""exitCodes": { "00": "found" }"#, says: "\"00\" is not an exit code",
      at: #""00""#, pointer: "/exec/exitCodes/00"),
    BadTool(
      #""cwd": "project""#, #""exitCodes": { "256": "found" }"#, says: "\"256\" is not an exit code",
      at: #""256""#, pointer: "/exec/exitCodes/256"),
    BadTool(
      #""cwd": "project""#, #""exitCodes": { "0": "" }"#, says: "must be a text of 1 to 100 characters",
      at: #""" }"#, pointer: "/exec/exitCodes/0"),
    BadTool(
      #""cwd": "project""#, #""exitCodes": { "0": 1 }"#, says: "must be a text of 1 to 100 characters",
      at: #"1 }, "time"#, pointer: "/exec/exitCodes/0"),
    BadTool(
      #""cwd": "project""#, #""exitCodes": [0, 1], "exitCodeAs": "code""#, says: "has no member \"code\"",
      at: #""code""#, pointer: "/exec/exitCodeAs"),
    BadTool(
      #""cwd": "project""#, #""exitCodeAs": "rows""#, says: "there is one exit code only", at: #""rows", "time"#,
      pointer: "/exec/exitCodeAs"),
    BadTool(
      #""cwd": "project""#, #""exitCodes": [0, 1], "exitCodeAs": "rows""#, says: "declare \"rows\" as an integer",
      at: #""rows", "time"#, pointer: "/exec/exitCodeAs"),
    BadTool(
      #""cwd": "project""#, #""exitCodes": { "0": "a", "1": "b" }, "exitCodeAs": "rows""#,
      says: "declare \"rows\" as a string", at: #""rows", "time"#, pointer: "/exec/exitCodeAs"),
  ]

  private static let files: [BadTool] = [
    BadTool(
      records, #"{ "jsonLines": { "as": "rows" }, "from": "stdout" }"#, says: "\"from\" must be \"file\"",
      at: #""stdout""#, pointer: at + "/from"),
    BadTool(
      records, #"{ "jsonLines": { "as": "rows" }, "from": "file" }"#,
      says: "no argument says where the program writes its result", at: #""file" }"#, pointer: at + "/from"),
    BadTool(
      #""{word}""#, #""--output={@result}", "{word}""#, says: "a file that nobody reads",
      at: #""--output={@result}""#, pointer: "/exec/argv/3"),
    BadTool(
      #""{word}""#, #""{word}{@result}", "{word}""#, says: "{@result} is not the end of its argument",
      at: #"{@result}""#, pointer: "/exec/argv/3"),
    BadTool(
      #""{word}""#, #""{@result}.txt", "{word}""#, says: "{@result} is not the end of its argument",
      at: #"{@result}.txt"#, pointer: "/exec/argv/3"),
    BadTool(
      #""{word}""#, #""{@result}{@result}", "{word}""#, says: "{@result} is not the end of its argument",
      at: #"{@result}{"#, pointer: "/exec/argv/3"),
  ]
}

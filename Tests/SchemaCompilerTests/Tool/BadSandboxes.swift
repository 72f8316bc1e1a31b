/// Wrong `sandbox` and `runs`.
extension BadTool {
  private static let good = #"{ "profile": "read-project", "processes": 2 }"#
  private static let at = "/exec/sandbox"

  static let sandbox: [BadTool] = profiles + oldForms + limits + contradictions

  private static let profiles: [BadTool] = [
    BadTool(
      good, #""read-projekt""#, says: "unknown profile \"read-projekt\"; did you mean \"read-project\"?",
      at: #""read-projekt""#, pointer: at),
    BadTool(good, #""read""#, says: "unknown profile \"read\"", at: #""read""#, pointer: at),
    BadTool(good, #""""#, says: "unknown profile \"\"", at: "\"\"\n  }", pointer: at),
    BadTool(good, "true", says: "a sandbox must be a profile", at: "true\n", pointer: at),
    BadTool(good, "[\"pure\"]", says: "a sandbox must be a profile", at: "[\"pure\"]", pointer: at),
    BadTool(good, #"{ "processes": 2 }"#, says: "\"sandbox\" has no \"profile\"", at: #"{ "processes""#, pointer: at),
    BadTool(
      good, #"{ "profile": "none" }"#, says: "unknown profile \"none\"", at: #""none""#, pointer: at + "/profile"),
    BadTool(
      good, #"{ "profile": "pure", "level": "bubblewrap" }"#, says: "unknown member \"level\" in \"sandbox\"",
      at: #""level""#, pointer: at + "/level"),
    .init(
      good, #"{ "profile": "pure", "tier": "docker" }"#, says: "unknown sandbox tier",
      at: #""docker""#, pointer: at + "/tier"),
  ]

  private static let oldForms: [BadTool] = [
    BadTool(
      good, #"{ "filesystem": "read-only", "network": false }"#, says: "a sandbox is now written as a profile",
      at: #"{ "filesystem""#, pointer: at),
    BadTool(
      good, #"{ "network": true }"#, says: "a sandbox is now written as a profile", at: #"{ "network""#, pointer: at),
    BadTool(
      good, #"{ "filesystem": "read-write" }"#, says: "a sandbox is now written as a profile", at: #"{ "filesystem""#,
      pointer: at),
    BadTool(
      good, #"{ "filesystem": "read-write", "network": true }"#, says: "a sandbox is now written as a profile",
      at: #"{ "filesystem""#, pointer: at),
  ]

  private static let limits: [BadTool] = [
    BadTool(
      good, #"{ "profile": "pure", "memoryBytes": 1024 }"#, says: "\"memoryBytes\" must be an integer from 16777216",
      at: "1024 }", pointer: at + "/memoryBytes"),
    BadTool(
      good, #"{ "profile": "pure", "cpuSeconds": 0 }"#, says: "\"cpuSeconds\" must be an integer from 1",
      at: "0 }\n", pointer: at + "/cpuSeconds"),
    BadTool(
      good, #"{ "profile": "pure", "fileBytes": -1 }"#, says: "\"fileBytes\" must be an integer from 0", at: "-1 }",
      pointer: at + "/fileBytes"),
    BadTool(
      good, #"{ "profile": "pure", "openFiles": "many" }"#, says: "\"openFiles\" must be an integer from 16",
      at: #""many""#, pointer: at + "/openFiles"),
    BadTool(
      good, #"{ "profile": "pure", "processes": 4097 }"#, says: "\"processes\" must be an integer from 1 to 4096",
      at: "4097", pointer: at + "/processes"),
    BadTool(
      good, #"{ "profile": "write-project", "network": 1 }"#, says: "\"network\" must be true or false", at: "1 }\n",
      pointer: at + "/network"),
  ]

  /// What only looking at several members can find.
  private static let contradictions: [BadTool] = [
    BadTool(
      good, #"{ "profile": "read-project", "network": true }"#, says: "the profile \"read-project\" has no network",
      at: "true }\n", pointer: at + "/network"),
    BadTool(
      good, #"{ "profile": "pure", "network": true }"#, says: "the profile \"pure\" has no network", at: "true }\n",
      pointer: at + "/network"),
    BadTool(
      good, #"{ "profile": "network", "network": false }"#,
      says: "the profile \"network\" already includes the network",
      at: "false }\n", pointer: at + "/network"),
    BadTool(
      good, #""write-project""#, says: "\"readOnlyHint\": true may not write the project", at: #""write-project""#,
      pointer: at),
    BadTool(
      good, #"{ "profile": "write-project", "network": true }"#,
      says: "\"readOnlyHint\": true may not write the project", at: #"{ "profile": "write-project""#, pointer: at),
    BadTool(
      good, #""write-project", "runs": "project-code""#, says: "may change and delete whatever",
      at: #"false, "idem"#, pointer: "/annotations/destructiveHint"),
    BadTool(
      good, #""write-project", "runs": "project-code""#, says: "may change and delete whatever",
      at: #"true, "destr"#, pointer: "/annotations/readOnlyHint"),
    BadTool(
      good, #""read-project", "runs": "project-code""#, says: "must have the profile \"write-project\"",
      at: #""read-project", "runs""#, pointer: at),
    BadTool(
      #""sandbox": { "profile": "read-project", "processes": 2 }"#, #""runs": "project-code""#,
      says: "must have the profile \"write-project\"", at: #""project-code""#, pointer: "/exec/runs"),
    BadTool(
      good, #"{ "profile": "network" }, "runs": "project-code""#, says: "must have the profile \"write-project\"",
      at: #"{ "profile": "network" }"#, pointer: at),
    BadTool(
      good, #""read-project", "runs": "tests""#, says: "\"runs\" must be \"project-code\"", at: #""tests""#,
      pointer: "/exec/runs"),
    BadTool(
      good, #""read-project", "runs": true"#, says: "\"runs\" must be \"project-code\"", at: "true\n",
      pointer: "/exec/runs"),
  ]
}

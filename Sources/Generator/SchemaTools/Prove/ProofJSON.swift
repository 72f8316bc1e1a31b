import JSONCore
import SchemaCompiler
import SchemaValidation

/// A proof for programs: one line of JSON.
enum ProofJSON {
  static func write(_ proof: ProofReport, to output: inout JSONWriter) {
    output.literal("{\"tool\":")
    output.string(proof.tool)
    output.member("file")
    output.string(proof.file)
    output.member("program")
    output.string(proof.facts.program)
    if let subcommand = proof.facts.subcommand {
      output.member("subcommand")
      output.string(subcommand)
    }
    output.member("facts")
    output.literal("{\"versions\":")
    output.array(proof.facts.versions) { $1.string(copy $0) }
    output.member("complete")
    output.boolean(proof.facts.areComplete)
    output.byte(0x7D)
    output.member("slots")
    output.array(proof.slots) { write(copy $0, proof, to: &$1) }
    output.member("totalBytes")
    output.integer(proof.totalBytes)
    output.member("limitBytes")
    output.integer(ProofReport.totalLimit)
    output.member("acknowledgements")
    output.array(proof.acknowledgements) { write(copy $0, to: &$1) }
    output.member("sandbox")
    write(proof.sandbox, to: &output)
    output.literal("}\n")
  }

  private static func write(_ slot: ProofReport.Slot, _ proof: ProofReport, to output: inout JSONWriter) {
    output.literal("{\"place\":")
    output.string(slot.place)
    output.member("text")
    output.string(slot.text)
    output.member("kind")
    output.string(slot.kind.rawValue)
    output.member("members")
    output.array(slot.members) { $1.string(copy $0) }
    output.member("optional")
    output.boolean(slot.isOptional)
    if let states = slot.states {
      output.member("states")
      output.integer(states)
    }
    output.member("invisible")
    output.boolean(slot.admitsInvisible)
    output.member("maxBytes")
    output.integer(slot.maxBytes)
    output.member("maxCount")
    output.integer(slot.maxCount)
    output.member("reasons")
    output.array(slot.reasons.map(proof.text)) { $1.string(copy $0) }
    output.member("refusedFirst")
    output.string(String(decoding: slot.refusedFirst, as: UTF8.self))
    output.byte(0x7D)
  }

  private static func write(_ risk: ToolAcknowledgement, to output: inout JSONWriter) {
    output.literal("{\"option\":")
    output.string(risk.option)
    output.member("reason")
    output.string(risk.reason)
    output.byte(0x7D)
  }

  private static func write(_ sandbox: ProgramPlan.Sandbox, to output: inout JSONWriter) {
    output.literal("{\"profile\":")
    output.string(sandbox.profile.rawValue)
    output.member("network")
    output.boolean(sandbox.hasNetwork)
    output.member("runsProjectCode")
    output.boolean(sandbox.runsProjectCode)
    output.member("mayStartProcesses")
    output.boolean(sandbox.mayStartProcesses)
    output.byte(0x7D)
  }
}

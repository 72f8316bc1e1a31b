import JSONCore
import SchemaRuntime

/// The list of annotations that Bowtie may ask for beside a result.
enum BowtieAnnotations {
  /// `,"annotations":[…]`, in the order of evaluation.
  static func write(_ evaluation: Evaluation, to reply: inout JSONWriter) {
    reply.literal(",\"annotations\":[")
    var isFirst = true
    var waiting = [evaluation.root]
    while let unit = waiting.popLast() {
      // What does not hold describes nothing.
      guard unit.isValid else { continue }
      for annotation in unit.annotations {
        if !isFirst { reply.byte(0x2C) }
        isFirst = false
        write(annotation, of: unit, to: &reply)
      }
      // Reversed, so that the first child comes off the end first and the order stays that of evaluation.
      waiting += unit.children.reversed()
    }
    reply.byte(0x5D)
  }

  /// The keyword's location is the path that was taken and not where the keyword is: two references to one schema
  /// annotate twice.
  private static func write(
    _ annotation: EvaluationUnit.Annotation, of unit: EvaluationUnit, to reply: inout JSONWriter
  ) {
    reply.literal("{\"keyword\":")
    reply.string(annotation.keyword)
    reply.literal(",\"instanceLocation\":")
    reply.string(unit.instanceLocation)
    reply.literal(",\"keywordLocation\":")
    reply.string("\(unit.evaluationPath)/\(annotation.keyword)")
    reply.literal(",\"annotation\":")
    reply.raw(annotation.value)
    reply.byte(0x7D)
  }
}

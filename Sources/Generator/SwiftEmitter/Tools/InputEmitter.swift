import SchemaCompiler

/// Prints what goes into a declared program beside its arguments: standard input, the folder it starts in, the host it
/// asks, and the arguments of the programs that its output goes to.
///
/// All of it is made by the statements that make arguments, so that there is one way in which a value becomes bytes. It
/// is printed for tools only that have any of it.
struct InputEmitter {
  let arguments: ArgumentsEmitter
  private var input: ProgramInput { arguments.plan.input }

  func emit(_ printer: inout CodePrinter) {
    printer.line()
    printer.block("extension \(arguments.scope) {", "}") { printer in
      printer.comment("What goes in beside the arguments; every part was proved at build time.")
      printer.block("public static func feed(_ input: Input) -> ProgramFeed {", "}") { printer in
        printer.line("var feed = ProgramFeed()")
        printer.line("var argv = ArgumentVector()")
        if let pieces = input.standardInput {
          emit(pieces, nil, &printer)
          printer.line("feed.takeStandardInput(&argv)")
        }
        if let folder = input.folder {
          emit([.member(folder)], .file, &printer)
          printer.line("feed.takeFolder(&argv)")
        }
        // With the position of the member, as a path has it.
        if let hosts = input.hosts {
          emit([.member(hosts.member)], .file, &printer)
          printer.line("feed.takeHost(&argv)")
        }
        for step in input.pipe {
          arguments.emit(step.entries, step.paths, &printer)
          printer.line("feed.takeProgram(&argv)")
        }
        printer.line("return feed")
      }
    }
  }

  private func emit(_ pieces: [ProgramPlan.Piece], _ path: ProgramPlan.PathForm?, _ printer: inout CodePrinter) {
    arguments.emit(pieces, path, &printer)
  }
}

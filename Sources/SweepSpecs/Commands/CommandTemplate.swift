package import SweepModel

/// A specification's command, ready to be expanded for each run.
///
/// A whole item that is a macro expands as in W&B's agent; inside a longer item only parameters, `${program}`,
/// `${interpreter}` and `${envvar:X}` are replaced.
package struct CommandTemplate: Sendable {
    private let items: [CommandItem]
    private let nesting: Nesting

    /// - Parameter specification: a checked one; its parameters are the names that the command may use.
    package init(specification: Specification) {
        let names = Set(specification.commandNames)
        items = specification.command.map { CommandItem($0, parameters: names) }
        nesting = Nesting(specification: specification)
    }

    /// Whether `program` must be given, and exist.
    package var usesProgram: Bool { macros.contains(.program) }
    /// Whether an interpreter must be found.
    package var usesInterpreter: Bool { macros.contains(.interpreter) }
    /// Whether any of its items carries a parameter.
    package var usesParameters: Bool { macros.contains(where: \.carriesParameters) }
    /// Names of the variables that `${envvar:NAME}` takes from the submitter's environment.
    package var environmentNames: [String] {
        macros.compactMap { if case .environmentVariable(let name) = $0 { name } else { nil } }
    }

    private var macros: [Macro] { items.flatMap(\.macros) }

    /// The argument vector of one run.
    ///
    /// - Parameters:
    ///   - parameters: the run's, in the order in which they are to appear.
    ///   - interpreter: what `${interpreter}` becomes.
    ///   - program: what `${program}` becomes; needed where ``usesProgram``.
    ///   - path: of the file that holds the parameters as JSON, for `${args_json_file}`.
    ///   - submitterEnvironment: where `${envvar:NAME}` looks; the name itself stands for a variable that is not there,
    ///     as in W&B.
    /// - Throws: `specification` where a value that the command needs is missing, or nothing is left to execute.
    package func argv(
        parameters: JSONObject, interpreter: String, program: String?, argsFile path: String,
        submitterEnvironment: [EnvironmentEntry]
    ) throws(Fault) -> [String] {
        let values = Values(
            parameters: parameters, document: nesting.applied(to: parameters), interpreter: interpreter,
            program: program, argsFile: path,
            environment: submitterEnvironment)
        var argv: [String] = []
        for item in items { argv += try values.expand(item) }
        guard let first = argv.first, !first.isEmpty else {
            throw Fault(.specification, "cannot expand the command: it is empty for this run")
        }
        return argv
    }
}

/// What the macros stand for in one run.
private struct Values {
    let parameters: JSONObject
    /// The same with groups as the program gets them.
    let document: JSONObject
    let interpreter: String
    let program: String?
    let argsFile: String
    let environment: [EnvironmentEntry]

    func expand(_ item: CommandItem) throws(Fault) -> [String] {
        switch item {
        case .macro(.args(let style)): return style.arguments(document)
        case .macro(let macro): return [try text(macro)]
        case .unknown(let word): throw Fault(.specification, "cannot expand the command: '${\(word)}' is no macro")
        case .text(let parts):
            var result = ""
            for part in parts {
                switch part {
                case .literal(let literal): result += literal
                case .macro(let macro): result += try text(macro)
                }
            }
            return [result]
        }
    }

    private func text(_ macro: Macro) throws(Fault) -> String {
        switch macro {
        case .env: return "/usr/bin/env"
        case .interpreter: return interpreter
        case .program:
            guard let program else { throw Fault(.specification, "cannot expand the command: 'program' is missing") }
            return program
        case .args(let style): return style.arguments(document).joined(separator: " ")
        case .argsJSON: return PythonText.json(.object(document))
        case .argsJSONFile: return argsFile
        case .environmentVariable(let name): return environment.last { $0.name == name }?.value ?? name
        case .parameter(let name):
            guard let value = parameters[name] else {
                throw Fault(.specification, "cannot expand the command: the point has no value for \(quoted(name))")
            }
            return PythonText.str(value)
        }
    }
}

extension Specification {
    /// The names that its command may use: those of the parameters, and the one that the replicates set.
    var commandNames: [String] { parameters.map(\.name) + [replicates?.parameter].compactMap { $0 } }
}

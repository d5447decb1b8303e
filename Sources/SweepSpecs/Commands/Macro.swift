internal import SweepModel

/// What a whole item of the form `${…}` in a command can be.
enum Macro: Hashable, Sendable {
    case env
    case interpreter
    case program
    case args(ArgumentStyle)
    case argsJSON
    case argsJSONFile
    case environmentVariable(String)
    case parameter(String)

    /// The macros that carry no name of their own, as W&B spells them.
    static let plain: [(name: String, macro: Macro)] =
        [
            ("env", .env), ("interpreter", .interpreter), ("program", .program), ("args_json", .argsJSON),
            ("args_json_file", .argsJSONFile),
        ] + ArgumentStyle.allCases.map { ($0.rawValue, .args($0)) }

    /// The macro that `word`, the part between the braces, names; nil where there is none.
    ///
    /// - Parameter parameters: names of the sweep's parameters; a macro's own name wins over them.
    init?(_ word: Substring, parameters: Set<String>) {
        if let found = Self.plain.first(where: { $0.name == word }) {
            self = found.macro
        } else if word.hasPrefix("envvar:"), Macro.isVariable(word.dropFirst(7)) {
            self = .environmentVariable(String(word.dropFirst(7)))
        } else {
            let name = String(word.hasPrefix("param:") ? word.dropFirst(6) : word)
            guard parameters.contains(name) else { return nil }
            self = .parameter(name)
        }
    }

    /// Whether values of parameters come in by it.
    var carriesParameters: Bool {
        switch self {
        case .args, .argsJSON, .argsJSONFile, .parameter: true
        case .env, .interpreter, .program, .environmentVariable: false
        }
    }

    /// Whether it may stand inside a longer item.
    var isInline: Bool {
        switch self {
        case .program, .interpreter, .environmentVariable, .parameter: true
        case .env, .args, .argsJSON, .argsJSONFile: false
        }
    }

    /// `[A-Za-z_][A-Za-z0-9_]*`
    static func isVariable(_ name: some StringProtocol) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy {
            $0 == UInt8(ascii: "_") || (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
                || (0x61...0x7A).contains($0)
        }
    }
}

/// How all parameters become arguments at once; the raw value is the macro's name.
enum ArgumentStyle: String, Hashable, Sendable, CaseIterable {
    case equals = "args"
    case noEquals = "args_no_equals"
    case noHyphens = "args_no_hyphens"
    case appendHydra = "args_append_hydra"
    case overrideHydra = "args_override_hydra"
    case noBooleanFlags = "args_no_boolean_flags"

    func arguments(_ parameters: JSONObject) -> [String] {
        parameters.members.flatMap { arguments($0.name, $0.value) }
    }

    private func arguments(_ name: String, _ value: JSONValue) -> [String] {
        let text = PythonText.str(value)
        switch self {
        case .equals: return ["--\(name)=\(text)"]
        case .noEquals: return ["--\(name)", text]
        case .noHyphens: return ["\(name)=\(text)"]
        case .appendHydra: return ["+\(name)=\(text)"]
        case .overrideHydra: return ["++\(name)=\(text)"]
        case .noBooleanFlags:
            guard let flag = value.boolValue else { return ["--\(name)=\(text)"] }
            return flag ? ["--\(name)"] : []
        }
    }
}

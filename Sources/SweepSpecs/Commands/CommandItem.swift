internal import SweepModel

/// One item of a command, parsed.
enum CommandItem: Hashable, Sendable {
    /// The whole item is a macro; it becomes none, one or several arguments.
    case macro(Macro)
    /// Exactly one argument.
    case text([Part])
    /// The whole item looks like a macro and is none.
    case unknown(String)

    enum Part: Hashable, Sendable {
        case literal(String)
        case macro(Macro)
    }

    init(_ item: String, parameters: Set<String>) {
        if item.hasPrefix("${"), item.hasSuffix("}"), !item.dropFirst(2).dropLast().contains("}") {
            let word = item.dropFirst(2).dropLast()
            self = Macro(word, parameters: parameters).map(CommandItem.macro) ?? .unknown(String(word))
        } else {
            self = .text(Self.parts(item, parameters: parameters))
        }
    }

    /// Literal text and the macros that may stand inside it; every other `$` stays as it is.
    private static func parts(_ item: String, parameters: Set<String>) -> [Part] {
        var parts: [Part] = []
        var literal = ""
        var rest = item[...]
        while let start = rest.firstIndex(of: "$") {
            let tail = rest[start...]
            if tail.hasPrefix("${"), let end = tail.firstIndex(of: "}"),
                let macro = Macro(tail[tail.index(start, offsetBy: 2)..<end], parameters: parameters), macro.isInline
            {
                parts.append(.literal(literal + rest[..<start]))
                parts.append(.macro(macro))
                literal = ""
                rest = tail[tail.index(after: end)...]
            } else {
                literal += rest[...start]
                rest = tail.dropFirst()
            }
        }
        parts.append(.literal(literal + rest))
        return parts.filter { $0 != .literal("") }
    }

    /// Every macro that it holds.
    var macros: [Macro] {
        switch self {
        case .macro(let macro): [macro]
        case .text(let parts): parts.compactMap { if case .macro(let macro) = $0 { macro } else { nil } }
        case .unknown: []
        }
    }

    /// The parameters that it names inside a longer item.
    var inlineParameters: [String] {
        guard case .text = self else { return [] }
        return macros.compactMap { if case .parameter(let name) = $0 { name } else { nil } }
    }

    /// What it names as `${param:NAME}` inside of a longer item, and what is no parameter.
    var misnamed: [String] {
        guard case .text(let parts) = self else { return [] }
        return parts.flatMap { part -> [String] in
            guard case .literal(let text) = part else { return [] }
            return text.matches(of: #/\$\{(param:[^}]+)\}/#).map { String($0.1) }
        }
    }

    /// The fixed text of an item without macros, else nil.
    var literal: String? {
        guard case .text(let parts) = self else { return nil }
        let texts = parts.compactMap { if case .literal(let text) = $0 { text } else { nil } }
        return texts.count == parts.count ? texts.joined() : nil
    }
}

extension [CommandItem] {
    /// Positions of items that a shell will read as a script: what follows `sh -c` and its kind.
    var shellScripts: [Int] {
        indices.compactMap { index in
            self[index].literal.map(Self.isShell) ?? false ? script(behind: index) : nil
        }
    }

    /// The first item behind a shell's options, if one of these says that it is a script.
    private func script(behind shell: Int) -> Int? {
        var isScript = false
        var index = shell + 1
        while index < count {
            guard let option = self[index].literal, option.hasPrefix("-") || option.hasPrefix("+") else { break }
            isScript = isScript || option == "--command" || !option.hasPrefix("--") && option.contains("c")
            index += Self.optionsWithValue.contains(option) ? 2 : 1
        }
        return isScript && index < count ? index : nil
    }

    private static let optionsWithValue = ["-o", "+o", "-O", "+O", "--rcfile", "--init-file"]

    private static func isShell(_ text: String) -> Bool {
        let name = text.split(separator: "/").last ?? ""
        return ["sh", "bash", "dash", "zsh", "ksh", "mksh", "ash", "fish", "csh", "tcsh"].contains(name)
    }
}

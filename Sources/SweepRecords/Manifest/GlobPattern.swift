/// A pattern of file names: `*` and `?` within one part of a path, `[a-z]` and `[!a-z]`, `**` for any folders.
struct GlobPattern: Hashable, Sendable {
    enum Part: Hashable, Sendable {
        /// `**`: no folder or several.
        case folders
        case name(String)
        case pattern([Element])
    }

    enum Element: Hashable, Sendable {
        case character(Character)
        case any
        case rest
        case oneOf(ranges: [ClosedRange<Character>], isInverted: Bool)
    }

    let parts: [Part]

    /// Nil where the pattern is empty or absolute or names `..`, since it then leads out of the working directory.
    init?(_ text: String) {
        let names = text.split(separator: "/").filter { $0 != "." }
        guard !text.hasPrefix("/"), !names.isEmpty, !names.contains("..") else { return nil }
        parts = names.map(Self.part)
    }

    private static func part(_ name: Substring) -> Part {
        if name == "**" { return .folders }
        return name.contains { "*?[".contains($0) } ? .pattern(elements(name)) : .name(String(name))
    }

    private static func elements(_ name: Substring) -> [Element] {
        var rest = name
        var elements: [Element] = []
        while let first = rest.popFirst() {
            switch first {
            case "*": if elements.last != .rest { elements.append(.rest) }
            case "?": elements.append(.any)
            case "[": elements.append(set(&rest) ?? .character("["))
            default: elements.append(.character(first))
            }
        }
        return elements
    }

    /// The set whose opening bracket was just read; nil, with nothing read, where it is never closed.
    private static func set(_ rest: inout Substring) -> Element? {
        let isInverted = rest.first == "!" || rest.first == "^"
        let body = isInverted ? rest.dropFirst() : rest
        guard let end = body.dropFirst().firstIndex(of: "]") else { return nil }
        var characters = Array(body[..<end])[...]
        var ranges: [ClosedRange<Character>] = []
        while let low = characters.popFirst() {
            if characters.count >= 2, characters.first == "-", let high = characters.dropFirst().first, low <= high {
                ranges.append(low...high)
                characters = characters.dropFirst(2)
            } else {
                ranges.append(low...low)
            }
        }
        rest = rest[body.index(after: end)...]
        return .oneOf(ranges: ranges, isInverted: isInverted)
    }

    /// Whether a name matches; one that begins with a dot only where the pattern does too, as in a shell.
    static func matches(_ name: String, _ elements: [Element]) -> Bool {
        if name.hasPrefix("."), elements.first != .character(".") { return false }
        let characters = Array(name)
        var (position, element) = (0, 0)
        // Where the last `*` stands, and how far it reaches: enough to go back to, so the time is quadratic at most.
        var star: (element: Int, position: Int)?
        while position < characters.count {
            if element < elements.count, elements[element] == .rest {
                star = (element, position)
                element += 1
            } else if element < elements.count, accepts(elements[element], characters[position]) {
                (position, element) = (position + 1, element + 1)
            } else if let last = star {
                star = (last.element, last.position + 1)
                (position, element) = (last.position + 1, last.element + 1)
            } else {
                return false
            }
        }
        return elements[element...].allSatisfy { $0 == .rest }
    }

    private static func accepts(_ element: Element, _ character: Character) -> Bool {
        switch element {
        case .character(let wanted): wanted == character
        case .any: true
        case .rest: false
        case .oneOf(let ranges, let isInverted): ranges.contains { $0.contains(character) } != isInverted
        }
    }
}

/// A value that nobody is shown: neither printed nor looked into by whatever prints values.
///
/// It leaves this type in three ways only: into an attempt's env file (or what its engine has beside it), to the
/// attempt's runner, which takes it out of what is captured, and into the store that it came from.
package struct Secret: Hashable, Sendable {
    /// The shortest value, in bytes: a shorter one could not be told from other text in what runs print.
    package static let bytesMin = 8
    /// The longest value, in bytes.
    package static let bytesMax = 32 << 10

    /// The variable that brings it.
    package let name: String
    package let value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "secret '\(name)'" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension Secret {
    /// A value as it was typed or read from a file: without its line end where it is a single line.
    ///
    /// - Throws: `usage` for a value that could not reach a run exactly, or could not be kept out of what it prints.
    package init(name: String, input: [UInt8]) throws(Fault) {
        guard input.count <= Self.bytesMax else { throw Self.refusal(name, "it is longer than \(Self.bytesMax) bytes") }
        guard !input.contains(0), let text = String(validating: input, as: UTF8.self) else {
            throw Self.refusal(name, "its value is no text", hint: "encode it first, e.g. with 'base64'")
        }
        let line = text.last?.isNewline == true ? text.dropLast() : text[...]
        let value = line.contains(where: \.isNewline) ? text : String(line)
        guard value.utf8.count >= Self.bytesMin else {
            throw Self.refusal(
                name, "its value has fewer than \(Self.bytesMin) bytes, too few to be found in what runs print",
                hint: "use 'env' for what is no secret")
        }
        self.init(name: name, value: value)
    }

    private static func refusal(_ name: String, _ reason: String, hint: String? = nil) -> Fault {
        Fault(.usage, "cannot keep secret '\(name)': \(reason)", hint: hint)
    }
}

extension [EnvironmentEntry] {
    /// These variables with those of the secrets, which replace what has their names.
    package func adding(_ secrets: [Secret]) -> [EnvironmentEntry] {
        let names = Set(secrets.map(\.name))
        return filter { !names.contains($0.name) } + secrets.map { EnvironmentEntry($0.name, $0.value) }
    }
}

package import SweepModel

/// A value that is laid over the file, from `--set KEY=VALUE` or a flag of its own.
package struct SpecificationOverride: Sendable {
    /// Names from the root to the value.
    let path: [String]
    /// Nil takes away what stands there.
    let value: Element?

    /// - Parameters:
    ///   - key: dotted path, e.g. `run_cap` or `resources.cpus`.
    ///   - value: replaces what the file says there.
    package init(key: String, value: JSONValue) {
        path = key.split(separator: ".").map(String.init)
        self.value = Element(value)
    }

    /// The names of a dotted key, of which one in double quotes may hold dots; nil where one is empty.
    private static func path(of key: Substring) -> [String]? {
        var names = [""]
        var isQuoted = false
        for character in key {
            switch character {
            case "\"": isQuoted.toggle()
            case "." where !isQuoted: names.append("")
            default: names[names.count - 1].append(character)
            }
        }
        return isQuoted || names.contains("") ? nil : names
    }

    /// Reads `KEY=VALUE`; the value is YAML, so `run_cap=10` is a number and `gpus=[a, b]` a list. `KEY=null` takes the key
    /// away; where null is a value like others, beneath a parameter's `value`, it is that.
    ///
    /// - Throws: `usage` where there is no key or the value is not YAML.
    package init(_ text: String) throws(Fault) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let path = Self.path(of: parts[0]) else {
            throw Fault(.usage, "expected KEY=VALUE, got: \(quoted(text))", hint: "e.g. --set run_cap=10")
        }
        let log = FaultLog()
        guard let value = TextReader.value(String(parts[1]), log: log), !log.hasErrors else {
            throw Fault(.usage, "cannot read the value of \(quoted(String(parts[0]))): it is not YAML")
        }
        self.path = path
        let isParameterValue = path.first == "parameters" && path.last == "value"
        self.value = value.json == .null && !isParameterValue ? nil : value.moved(to: .nowhere)
    }
}

extension Element {
    /// The same value, all of it at one place.
    fileprivate func moved(to place: Place) -> Element {
        switch content {
        case .scalar: Element(content, at: place)
        case .sequence(let items): Element(.sequence(items.map { $0.moved(to: place) }), at: place)
        case .mapping(let entries):
            Element(
                .mapping(entries.map { Entry(name: $0.name, place: place, value: $0.value.moved(to: place)) }),
                at: place)
        }
    }
}

internal import SweepModel

/// Refuses a file that seems to hold a secret: it would be kept with the sweep, and shown.
///
/// A parameter that only has a telling name is W&B's to use, so that it is told and no more.
struct SecretCheck {
    private let builder: SpecificationBuilder
    private let allowed: [(text: String, place: Place)]
    private static let allowedMax = 1000
    /// What stands for the items of `command` among the names.
    private static let commandName = "command"

    init(_ builder: SpecificationBuilder) {
        self.builder = builder
        allowed = builder.section.strings("allow_secret_values", max: Self.allowedMax) ?? []
    }

    func check() {
        let names = Set(allowed.map(\.text))
        for finding in findings where !names.contains(finding.name) { tell(finding) }
        let known = Set(findings.map(\.name))
        for item in allowed where !known.contains(item.text) {
            builder.log.warning(
                item.place, "\(quoted(item.text)) in 'allow_secret_values' names nothing that looks like a secret",
                hint: "leave it out")
        }
    }

    private struct Finding {
        let name: String
        let subject: String
        let place: Place
        var isCertain = true
    }

    private var findings: [Finding] { parameters + variables + command }

    private var parameters: [Finding] {
        builder.specification.parameters.compactMap { parameter in
            let values = parameter.distribution.listedValues.lazy.compactMap(\.stringValue)
            guard values.contains(where: { SecretGuess.isLikely($0, name: parameter.name) }) else { return nil }
            return Finding(
                name: parameter.name, subject: "the parameter \(quoted(parameter.name))",
                place: builder.parameters.places[parameter.name] ?? .nowhere,
                isCertain: values.contains(where: SecretGuess.isKey))
        }
    }

    private var variables: [Finding] {
        (builder.section["env"]?.entries ?? []).compactMap { entry in
            guard let text = entry.value.text, SecretGuess.isLikely(text, name: entry.name) else { return nil }
            return Finding(name: entry.name, subject: "the variable \(quoted(entry.name))", place: entry.place)
        }
    }

    private var command: [Finding] {
        (builder.section["command"]?.items ?? []).compactMap { item in
            guard let text = item.text, SecretGuess.isKey(text) else { return nil }
            return Finding(name: Self.commandName, subject: "an item of 'command'", place: item.place)
        }
    }

    /// Names what holds it, and never the value.
    private func tell(_ finding: Finding) {
        let message = "\(finding.subject) looks like a secret: it would be kept with the sweep, and shown"
        let hint =
            "keep it with 'sweepctl secret set NAME' and write 'secrets: [NAME]'; if it is none, write"
            + " 'allow_secret_values: [\(finding.name)]'"
        if finding.isCertain {
            builder.log.error(finding.place, message, hint: hint)
        } else {
            builder.log.warning(finding.place, message, hint: hint)
        }
    }
}

extension Distribution {
    /// The values that it lists.
    var listedValues: [JSONValue] {
        switch self {
        case .constant(let value): [value]
        case .categorical(let values), .weighted(let values, _): values
        default: []
        }
    }
}

internal import SweepModel

// Variables in, metrics and artifacts out.
extension SpecificationBuilder {
    private static let variablesMax = 1000
    private static let patternsMax = 1000

    mutating func readEnvironment() {
        guard let element = section["env"] else { return }
        guard let entries = element.entries else {
            section.expected("env", "a mapping of names to text", got: element)
            return
        }
        guard entries.count <= Self.variablesMax else {
            log.error(element.place, "expected at most \(Self.variablesMax) variables in 'env', got: \(entries.count)")
            return
        }
        specification.env = entries.compactMap(variable)
    }

    private func variable(_ entry: Element.Entry) -> EnvironmentEntry? {
        guard Macro.isVariable(entry.name) else {
            log.error(
                entry.place, "expected a variable's name to be letters, digits and '_', got: \(quoted(entry.name))")
            return nil
        }
        guard !RunEnvironment.isReserved(entry.name) else {
            log.error(
                entry.place, "the variable \(quoted(entry.name)) is reserved", hint: "sweepd sets it for each run")
            return nil
        }
        guard let text = entry.value.text else {
            log.expected("env.\(entry.name)", "text", got: entry.value, hint: "'' is an empty text")
            return nil
        }
        return EnvironmentEntry(entry.name, text)
    }

    mutating func readCapture() {
        specification.artifacts = section.strings("artifacts", max: Self.patternsMax)?.compactMap(pattern) ?? []
        if let element = section["metrics"], element.items != nil {
            log.error(element.place, "several objectives are not supported yet", hint: "use 'metric'")
            return
        }
        guard let metrics = part("metrics", known: ["stdout"]), let element = metrics["stdout"] else { return }
        if element.entries != nil {
            readPattern(element)
            return
        }
        switch element.text {
        case "json": specification.metrics = .json
        case "keyvalue": specification.metrics = .keyValue
        case "none": specification.metrics = .none
        default: metrics.expected("stdout", "json or keyvalue or none or {regex: …}", got: element)
        }
    }

    private mutating func readPattern(_ element: Element) {
        let path = "metrics.stdout"
        guard let section = Section(element, path: path, log: log, known: ["regex"]), let text = section.string("regex")
        else { return }
        guard (try? Regex<AnyRegexOutput>(text)) != nil else {
            if let element = section["regex"] { section.expected("regex", "a regular expression", got: element) }
            return
        }
        specification.metrics = .regex(text)
    }

    private func pattern(_ item: (text: String, place: Place)) -> String? {
        guard !item.text.isEmpty, !item.text.hasPrefix("/"), !item.text.split(separator: "/").contains("..") else {
            log.error(
                item.place,
                "expected a pattern of 'artifacts' to stay within the run's working directory, got:"
                    + " \(quoted(item.text))", hint: "e.g. checkpoints/*.pt")
            return nil
        }
        return item.text
    }
}

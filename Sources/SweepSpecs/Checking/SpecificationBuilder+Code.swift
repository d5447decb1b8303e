internal import SweepModel

// The program, its command, its source and its interpreter.
extension SpecificationBuilder {
    private static let itemsMax = 1000

    mutating func readCode() {
        specification.program = section.string("program")
        specification.python = section.string("python") ?? "auto"
        readSource()
        guard let element = section["command"] else { return }
        if let text = element.text {
            let items = text.split(separator: " ").joined(separator: ", ")
            section.expected("command", "a list", got: element, hint: "write [\(items)]")
            return
        }
        guard let items = section.strings("command", max: Self.itemsMax) else { return }
        guard !items.isEmpty else {
            section.expected(
                "command", "a list of at least one item", got: element, hint: "leave it out for the default")
            return
        }
        specification.command = zip(items, element.items ?? []).map { $1.json.boolValue.map(Self.python) ?? $0.text }
    }

    /// W&B's agent passes a flag as Python writes it.
    private static func python(_ flag: Bool) -> String { PythonText.str(.bool(flag)) }

    private mutating func readSource() {
        guard let source = part("source", known: ["path", "mode"]) else { return }
        specification.source.path = source.string("path")
        specification.source.mode = source.choice("mode", SourceChoice.Mode.self) ?? .auto
        let hasImage = section["container"]?.entries?.contains { $0.name == "image" } == true
        if let element = source["mode"], specification.source.mode == .image, !hasImage {
            log.error(
                element.place, "the source mode 'image' needs a container", hint: "add 'container: {image: NAME}'")
        }
    }

    /// Faults of the command, each at its item.
    func checkCommand() {
        let names = Set(specification.commandNames)
        let items = specification.command.map { CommandItem($0, parameters: names) }
        let elements = section["command"]?.items ?? []
        let places = elements.count == items.count ? elements.map(\.place) : items.map { _ in section.place }
        for (item, place) in zip(items, places) {
            if case .unknown(let word) = item, !awaitsParameters { reportUnknown(word, place, names) }
        }
        for index in items.shellScripts { checkScript(items[index], places[index]) }
        if let index = items.firstIndex(where: { $0.macros.contains(.program) }), specification.program == nil,
            !section.has("program")
        {
            log.error(
                places[index], "'program' is missing, which the command uses",
                hint: "add 'program: train.py', or a 'command' without ${program}")
        }
        checkPoints(items)
    }

    private func reportUnknown(_ word: String, _ place: Place, _ names: Set<String>) {
        let known = Macro.plain.map(\.name) + names
        let hint = Suggestion.hint(for: word.hasPrefix("param:") ? String(word.dropFirst(6)) : word, among: known)
        log.error(place, "\(quoted("${" + word + "}")) is neither a macro nor a parameter", hint: hint)
    }

    /// Text that a shell reads as code must not come from a parameter.
    private func checkScript(_ item: CommandItem, _ place: Place) {
        for name in item.inlineParameters where holdsText(name) {
            log.error(
                place, "the parameter \(quoted(name)) holds text, and a shell would read it as code",
                hint: "write \"$\(ParameterVariables.name(of: name))\"")
        }
    }

    private func holdsText(_ name: String) -> Bool {
        let own: [JSONValue] =
            switch specification.parameters.first(where: { $0.name == name })?.distribution {
            case .constant(let value): [value]
            case .categorical(let values), .weighted(let values, _): values
            default: []
            }
        let replicates = specification.replicates?.parameter == name ? specification.replicates?.values ?? [] : []
        return (own + replicates + specification.points.compactMap { $0.values[name] }).contains { value in
            switch value {
            case .string, .array, .object: true
            case .null, .bool, .int, .double: false
            }
        }
    }

    /// Every point must have the values that the command names.
    private func checkPoints(_ items: [CommandItem]) {
        let needed = Set(items.flatMap(\.macros).compactMap { if case .parameter(let name) = $0 { name } else { nil } })
        let elements = section["points"]?.items ?? []
        guard elements.count == specification.points.count else { return }
        for (point, element) in zip(specification.points, elements) {
            for name in needed.sorted() where point.values[name] == nil && specification.replicates?.parameter != name {
                log.error(element.place, "the point has no value for \(quoted(name)), which the command uses")
            }
        }
    }
}

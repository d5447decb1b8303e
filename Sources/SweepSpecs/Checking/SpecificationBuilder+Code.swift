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
        if !awaitsParameters { reportUnknown(items, places, names) }
        let textParameters = items.shellScripts.isEmpty ? [] : namesOfText
        for index in items.shellScripts { checkScript(items[index], places[index], textParameters) }
        if let index = items.firstIndex(where: { $0.macros.contains(.program) }), specification.program == nil,
            !section.has("program")
        {
            log.error(
                places[index], "'program' is missing, which the command uses",
                hint: "add 'program: train.py', or a 'command' without ${program}")
        }
        checkPoints(items)
    }

    /// A script has variables of its own; elsewhere `${param:…}` can only be meant for sweepd.
    private func reportUnknown(_ items: [CommandItem], _ places: [Place], _ names: Set<String>) {
        for (index, item) in items.enumerated() {
            if case .unknown(let word) = item { reportUnknown(word, places[index], names) }
            guard !items.shellScripts.contains(index) else { continue }
            for word in item.misnamed { reportUnknown(word, places[index], names) }
        }
    }

    private func reportUnknown(_ word: String, _ place: Place, _ names: Set<String>) {
        let known = Macro.plain.map(\.name) + names
        let hint = log.suggestion(for: word.hasPrefix("param:") ? String(word.dropFirst(6)) : word, among: known)
        log.error(place, "\(quoted("${" + word + "}")) is neither a macro nor a parameter", hint: hint)
    }

    /// Text that a shell reads as code must not come from a parameter.
    private func checkScript(_ item: CommandItem, _ place: Place, _ textParameters: Set<String>) {
        for name in item.inlineParameters where textParameters.contains(name) {
            log.error(
                place, "the parameter \(quoted(name)) holds text, and a shell would read it as code",
                hint: "write \"$\(ParameterVariables.name(of: name))\"")
        }
    }

    /// The parameters that have a value which is no number or flag.
    private var namesOfText: Set<String> {
        var names: Set<String> = []
        for parameter in specification.parameters where parameter.distribution.listedValues.contains(where: \.isText) {
            names.insert(parameter.name)
        }
        if let replicates = specification.replicates, let name = replicates.parameter,
            replicates.values.contains(where: \.isText)
        {
            names.insert(name)
        }
        for point in specification.points {
            for member in point.values.members where member.value.isText { names.insert(member.name) }
        }
        return names
    }

    /// Every point must have the values that the command names.
    private func checkPoints(_ items: [CommandItem]) {
        let named = items.flatMap(\.macros).compactMap { if case .parameter(let name) = $0 { name } else { nil } }
        let needed = Set(named).subtracting([specification.replicates?.parameter].compactMap { $0 }).sorted()
        let elements = section["points"]?.items ?? []
        guard elements.count == specification.points.count else { return }
        for (point, element) in zip(specification.points, elements) where !log.isFull {
            let given = Set(point.values.members.map(\.name))
            for name in needed where !given.contains(name) {
                log.error(element.place, "the point has no value for \(quoted(name)), which the command uses")
            }
        }
    }
}

extension JSONValue {
    /// Whether a shell would read it as more than one number or word of ours.
    fileprivate var isText: Bool {
        switch self {
        case .string, .array, .object: true
        case .null, .bool, .int, .double: false
        }
    }
}

internal import SweepModel

/// Goes through the top of a file key by key; the parts have extensions of their own.
struct SpecificationBuilder {
    let section: Section
    var specification: Specification
    /// As read, with their places.
    var parameters = ParameterReader.Result()

    init(_ section: Section) {
        self.section = section
        specification = Specification(method: .list)
    }

    var log: FaultLog { section.log }

    mutating func build() -> Specification {
        readSpace()
        readLabels()
        readSearch()
        readContainer()
        readCode()
        readLimits()
        readRetry()
        readEnvironment()
        readSecrets()
        readCapture()
        readHooks()
        readRetention()
        readRelations()
        readPoints()
        checkCommand()
        Advice(self).give()
        SecretCheck(self).check()
        return specification
    }

    /// A part of the file that is a mapping; nil where it is absent or none.
    func part(_ name: String, known: [String], later: [String] = []) -> Section? {
        section[name].flatMap { Section($0, path: name, log: log, known: known, later: later) }
    }
}

// What the sweep is called.
extension SpecificationBuilder {
    private mutating func readLabels() {
        // W&B takes an empty name for none.
        if section["name"]?.json != "" { specification.name = section.string("name", max: 128) }
        if let element = section["description"], let text = element.text {
            specification.summary = text
        } else {
            specification.summary = section.string("description")
        }
        for name in ["controller", "settings"] {
            guard let place = section.entry(name)?.place else { continue }
            log.warning(place, "'\(name)' has no effect: sweepd is the controller", hint: "leave it out")
        }
        guard let element = section["labels"] else { return }
        guard let entries = element.entries else {
            section.expected("labels", "a mapping of names to text", got: element)
            return
        }
        for entry in entries {
            guard let text = entry.value.text, text.count <= 256, entry.name.count <= 64 else {
                log.expected("labels.\(entry.name)", "text of at most 256 characters", got: entry.value)
                continue
            }
            specification.labels[entry.name] = .string(text)
        }
        if entries.count > 64 { log.error(element.place, "expected at most 64 labels, got: \(entries.count)") }
    }
}

extension SourceChoice.Mode: CaseIterable {
    static var allCases: [SourceChoice.Mode] { [.auto, .snapshot, .mount, .image] }
}

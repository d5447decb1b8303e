internal import SweepModel

/// Points that stand in YAML: in the specification itself, or in a file of their own.
struct InlinePoints {
    static let countMax = 100_000

    let space: PointSpace
    /// How messages name the list.
    let key: String
    let log: FaultLog

    /// The points of a list in their order, those with faults left out.
    func read(_ element: Element) -> [Point] {
        guard let items = element.items, !items.isEmpty, items.count <= Self.countMax else {
            log.expected(key, "a list of 1 to \(Self.countMax) points", got: element)
            return []
        }
        return items.compactMap(point)
    }

    private func point(_ element: Element) -> Point? {
        guard element.entries != nil else {
            log.expected("\(key) item", "a mapping of parameters to values", got: element)
            return nil
        }
        var values = [JSONValue?](repeating: nil, count: space.definitions.count)
        var found: [Int: Place] = [:]
        guard collect(element, prefix: "", &values, &found) else { return nil }
        let failures = space.complete(&values)
        for failure in failures {
            let place = failure.parameter.flatMap { found[$0] } ?? element.place
            log.error(place, failure.message, hint: failure.hint)
        }
        return failures.isEmpty ? space.point(values) : nil
    }

    /// - Returns: whether every name is a parameter, given once.
    private func collect(
        _ element: Element, prefix: String, _ values: inout [JSONValue?], _ found: inout [Int: Place]
    ) -> Bool {
        var isSound = true
        for entry in element.entries ?? [] {
            let name = prefix + entry.name
            if let place = space.places[name] {
                if found.updateValue(entry.value.place, forKey: place) != nil {
                    log.error(entry.place, "the point gives \(quoted(name)) twice")
                    isSound = false
                }
                values[place] = entry.value.json
            } else if entry.value.entries != nil, space.isGroup(name) {
                isSound = collect(entry.value, prefix: name + ".", &values, &found) && isSound
            } else {
                let hint = log.suggestion(for: name, among: space.places.keys)
                log.error(entry.place, "the point names \(quoted(name)), which is no parameter", hint: hint)
                isSound = false
            }
        }
        return isSound
    }
}

extension InlinePoints {
    /// Without `parameters` the points say which there are: those of the list, each with its values.
    static func declared(by element: Element) -> [ParameterDefinition] {
        var values: [String: [JSONValue]] = [:]
        for item in element.items ?? [] {
            for entry in item.entries ?? [] where ParameterName.isValid(entry.name) {
                values[entry.name, default: []].append(entry.value.json)
            }
        }
        let names = values.keys.sorted { $0.comesBefore($1) }
        return names.map { ParameterDefinition(path: [$0], distribution: .categorical(values[$0] ?? [])) }
    }
}

internal import SweepModel

// Listed values.
extension DistributionReader {
    func values() -> [JSONValue]? {
        guard let element = section["values"] else { return nil }
        guard let items = element.items, !items.isEmpty else {
            section.expected("values", "a list of at least one value", got: element)
            return nil
        }
        guard items.count <= valuesMax else {
            log.error(
                element.place,
                "expected \(quoted(section.key("values"))) to hold at most \(valuesMax) items, got: \(items.count)")
            return nil
        }
        let values = items.compactMap(finite)
        return values.count == items.count ? values : nil
    }

    /// The element's value, if it holds no NaN or infinity: those have no exact form in JSON.
    func finite(_ element: Element) -> JSONValue? {
        switch element.content {
        case .scalar(.double(let number), let text) where !number.isFinite:
            let word = PythonText.str(.double(number))
            log.error(
                element.place, "expected the values of \(quoted(section.path)) to be finite, got: \(quoted(text))",
                hint: "the text '\(word)', in quotes, reaches the program as the same argument")
            return nil
        case .sequence(let items): return items.compactMap(finite).count == items.count ? element.json : nil
        case .mapping(let entries):
            return entries.compactMap { finite($0.value) }.count == entries.count ? element.json : nil
        case .scalar: return element.json
        }
    }

    func weighted() -> Distribution? {
        guard let values = values(), let element = section["probabilities"] else { return nil }
        guard let items = element.items else {
            section.expected("probabilities", "a list of numbers", got: element)
            return nil
        }
        let numbers = items.compactMap(\.json.doubleValue).filter { $0 >= 0 && $0.isFinite }
        guard numbers.count == items.count else {
            let bad = items.first { !($0.json.doubleValue.map { $0 >= 0 && $0.isFinite } ?? false) } ?? element
            section.expected("probabilities", "numbers of at least 0", got: bad)
            return nil
        }
        guard numbers.count == values.count else {
            log.error(
                element.place,
                "expected \(quoted(section.key("probabilities"))) to hold \(values.count) numbers, one"
                    + " for each value, got: \(numbers.count)")
            return nil
        }
        let sum = numbers.reduce(0, +)
        // numpy's isclose, which W&B uses.
        guard abs(sum - 1) <= 1e-8 + 1e-5 else {
            log.error(element.place, "expected \(quoted(section.key("probabilities"))) to add up to 1, got: \(sum)")
            return nil
        }
        return .weighted(values, probabilities: numbers)
    }
}

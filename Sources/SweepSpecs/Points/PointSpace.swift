package import SweepModel

/// The points that a specification takes: what an explicit one must be, and how it is written.
package struct PointSpace: Sendable {
    /// What is wrong with a point.
    package struct Failure: Error, Hashable, Sendable {
        /// The place of the parameter that is to blame; nil where it is the point as a whole.
        var parameter: Int?
        /// What is wrong, as of a fault.
        package var message: String
        /// What to do.
        package var hint: String?
    }

    let definitions: [ParameterDefinition]
    /// The place of each parameter by its name.
    let places: [String: Int]
    private let order: ActivationOrder
    private let hasConditions: Bool
    private let constraints: Constraints
    /// `"name":` of each parameter.
    private let prefixes: [[UInt8]]

    /// - Parameter specification: a checked one; of its points nothing is read.
    package init(_ specification: Specification) {
        self.init(specification.parameters, constraints: specification.constraints)
    }

    init(_ definitions: [ParameterDefinition], constraints: [Expression]) {
        self.definitions = definitions
        let names = definitions.map(\.name)
        places = Dictionary(names.enumerated().map { ($1, $0) }) { $1 }
        hasConditions = definitions.contains { $0.when != nil }
        order = ActivationOrder(hasConditions ? definitions : [])
        self.constraints = Constraints(constraints, names: names)
        prefixes = names.map { Array(JSONValue.string($0).text().utf8) + [UInt8(ascii: ":")] }
    }

    /// Whether some parameter belongs to the group of that name.
    func isGroup(_ name: String) -> Bool { definitions.contains { $0.name.hasPrefix(name + ".") } }

    /// Gives the constants that the point leaves out, numbers for text that should be one, and says what is wrong with
    /// the point: of its values everything, else the first that is wrong with them together.
    ///
    /// - Parameter values: for each parameter its value, nil where there is none.
    func complete(_ values: inout [JSONValue?]) -> [Failure] {
        var failures: [Failure] = []
        for place in values.indices {
            guard let value = values[place] else { continue }
            if let failure = check(value, place, &values[place]) { failures.append(failure) }
        }
        guard failures.isEmpty else { return failures }
        if let failure = hasConditions ? settle(&values) : fill(&values) { return [failure] }
        return brokenConstraint(values).map { [$0] } ?? []
    }

    private func check(_ value: JSONValue, _ place: Int, _ slot: inout JSONValue?) -> Failure? {
        let definition = definitions[place]
        guard value.isFinite else {
            return Failure(
                parameter: place,
                message: "expected \(quoted(definition.name)) to be finite, got: \(quoted(PythonText.str(value)))")
        }
        guard let expectation = definition.distribution.expectation else { return nil }
        if definition.distribution.holds(value) {
            if definition.distribution.isIntegral, let whole = value.intValue { slot = .int(whole) }
            return nil
        }
        if case .string(let text) = value, case let number = PlainScalar(text).value,
            definition.distribution.holds(number)
        {
            slot = number
            return nil
        }
        return Failure(
            parameter: place,
            message: "expected \(quoted(definition.name)) to be \(expectation), got: \(quoted(PythonText.str(value)))")
    }

    private func fill(_ values: inout [JSONValue?]) -> Failure? {
        for place in values.indices where values[place] == nil {
            if case .constant(let value) = definitions[place].distribution { values[place] = value }
        }
        return nil
    }

    /// Fills in the constants that are active; a value of a parameter that is not is a fault.
    private func settle(_ values: inout [JSONValue?]) -> Failure? {
        for place in order.places {
            let definition = definitions[place]
            let isActive = (definition.when ?? []).allSatisfy { condition in
                guard let other = places[condition.name], let value = values[other] else { return false }
                return condition.values.contains { $0.isSame(as: value) }
            }
            if !isActive, values[place] != nil { return Self.inactive(definition, place) }
            if isActive, values[place] == nil, case .constant(let value) = definition.distribution {
                values[place] = value
            }
        }
        return nil
    }

    private static func inactive(_ definition: ParameterDefinition, _ place: Int) -> Failure {
        let conditions = (definition.when ?? []).map { condition in
            "\(condition.name) is " + condition.values.map(PythonText.str).joined(separator: " or ")
        }
        return Failure(
            parameter: place,
            message: "the point gives \(quoted(definition.name)), which is not active there",
            hint: "leave it out: it is active only where " + conditions.joined(separator: " and "))
    }

    private func brokenConstraint(_ values: [JSONValue?]) -> Failure? {
        constraints.broken(by: values).map { broken in
            guard let fault = broken.fault else {
                return Failure(message: "the point breaks the constraint \(quoted(broken.text))")
            }
            return Failure(
                message: "the constraint \(quoted(broken.text)) fails at the point: \(fault.message)", hint: fault.hint)
        }
    }
}

extension PointSpace {
    /// The point that gives these values: with its constants, in the order of the parameters.
    ///
    /// - Throws: where it is none of this space.
    package func point(of object: JSONObject) throws(Failure) -> Point {
        var values = [JSONValue?](repeating: nil, count: definitions.count)
        for member in object.members {
            guard let place = places[member.name] else {
                let hint = Suggestion.hint(for: member.name, among: places.keys)
                throw Failure(message: "\(quoted(member.name)) is no parameter", hint: hint)
            }
            if values[place] != nil { throw Failure(message: "the point gives \(quoted(member.name)) twice") }
            values[place] = member.value
        }
        if let failure = complete(&values).first { throw failure }
        return point(values)
    }

    /// The point of these values.
    func point(_ values: [JSONValue?]) -> Point { Point(names: definitions.map(\.name), row: values) }

    /// The point of these values as a line of JSON.
    func append(_ values: [JSONValue?], to bytes: inout [UInt8]) {
        var separator = UInt8(ascii: "{")
        for (prefix, value) in zip(prefixes, values) {
            guard let value else { continue }
            bytes.append(separator)
            bytes.append(contentsOf: prefix)
            value.append(to: &bytes)
            separator = UInt8(ascii: ",")
        }
        if separator == UInt8(ascii: "{") { bytes.append(separator) }
        bytes.append(UInt8(ascii: "}"))
        bytes.append(UInt8(ascii: "\n"))
    }
}

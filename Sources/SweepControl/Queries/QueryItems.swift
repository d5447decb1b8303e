package import SweepModel

/// The query of a request: names and values, decoded, in their order.
package struct QueryItems: Hashable, Sendable {
    package private(set) var items: [Item]

    package struct Item: Hashable, Sendable {
        package let name: String
        package let value: String
    }

    package init() { items = [] }

    /// Reads what follows the `?` of a target.
    ///
    /// - Throws: a fault with code `usage` where an escape is broken or a name appears twice.
    package init(_ text: some StringProtocol) throws(Fault) {
        items = []
        for part in text.split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentCoding.decode(pair[0], plusIsSpace: true),
                let value = PercentCoding.decode(pair.count == 2 ? pair[1] : "", plusIsSpace: true)
            else { throw Fault(.usage, "cannot read the query: '\(part)' is not percent-encoded UTF-8") }
            guard !items.contains(where: { $0.name == name }) else {
                throw Fault(.usage, "cannot read the query: '\(name)' is given twice")
            }
            items.append(Item(name: name, value: value))
        }
    }

    /// What follows the `?`; empty where there is nothing.
    package var text: String {
        items.map { "\(PercentCoding.encode($0.name))=\(PercentCoding.encode($0.value))" }.joined(separator: "&")
    }

    mutating func add<Value>(_ query: Query<Value>, _ value: (some CustomStringConvertible)?) {
        if let value { items.append(Item(name: query.parameter.name, value: "\(value)")) }
    }

    /// The value of a parameter; nil where it is absent.
    ///
    /// - Throws: a fault with code `usage` that says what it may be.
    package func value<Value>(_ query: Query<Value>) throws(Fault) -> Value? {
        let name = query.parameter.name
        guard let item = items.first(where: { $0.name == name }) else { return nil }
        guard let value = query.read(item.value) else {
            throw Fault(.usage, "cannot read the query: '\(name)' must be \(query.wanted)")
        }
        return value
    }

    /// - Throws: a fault with code `usage` where there is a name that the route does not know.
    package func check(_ known: [Route.Parameter]) throws(Fault) {
        for item in items where !known.contains(where: { $0.name == item.name }) {
            let names = known.map(\.name).joined(separator: ", ")
            throw Fault(
                .usage, "cannot read the query: there is no parameter '\(item.name)'",
                hint: names.isEmpty ? "it takes none" : "it takes \(names)")
        }
    }
}

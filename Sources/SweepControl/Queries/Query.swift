internal import SweepModel

/// A query parameter of a known type: its schema and how its text is read, in one place.
package struct Query<Value: Sendable>: Sendable {
    package let parameter: Route.Parameter
    let read: @Sendable (String) -> Value?
    let wanted: String

    fileprivate init(
        _ name: String, _ schema: JSONValue, _ summary: String, wanted: String,
        read: @escaping @Sendable (String) -> Value?
    ) {
        parameter = Route.Parameter(name: name, place: .query, schema: schema, summary: summary)
        self.wanted = wanted
        self.read = read
    }
}

extension Query where Value == Bool {
    static func flag(_ name: String, _ summary: String) -> Query {
        Query(name, Schema.boolean, summary, wanted: "true or false") { Bool($0) }
    }

    package static var dryRun: Query { flag("dry_run", "only says what would be removed") }
    package static var explain: Query { flag("explain", "looks for what they need of the host, too") }
    package static var follow: Query { flag("follow", "as server-sent events, until the sweep has ended") }
    package static var artifactsOnly: Query { flag("artifacts_only", "keeps records and logs") }
}

extension Query where Value == Int64 {
    static func integer(_ name: String, _ range: ClosedRange<Int64>, _ summary: String) -> Query {
        Query(
            name, Schema.integer(range), summary, wanted: "an integer from \(range.lowerBound) to \(range.upperBound)"
        ) { text in Int64(text).flatMap { range.contains($0) ? $0 : nil } }
    }

    package static var attempt: Query { integer("attempt", 1...Int64(Int32.max), "which attempt; the last if absent") }
}

extension Query where Value == String {
    /// - Parameter max: most characters.
    static func text(_ name: String, _ summary: String, max: Int = 1024) -> Query {
        Query(name, Schema.text(max: Int64(max)), summary, wanted: "a text of 1 to \(max) characters") { text in
            text.isEmpty || text.unicodeScalars.count > max || text.unicodeScalars.contains("\0") ? nil : text
        }
    }
}

extension Query where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    static func word(_ name: String, _ summary: String) -> Query {
        let words = Value.allCases.map(\.rawValue)
        return Query(name, Schema.word(words), summary, wanted: "one of \(words.joined(separator: ", "))") {
            Value(rawValue: $0)
        }
    }

    /// Several words with commas between them.
    static func words(_ name: String, _ summary: String) -> Query<[Value]> {
        let words = Value.allCases.map(\.rawValue)
        return Query<[Value]>(name, Schema.words(words), summary, wanted: "some of \(words.joined(separator: ","))") {
            let parts = $0.split(separator: ",", omittingEmptySubsequences: false)
            let values = parts.compactMap { Value(rawValue: String($0)) }
            return values.count == parts.count ? values : nil
        }
    }
}

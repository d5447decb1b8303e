package import SweepModel

/// The runs that a search comes to, in order and each once, for whoever has no store: all explicit points stand in the
/// specification.
package struct Expansion: Sequence, IteratorProtocol, Sendable {
    /// One run to be.
    package struct Element: Sendable {
        package let point: Point
        package let replicate: Int
        /// Values of the point, and of the replicate.
        package let parameters: JSONObject
    }

    private let search: Search
    private let points: [Point]
    /// Whether the search may come to a point twice.
    private let mayRepeat: Bool
    private let limit: Int
    private var cursor = SearchCursor()
    private var seen: PointSet
    private var isKnown = false
    /// Whether it has given up, and there may be more.
    package private(set) var isUnfinished = false

    /// - Parameters:
    ///   - limit: how many positions in a row to look at for one point, before giving up.
    ///   - known: points that are left out.
    package init(_ search: Search, limit: Int = .max, known: PointSet = PointSet()) {
        seen = known
        self.search = search
        points = search.specification.points
        mayRepeat = search.source.isDrawn || !points.isEmpty || !search.specification.zip.isEmpty || !known.isEmpty
        self.limit = limit
    }

    package mutating func next() -> Element? {
        while let (point, place) = candidate() {
            if place.replicate == 0 { isKnown = mayRepeat && !seen.insert(point) }
            cursor = search.cursor(after: place, known: isKnown)
            guard !isKnown else { continue }
            return Element(
                point: point, replicate: place.replicate,
                parameters: search.parameters(of: point, replicate: place.replicate))
        }
        return nil
    }

    private mutating func candidate() -> (Point, SearchCursor)? {
        switch search.next(from: cursor, limit: limit) {
        case .point(let point, let place): return (point, place)
        case .explicit(let number, let place): return (points[Int(number)], place)
        case .exhausted: return nil
        case .unfinished:
            isUnfinished = true
            return nil
        }
    }
}

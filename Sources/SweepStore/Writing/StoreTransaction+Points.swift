internal import GRDB
internal import SweepModel

extension StoreTransaction {
    /// How many points stand in one row; one that is wanted costs reading so many.
    private static let pointsInRow = 512

    /// Adds explicit points behind those that the sweep has.
    func insert(points: [Point], of sweep: SweepID) throws(Fault) {
        let number = try existing(sweep)
        var first = 0
        while first < points.count {
            let piece = points[first..<min(points.count, first + Self.pointsInRow)]
            let lines = piece.map { $0.values.text() }.joined(separator: "\n")
            try write("INSERT INTO explicit_points (sweep, first, lines) VALUES (?, ?, ?)", [number, first, lines])
            first += piece.count
        }
    }
}

internal import GRDB
package import SweepModel

extension StoreTransaction {
    /// Adds explicit points behind the `count` that the sweep has.
    func insert(_ points: PointPieces, behind count: Int64, of sweep: SweepID) throws(Fault) {
        let number = try existing(sweep)
        for piece in points.pieces {
            try write(
                "INSERT INTO explicit_points (sweep, first, lines) VALUES (?, ?, ?)",
                [number, count + piece.first, piece.lines])
        }
    }

    /// Lets the points of other sweeps' runs count as done: no run of them is made. What is gone by now counts for
    /// nothing.
    ///
    /// - Parameters:
    ///   - runs: single runs.
    ///   - sweeps: sweeps all of whose runs count.
    /// - Throws: `not-found` where the sweep itself is not there.
    package func insertPriors(runs: [RunID], sweeps: [SweepID], of sweep: SweepID) throws(Fault) {
        let insert = "INSERT INTO prior_point (sweep, point_key) SELECT ?, point_key FROM run"
        for prior in sweeps {
            guard let prior = try number(prior) else { continue }
            try write("\(insert) WHERE sweep = ? ON CONFLICT DO NOTHING", [existing(sweep), prior])
        }
        for prior in runs {
            guard let other = try number(prior.sweep) else { continue }
            let key = Self.key(other, prior.index)
            try write("\(insert) WHERE id = ? ON CONFLICT DO NOTHING", [existing(sweep), key])
        }
    }
}

package import SweepModel

/// Explicit points that follow each other, as they are read at once.
package struct PointPiece: Hashable, Sendable {
    /// Number of the first, from 0.
    package let first: Int64
    package let points: [Point]

    /// The point of that number; nil where it is another piece's.
    package subscript(number: Int64) -> Point? {
        let index = number - first
        return index >= 0 && index < points.count ? points[Int(index)] : nil
    }
}

extension StoreReader {
    /// The piece that holds the sweep's explicit point of that number, from 0; nil where there is none.
    package func explicitPoints(of sweep: SweepID, holding number: Int64) throws(Fault) -> PointPiece? {
        let sql = """
            SELECT first, lines FROM explicit_points WHERE sweep = ? AND first <= ? ORDER BY first DESC LIMIT 1
            """
        return try first(sql, [existing(sweep), number], in: "explicit_points", Self.piece)
    }

    /// All explicit points of the sweep.
    package func explicitPoints(of sweep: SweepID) throws(Fault) -> [Point] {
        let sql = "SELECT first, lines FROM explicit_points WHERE sweep = ? ORDER BY first"
        return try all(sql, [existing(sweep)], in: "explicit_points", Self.piece).flatMap(\.points)
    }

    /// The points that have runs, and how many each; it reads every run of the sweep.
    package func pointCounts(of sweep: SweepID) throws(Fault) -> [(point: Point, runs: Int64)] {
        let sql = "SELECT point_key, count(*) FROM run WHERE sweep = ? GROUP BY point_key"
        return try all(
            sql, [existing(sweep)], in: "run",
            { row throws(Fault) in
                guard case .object(let values)? = try? JSONParser.parse(row.text()) else {
                    throw row.broken("expected a point's key")
                }
                return (Point(values: values), try row.int64())
            })
    }

    private static func piece(_ row: inout Cells) throws(Fault) -> PointPiece {
        let first = try row.int64()
        let lines = try row.text().utf8.split(separator: UInt8(ascii: "\n"))
        let points = try lines.map { line throws(Fault) in
            guard case .object(let values)? = try? JSONParser.parse(line) else {
                throw row.broken("expected a point a line")
            }
            return Point(values: values)
        }
        return PointPiece(first: first, points: points)
    }
}

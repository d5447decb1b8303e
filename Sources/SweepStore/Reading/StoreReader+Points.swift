internal import SweepModel

extension StoreReader {
    /// The sweep's explicit points in order.
    func explicitPoints(of sweep: SweepID) throws(Fault) -> [Point] {
        let sql = "SELECT first, lines FROM explicit_points WHERE sweep = ? ORDER BY first"
        return try all(sql, [existing(sweep)], in: "explicit_points", Self.points).flatMap { $0 }
    }

    private static func points(_ row: inout Cells) throws(Fault) -> [Point] {
        _ = try row.int64()
        return try row.text().utf8.split(separator: UInt8(ascii: "\n")).map { line throws(Fault) in
            guard case .object(let values)? = try? JSONParser.parse(Array(line)) else {
                throw row.broken("expected a point a line")
            }
            return Point(values: values)
        }
    }
}

internal import SweepModel
internal import SweepStore

/// The explicit points of the sweeps at work, of each the piece that was read last: a million points are read piece by
/// piece.
struct ExplicitPoints {
    private static let countMax = 64

    private var pieces: [SweepID: PointPiece] = [:]

    /// - Throws: `internal` where the sweep has no such point.
    mutating func point(_ number: Int64, of sweep: SweepID, from store: StoreReader) throws(Fault) -> Point {
        if let point = pieces[sweep]?[number] { return point }
        guard let piece = try store.explicitPoints(of: sweep, holding: number), let point = piece[number] else {
            throw Fault(.internal, "cannot find explicit point \(number) of sweep '\(sweep)'")
        }
        if pieces.count >= Self.countMax { pieces.removeAll(keepingCapacity: true) }
        pieces[sweep] = piece
        return point
    }

    mutating func remove(_ sweep: SweepID) { pieces[sweep] = nil }
}

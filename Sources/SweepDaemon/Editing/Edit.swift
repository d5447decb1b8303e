internal import SweepControl
internal import SweepModel
internal import SweepStore

/// A change of a live sweep, worked out and checked, short of the sweep's state.
struct Edit: Sendable {
    /// The revision from which it was made.
    let base: Int
    let revision: Revision
    let changes: SpecificationChanges
    /// Go behind the explicit points that the sweep has.
    let points: PointPieces
    /// How many runs the sweep can have with it.
    let total: Int64?
    /// What the user should know of it.
    let notes: [String]

    var isEmpty: Bool { changes.isEmpty && points.count == 0 }

    /// Whether it changes how many points the sweep is to have.
    var changesExtent: Bool { !changes.keys(.space).isEmpty || changes.all.contains { $0.key == "run_cap" } }

    /// Whether it can bring the sweep more points.
    var touchesSearch: Bool { points.count > 0 || changesExtent }

    var changesTarget: Bool { changes.all.contains { $0.key == "metric.target" } }

    /// Whether another point may come next than without it.
    var changesNext: Bool { points.count > 0 || !changes.keys(.space).isEmpty }

    /// From where the search goes on.
    ///
    /// A changed grid is enumerated anew, with the known points skipped; so is what is left of a space. Draws go on
    /// from where they are. The candidate at hand begins with its first replicate again: it may be another one.
    func cursor(after cursor: SearchCursor) -> SearchCursor {
        guard changesNext else { return cursor }
        var next = cursor
        next.replicate = 0
        guard !changes.keys(.space).isEmpty else { return next }
        let draws = revision.specification.method != .grid && cursor.phase == .method
        return draws ? next : SearchCursor(points: cursor.points)
    }

    /// As the sweep's history tells it.
    func text(number: Int) -> String {
        let added = points.count > 0 ? "\(points.count.counted("point")) added" : nil
        let parts = [changes.isEmpty ? nil : changes.text, added].compactMap { $0 }
        return "revision \(number): " + parts.joined(separator: ", ")
    }
}

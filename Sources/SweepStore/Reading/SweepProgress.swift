package import SweepModel

/// What moves on while a sweep works: read at every step, and therefore without the rest of it.
package struct SweepProgress: Hashable, Sendable {
    package let machine: SweepMachine
    package let cursor: SearchCursor
    package let counts: RunCounts
}

extension StoreReader {
    /// How far the sweep is; nil where there is none.
    package func progress(_ id: SweepID) throws(Fault) -> SweepProgress? {
        try first(
            "SELECT \(SweepRow.progressColumns) FROM sweep WHERE id = ?", [id.text], in: "sweep", SweepRow.progress)
    }

    /// Where reading an attempt's metrics goes on after a restart.
    package func captureResume(_ attempt: AttemptID) throws(Fault) -> CaptureResume {
        guard let sweep = try number(attempt.run.sweep) else { return CaptureResume() }
        let sql = "SELECT metrics_read, output_read FROM attempt WHERE run = ? AND number = ?"
        let progress = try first(
            sql, [Self.key(sweep, attempt.run.index), attempt.number], in: "attempt",
            { row throws(Fault) in CaptureProgress(file: try row.int64(), output: try row.int64()) })
        let counts = try summaries(attempt).map { ($0.name, Int64($0.summary.count)) }
        return CaptureResume(
            progress: progress ?? CaptureProgress(), counts: Dictionary(counts, uniquingKeysWith: { $1 }))
    }

    /// The ids of the images that sweeps use.
    package func imageIDs() throws(Fault) -> Set<String> {
        var ids: Set<String> = []
        for key in ["image", "amdImage"] {
            let sql = "SELECT DISTINCT json_extract(context, '$.\(key).id') FROM revision"
            ids.formUnion(
                try all(sql, in: "revision", { row throws(Fault) in try row.optionalText() }).compactMap { $0 })
        }
        return ids
    }

    /// The digests of the source snapshots that sweeps use.
    package func sourceDigests() throws(Fault) -> Set<String> {
        let sql = "SELECT DISTINCT json_extract(context, '$.source.digest') FROM revision"
        let digests = try all(sql, in: "revision", { row throws(Fault) in try row.optionalText() })
        return Set(digests.compactMap { $0 })
    }
}

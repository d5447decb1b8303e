internal import GRDB
package import SweepModel

extension StoreReader {
    /// How many of the sweep's runs have one of these values of a parameter.
    ///
    /// It reads every run of the sweep.
    package func runCount(
        _ sweep: SweepID, parameter: String, among values: [JSONValue]
    ) throws(Fault) -> Int {
        guard !parameter.contains("\"") else { return 0 }
        let sql = """
            SELECT count(*) FROM run WHERE sweep = ? AND parameters -> ? IN
                (SELECT value FROM json_each(?))
            """
        let texts = JSONValue.array(values.map { .string($0.text()) }).text()
        let path = "$.\"\(parameter)\""
        return try first(
            sql, [existing(sweep), path, texts], in: "run", { row throws(Fault) in try row.int() }) ?? 0
    }

    /// The sweeps that have a revision for retried runs alone.
    package func sweepsWithRevisedRuns() throws(Fault) -> Set<SweepID> {
        let sql = "SELECT id FROM sweep WHERE number IN (SELECT sweep FROM revision WHERE for_runs = 1)"
        return Set(try all(sql, in: "sweep", { row throws(Fault) in SweepID(try row.text()) }))
    }
}

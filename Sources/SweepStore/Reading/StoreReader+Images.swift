internal import GRDB
package import SweepModel

extension StoreReader {
    /// Whether the sweep waits for an image.
    package func awaitsImage(_ sweep: SweepID) throws(Fault) -> Bool {
        let sql = "SELECT count(*) FROM image_wait WHERE sweep = ?"
        return try first(sql, [existing(sweep)], in: "image_wait", { row throws(Fault) in try row.int() > 0 }) ?? false
    }

    /// What sweeps that may still run wait for.
    package func imageWaits() throws(Fault) -> [(sweep: SweepID, order: ImageOrder)] {
        let sql = """
            SELECT sweep.id, sweep.owner, image_wait.engine, image_wait.image
            FROM image_wait JOIN sweep ON sweep.number = image_wait.sweep
            WHERE sweep.state IN ('held', 'running') OR (sweep.state = 'paused' AND sweep.reason <> 'image')
            """
        return try all(sql, in: "image_wait", Self.wait)
    }

    /// What one sweep waits for, in whatever state it is.
    package func imageWaits(of sweep: SweepID) throws(Fault) -> [ImageOrder] {
        let sql = """
            SELECT sweep.id, sweep.owner, image_wait.engine, image_wait.image
            FROM image_wait JOIN sweep ON sweep.number = image_wait.sweep WHERE sweep.id = ?
            """
        return try all(sql, [sweep.text], in: "image_wait", Self.wait).map { $0.order }
    }

    private static func wait(_ row: inout Cells) throws(Fault) -> (sweep: SweepID, order: ImageOrder) {
        let (id, owner) = (SweepID(try row.text()), UInt32(truncatingIfNeeded: try row.int64()))
        return (id, ImageOrder(owner: owner, engine: try row.text(), image: try row.text()))
    }
}

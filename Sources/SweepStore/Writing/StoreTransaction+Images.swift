internal import GRDB
package import SweepModel

extension StoreTransaction {
    /// Lets a sweep wait for images that are not here.
    package func awaitImages(_ images: [String], of engine: String, for sweep: SweepID) throws(Fault) {
        for image in images {
            try write(
                "INSERT OR IGNORE INTO image_wait (sweep, engine, image) VALUES (?, ?, ?)",
                [existing(sweep), engine, image])
        }
    }

    /// Makes an image that has come the sweep's own, in every revision that lacks it.
    ///
    /// - Parameters:
    ///   - name: as the specification has it.
    ///   - isForAMD: whether it is the one for AMD's cards.
    package func pin(_ image: ImageRecord, as name: String, isForAMD: Bool, for sweep: SweepID) throws(Fault) {
        let path = isForAMD ? "$.amdImage" : "$.image"
        try write(
            """
            UPDATE revision SET context = json_set(context, ?1, json(?2))
            WHERE sweep = ?3 AND json_extract(context, ?1) IS NULL
            """, [path, Self.json(image), existing(sweep)])
        try write("DELETE FROM image_wait WHERE sweep = ? AND image = ?", [existing(sweep), name])
    }
}

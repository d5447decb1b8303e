/// What lies in the folders of a user's runs, by names; which of it is needed, only the queue knows.
package struct Holdings: Hashable, Sendable, Codable {
    /// An image that the engine has because of sweeps, unused for some time.
    package struct Image: Hashable, Sendable, Codable {
        package var engine: String
        package var id: String
        /// The engine did not have it before.
        package var isOurs: Bool
        /// Path of what is remembered of it.
        package var path: String

        package init(engine: String, id: String, isOurs: Bool, path: String) {
            (self.engine, self.id, self.isOurs, self.path) = (engine, id, isOurs, path)
        }
    }

    /// Folders of sweeps.
    package var sweeps: [String]
    /// Source snapshots that no submission may be about to name, by their digests.
    package var snapshots: [String]
    /// What interrupted submissions left beside the snapshots.
    package var remains: [String]
    package var images: [Image]

    package init(sweeps: [String], snapshots: [String], remains: [String], images: [Image]) {
        (self.sweeps, self.snapshots, self.remains, self.images) = (sweeps, snapshots, remains, images)
    }
}

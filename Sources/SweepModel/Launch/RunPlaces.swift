/// Where a run itself finds what is its own: paths that it can open.
package struct RunPlaces: Hashable, Sendable {
    /// The working copy of the source; nil where the engine's host shows it as it is.
    package var source: String?
    /// SWEEP_RUN_DIR.
    package var files: String
    package var parameters: String
    package var metrics: String
    /// Of the attempt alone, gone with it; nil where the run has its owner's.
    package var home: String?
    package var temporary: String?

    /// Of a bare process: the host's own.
    package init(_ layout: AttemptLayout) {
        files = layout.files
        parameters = layout.parameters
        metrics = layout.metrics
    }

    private init(source: String, files: String, parameters: String, metrics: String, home: String, temporary: String) {
        self.source = source
        self.files = files
        self.parameters = parameters
        self.metrics = metrics
        self.home = home
        self.temporary = temporary
    }

    /// The same in every container.
    package static let container = RunPlaces(
        source: "/src", files: "/run-dir", parameters: "/run/sweep/params.json", metrics: "/run/sweep/metrics.jsonl",
        home: "/scratch/home", temporary: "/scratch/tmp")
}

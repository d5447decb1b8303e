internal import FoundationEssentials

/// What all benchmarks share: options, executables, and a place to write.
struct Setting {
    let options: Options
    let scratch: Scratch

    init(_ options: Options) throws(Failure) {
        self.options = options
        scratch = try Scratch(in: options.scratch)
    }

    /// Of the figures that have several samples.
    var runs: Int { options.runs }

    /// A size; a fiftieth of it with `--quick`.
    func size(_ full: Int) -> Int { options.isQuick ? full / 50 : full }

    func path(of executable: String) -> String { options.products + "/" + executable }

    /// Why there is nothing to measure; nil where the executables are in place.
    var missing: String? {
        for name in ["sweepd", "sweepctl", "sweep-runner", "sweep-init"]
        where !FileManager.default.isExecutableFile(atPath: path(of: name)) {
            return "there is no '\(path(of: name))'; run 'swift build -c release', or give --products"
        }
        return nil
    }

    /// A new daemon on a state of its own.
    ///
    /// - Throws: also where there are no executables.
    ///
    /// - Parameters:
    ///   - devices: `--devices`; what GPUs this machine has must not matter to the other figures.
    ///   - environment: more variables of the daemon.
    func daemon(
        slots: Int, devices: String = "none", environment: [String: String] = [:]
    ) throws(Failure) -> Daemon {
        if let missing { throw Failure(missing) }
        let daemon = Daemon(
            setting: self, folder: try scratch.folder(), slots: slots, devices: devices, environment: environment)
        try daemon.start()
        return daemon
    }
}

internal import Glibc
internal import SweepModel
internal import SweepRecords
internal import SweepSpecs

/// Reads the daemon's configuration file.
enum ConfigurationFile {
    /// - Parameter isRequired: whether its absence is a fault.
    /// - Throws: `specification` with every fault of the file, `notFound` where a required one is missing.
    static func read(_ path: String, isRequired: Bool) throws(Fault) -> DaemonConfiguration {
        guard let text = StateFolder.text(of: path, limit: 1 << 20) else {
            let code = access(path, R_OK) == 0 ? EINVAL : errno
            if !isRequired, code == ENOENT || code == ENOTDIR { return DaemonConfiguration() }
            throw Fault(
                [ENOENT, ENOTDIR].contains(code) ? .notFound : .permission,
                "cannot read the configuration '\(path)': \(String(cString: strerror(code)))")
        }
        let checked = DaemonConfiguration.read(Array(text.utf8))
        guard let configuration = checked.configuration else {
            throw Fault(
                .specification,
                "cannot use the configuration '\(path)':\n"
                    + checked.diagnostics.map { $0.text(file: path) }.joined(separator: "\n"))
        }
        return configuration
    }
}

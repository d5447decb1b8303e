internal import SweepDevices
internal import SweepModel

/// The configuration file, all its faults.
struct ConfigurationCheck: Check {
    func findings(on host: DoctorHost) async -> [Finding] {
        let path = host.paths.configuration
        let lookedFor = "\(path), without a fault"
        guard host.files.exists(path) else {
            return [Finding("configuration", lookedFor: lookedFor, found: "no file, so every key has its default")]
        }
        do throws(Fault) {
            _ = try ConfigurationFile.read(host.files.path(path), isRequired: true)
            return [Finding("configuration", lookedFor: lookedFor, found: "no fault")]
        } catch {
            return [
                Finding(
                    "configuration", .fault, lookedFor: lookedFor,
                    found: error.message.split(separator: "\n").joined(separator: "; "),
                    remedy: "edit \(path), then 'sweepd --check-config'")
            ]
        }
    }
}

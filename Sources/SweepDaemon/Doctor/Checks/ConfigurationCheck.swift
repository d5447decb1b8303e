internal import SweepDevices
internal import SweepModel
internal import SweepSpecs

/// The configuration file, all its faults, and whose rights runs have by it.
struct ConfigurationCheck: Check {
    func findings(on host: DoctorHost) async -> [Finding] {
        let path = host.paths.configuration
        let lookedFor = "\(path), without a fault"
        do throws(Fault) {
            let configuration = try ConfigurationFile.read(host.files.path(path), isRequired: false)
            let found = host.files.exists(path) ? "no fault" : "no file, so every key has its default"
            return [Finding("configuration", lookedFor: lookedFor, found: found)] + Self.rights(configuration, host)
        } catch {
            return [
                Finding(
                    "configuration", .fault, lookedFor: lookedFor,
                    found: error.message.split(separator: "\n").joined(separator: "; "),
                    remedy: "edit \(path), then 'sweepd \(host.paths.isSystem ? "--system " : "")--check-config'")
            ]
        }
    }

    private static func rights(_ configuration: DaemonConfiguration, _ host: DoctorHost) -> [Finding] {
        guard host.paths.isSystem else { return [] }
        let runAs = configuration.runAs ?? .submitter
        return [Finding("run-as", lookedFor: "whose rights runs have: 'run_as'", found: runAs.words)]
    }
}

extension RunAs {
    fileprivate var words: String {
        switch self {
        case .submitter: "submitter: each run has its owner's rights, through her own agent"
        case .service: "service: all runs have the rights of sweepd's user; sweeps without an image are refused"
        }
    }
}

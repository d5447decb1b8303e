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
        return [
            Finding("run-as", lookedFor: "whose rights runs have: 'run_as'", found: runAs.words),
            accounts(configuration, host),
        ]
    }

    /// A user or group that has gone from the host has no rights and no share, which nobody would notice.
    private static func accounts(_ configuration: DaemonConfiguration, _ host: DoctorHost) -> Finding {
        let (lookedFor, sharing) = ("the users and groups that it names", configuration.sharing)
        let named =
            configuration.access.administrators + sharing.shares.keys + sharing.groups.keys.map { "@" + $0 }
            + sharing.users.keys.filter { $0 != SharingConfiguration.everyUser }
        let missing = Set(named).filter { !isThere($0) }.sorted()
        guard !missing.isEmpty else { return Finding("accounts", lookedFor: lookedFor, found: "all are there") }
        return Finding(
            "accounts", .warning, lookedFor: lookedFor,
            found: "not on this host: \(missing.map { "'\($0)'" }.joined(separator: ", "))",
            remedy: "edit \(host.paths.configuration), then 'systemctl reload sweepd'")
    }

    private static func isThere(_ name: String) -> Bool {
        name.hasPrefix("@") ? GroupName.gid(of: String(name.dropFirst())) != nil : (try? UserName.uid(of: name)) != nil
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

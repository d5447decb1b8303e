internal import SweepDevices
internal import SweepModel
internal import SweepRecords

/// How the caller's secrets are kept.
struct SecretCheck: Check {
    private static let name = "secrets"

    /// Whether what is set from now on is encrypted; tests have their own.
    var encrypts: @Sendable (SecretStore) async -> Bool = { await $0.encrypts }

    func findings(on host: DoctorHost) async -> [Finding] {
        let folder = SecretStore { host.environment[$0] }.folder
        let store = SecretStore(folder: host.files.path(folder)) { host.environment[$0] }
        let lookedFor = "a folder that is yours alone: \(folder)"
        do throws(Fault) {
            let kept = try store.list()
            let how =
                await encrypts(store)
                ? "encrypted for you by systemd-creds" : "each in a file of mode 0600 (systemd encrypts from 256 on)"
            let plain = kept.count { !$0.isEncrypted }
            let old = plain > 0 && how.hasPrefix("encrypted") ? "; \(plain) set before are files" : ""
            return [Finding(Self.name, lookedFor: lookedFor, found: "\(kept.count) kept, \(how)\(old)")]
        } catch {
            return [
                Finding(
                    Self.name, .fault, lookedFor: lookedFor, found: error.message,
                    remedy: error.hint ?? "chmod 700 \(folder)")
            ]
        }
    }
}

internal import SweepModel

/// Encryption for one user of this host by `systemd-creds --user`, which systemd has from version 256 on.
struct SystemCredentials: Sendable {
    private static let program = "systemd-creds"
    private static let versionMin = 256
    private static let timeout = Span.seconds(20)
    private static let outputMax = 1 << 20

    private let environment: [EnvironmentEntry]

    /// - Parameter environment: of the user.
    init(environment: (String) -> String?) {
        let path = environment("PATH") ?? "/usr/bin:/bin"
        self.environment =
            [EnvironmentEntry("PATH", path)]
            + ["HOME", "XDG_RUNTIME_DIR"].compactMap { name in environment(name).map { EnvironmentEntry(name, $0) } }
    }

    /// A secret encrypted for this user; nil where that cannot be had here.
    func encrypted(_ secret: Secret) async -> [UInt8]? {
        guard await isAble else { return nil }
        let words = ["encrypt", "--user", "--name=\(secret.name)", "-", "-"]
        let output = try? await run(words, input: Array(secret.value.utf8))
        return output.flatMap { $0.code == 0 && !$0.bytes.isEmpty ? $0.bytes : nil }
    }

    /// What was encrypted under that name.
    ///
    /// - Throws: `failed` with systemd-creds' own words.
    func decrypted(_ name: String, _ bytes: [UInt8]) async throws(Fault) -> [UInt8] {
        let reason: String
        do {
            let output = try await run(["decrypt", "--user", "--name=\(name)", "-", "-"], input: bytes)
            if output.code == 0 { return output.bytes }
            reason = output.reason
        } catch {
            reason = error.reason
        }
        throw Fault(
            .failed, "cannot decrypt secret '\(name)': \(reason)",
            hint: "what was encrypted elsewhere, or for another user, is set anew by 'sweepctl secret set \(name)'")
    }

    /// `systemd 256 (256.4-1)`
    var isAble: Bool {
        get async {
            guard let output = try? await run(["--version"]), output.code == 0 else { return false }
            let words = output.text.split(whereSeparator: \.isWhitespace).prefix(2)
            return words.last.flatMap { Int($0.prefix { $0.isNumber }) }.map { $0 >= Self.versionMin } ?? false
        }
    }

    private func run(
        _ words: [String], input: [UInt8] = []
    ) async throws(ShortCommand.Failure) -> ShortCommand.Output {
        try await ShortCommand.run(
            Self.program, words, environment: environment, limit: Self.outputMax, timeout: Self.timeout, input: input)
    }
}

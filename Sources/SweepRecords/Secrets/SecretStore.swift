internal import Glibc
package import SweepModel

/// A user's secrets on disk: a file each, in a folder of mode 0700 that is hers alone.
///
/// Where systemd 256 or later can encrypt for a user (`systemd-creds --user`) a file `NAME.cred` holds the value so;
/// else a file `NAME` of mode 0600 holds the value itself.
package struct SecretStore: Sendable {
    /// What is known of a secret without its value.
    package struct Entry: Hashable, Sendable {
        package let name: String
        package let isEncrypted: Bool
        package let changedAt: Instant
    }

    package let folder: String
    private let credentials: SystemCredentials
    private static let encryptedSuffix = ".cred"
    /// What encryption adds is a few hundred bytes.
    private static let fileMax = 4 * Secret.bytesMax

    /// - Parameters:
    ///   - folder: absolute.
    ///   - environment: of the user; PATH and XDG_RUNTIME_DIR are handed on to systemd-creds.
    package init(folder: String, environment: (String) -> String?) {
        self.folder = folder
        credentials = SystemCredentials(environment: environment)
    }

    /// The user's own, beneath her configuration.
    package init(environment: (String) -> String?) {
        let base = environment("XDG_CONFIG_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
        let folder = (base ?? (environment("HOME") ?? "/") + "/.config") + "/sweepd/secrets"
        self.init(folder: folder, environment: environment)
    }

    /// Whether what is set from now on can be encrypted here.
    package var encrypts: Bool { get async { await credentials.isAble } }

    /// All of them, by name; none where the folder is not there.
    ///
    /// - Throws: `permission` where others may enter the folder.
    package func list() throws(Fault) -> [Entry] {
        guard StateFolder.exists(folder) else { return [] }
        try check()
        return StateFolder.children(of: folder).compactMap { file in
            guard let status = try? stat(folder + "/" + file), status.isRegular, !file.hasSuffix(".tmp") else {
                return nil
            }
            let isEncrypted = file.hasSuffix(Self.encryptedSuffix)
            let name = isEncrypted ? String(file.dropLast(Self.encryptedSuffix.count)) : file
            let changed = Instant(nanoseconds: Int64(status.st_mtim.tv_sec) * 1_000_000_000)
            return Entry(name: name, isEncrypted: isEncrypted, changedAt: changed)
        }
    }

    /// Those of the names for which nothing is kept.
    package func missing(of names: [String]) throws(Fault) -> [String] {
        guard !names.isEmpty else { return [] }
        let known = Set(try list().map(\.name))
        return names.filter { !known.contains($0) }
    }

    /// Keeps a secret, instead of what had its name.
    ///
    /// - Returns: whether it is encrypted.
    /// - Throws: a fault where it cannot be written, or the folder is not the user's alone.
    @discardableResult
    package func set(_ secret: Secret) async throws(Fault) -> Bool {
        try StateFolder.make(folder)
        try check()
        let encrypted = await credentials.encrypted(secret)
        let names = [secret.name, secret.name + Self.encryptedSuffix]
        let (kept, other) = encrypted == nil ? (names[0], names[1]) : (names[1], names[0])
        let bytes = encrypted ?? Array(secret.value.utf8)
        try explaining("cannot keep secret '\(secret.name)' in '\(folder)'") { () throws(SystemError) in
            let open = try Descriptor(folder: folder)
            try WholeFile.replace(kept, bytes, mode: 0o600, in: open.number)
            guard unlinkat(open.number, other, 0) == 0 || errno == ENOENT else { throw .last }
        }
        return encrypted != nil
    }

    /// - Throws: `notFound` where there is none of that name.
    package func remove(_ name: String) throws(Fault) {
        guard try missing(of: [name]).isEmpty else { throw Self.absent([name]) }
        for file in [name, name + Self.encryptedSuffix] { try StateFolder.remove(folder + "/" + file) }
    }

    /// The values.
    ///
    /// - Throws: `notFound` where one is not kept, else a fault where it cannot be read.
    package func read(_ names: [String]) async throws(Fault) -> [Secret] {
        let missing = try missing(of: names)
        guard missing.isEmpty else { throw Self.absent(missing) }
        var secrets: [Secret] = []
        for name in names { secrets.append(Secret(name: name, value: try await value(of: name))) }
        return secrets
    }

    /// That secrets are asked for which nobody has set.
    package static func absent(_ names: [String]) -> Fault {
        let list = names.map { "'\($0)'" }.joined(separator: ", ")
        return Fault(
            .notFound, "cannot find \(names.count == 1 ? "the secret" : "the secrets") \(list)",
            hint: names.map { "sweepctl secret set \($0)" }.joined(separator: "; "))
    }

    private func value(of name: String) async throws(Fault) -> String {
        let path = folder + "/" + name
        if let bytes = try bytes(path + Self.encryptedSuffix) {
            return try text(try await credentials.decrypted(name, bytes), of: name)
        }
        guard let bytes = try bytes(path) else { throw Self.absent([name]) }
        return try text(bytes, of: name)
    }

    private func bytes(_ path: String) throws(Fault) -> [UInt8]? {
        try explaining("cannot read '\(path)'") { () throws(SystemError) in
            try WholeFile.read(path, limit: Self.fileMax)
        }
    }

    private func text(_ bytes: [UInt8], of name: String) throws(Fault) -> String {
        guard let text = String(validating: bytes, as: UTF8.self), bytes.count >= Secret.bytesMin else {
            throw Fault(
                .failed, "cannot read secret '\(name)': what is kept is none", hint: "sweepctl secret set \(name)")
        }
        return text
    }

    private func check() throws(Fault) {
        do {
            try StateFolder.checkPrivate(folder)
        } catch {
            throw Fault(error.code, error.message, hint: "make it yours alone with 'chmod 700 \(folder)'")
        }
    }
}

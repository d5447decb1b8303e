internal import Glibc
package import SweepModel

/// Takes the code of a sweep as it is now, on the submitter's side.
package struct SourceCapture: Sendable {
    /// What was taken.
    package struct Result: Sendable {
        package let record: SourceRecord
        /// For a person, each a sentence without a full stop.
        package let warnings: [String]
    }

    /// The largest file that is digested as part of the command, in bytes: code, and no data set.
    private static let fileBytesMax: off_t = 64 << 20

    /// How long a server may take to say where the folder is.
    private static let patience = Span.seconds(10)

    private let base: String
    private let mode: SourceChoice.Mode
    private let store: SnapshotStore
    private let forbidden: [String]

    /// - Parameters:
    ///   - base: the folder in which runs start.
    ///   - store: where snapshots lie, each in a folder named by its digest; made if need be.
    ///   - forbidden: absolute paths that a source must not contain: the state directory and the socket.
    package init(base: String, mode: SourceChoice.Mode, store: String, forbidden: [String]) {
        self.base = base
        self.mode = mode
        self.store = SnapshotStore(folder: store)
        self.forbidden = forbidden
    }

    /// - Parameter files: paths relative to the base folder that may be files of the source: the program, and the
    ///   items of the command. Those that are, and are at most 64 MiB, get a digest.
    /// - Throws: `limit` where a snapshot was asked for and is too large; `failed` where it cannot be taken at all;
    ///   `specification` where the source contains what it must not.
    package func take(files: [String]) async throws(Fault) -> Result {
        let folder = try await folder()
        guard mode != .image else { return Result(record: SourceRecord(mode: .image, root: folder), warnings: []) }
        let digests = Self.digests(files, beneath: folder)
        switch await GitTree.find(above: folder) {
        case .none: return try mount(folder, digests, git: nil, because: nil)
        case .unusable(let reason): return try mount(folder, digests, git: nil, because: reason)
        case .found(let tree): return try await take(tree, folder, digests)
        }
    }

    /// The base folder without links.
    private func folder() async throws(Fault) -> String {
        let act = "cannot read the source folder '\(base)'"
        let found: Swift.Result<String, SystemError>? = await TimedLook.at(base, deadline: Self.patience) { [base] in
            realPath(base).map(Swift.Result.success) ?? .failure(.last)
        }
        switch found {
        case .success(let folder): return folder
        case .failure(let error): throw error.fault(act)
        case nil: throw Fault(.failed, "\(act): it does not answer", hint: "see whether its server is up")
        }
    }

    private func take(_ tree: GitTree, _ folder: String, _ digests: [FileDigest]) async throws(Fault) -> Result {
        async let state = tree.state()
        if mode == .mount { return try mount(folder, digests, git: try? await state.get(), because: nil) }
        try refuseForbidden(in: tree.root)
        let files: SourceFiles
        do throws(ShortCommand.Failure) {
            files = try await SourceFiles(of: tree)
        } catch {
            return try mount(folder, digests, git: try? await state.get(), because: "git: \(error.reason)")
        }
        if let excess = files.excess {
            if mode == .snapshot { throw tooLarge(tree, excess) }
            return try mount(folder, digests, git: try? await state.get(), because: excess)
        }
        var record = SourceRecord(mode: .snapshot, root: tree.root)
        record.basePath = String(folder.dropFirst(tree.root.count).drop { $0 == "/" })
        record.files = digests
        record.ignored = files.ignored
        record.digest = try explaining("cannot take a snapshot of '\(tree.root)'") { () throws(SystemError) in
            try store.store(files.paths, of: Descriptor(folder: tree.root), at: tree.root)
        }
        return Self.result(record, await state)
    }

    private static func result(
        _ record: SourceRecord, _ state: Swift.Result<GitRecord, ShortCommand.Failure>
    ) -> Result {
        switch state {
        case .success(let git):
            var record = record
            record.git = git
            return Result(record: record, warnings: [])
        case .failure(let failure):
            return Result(record: record, warnings: ["the state of git is not recorded: \(failure.reason)"])
        }
    }

    private func mount(
        _ folder: String, _ digests: [FileDigest], git: GitRecord?, because reason: String?
    ) throws(Fault) -> Result {
        if mode == .snapshot {
            throw Fault(
                .failed, "cannot take a snapshot of '\(folder)': \(reason ?? "it is in no git work tree")",
                hint: "run 'git init' there, or use 'source: {mode: mount}'")
        }
        try refuseForbidden(in: folder)
        let record = SourceRecord(mode: .mount, root: folder, files: digests, git: git)
        let warning = reason.map { "runs use '\(folder)' itself, and changes of the code reach them: \($0)" }
        return Result(record: record, warnings: mode == .auto ? warning.map { [$0] } ?? [] : [])
    }

    private func tooLarge(_ tree: GitTree, _ excess: String) -> Fault {
        Fault(
            .limit, "cannot take a snapshot of '\(tree.root)': \(excess)",
            hint: "have git ignore what is no code, or use 'source: {mode: mount}'")
    }

    private func refuseForbidden(in folder: String) throws(Fault) {
        let top = folder == "/" ? "" : folder
        for path in forbidden {
            let real = futurePath(path)
            guard real == folder || real.hasPrefix(top + "/") else { continue }
            throw Fault(
                .specification, "cannot use '\(folder)' as source: it contains '\(path)', which is sweepd's own",
                hint: "put the program into a folder of its own, or point 'source.path' at one")
        }
    }

    private static func digests(_ files: [String], beneath folder: String) -> [FileDigest] {
        var seen: Set<String> = []
        return files.compactMap { path in
            let isInside = !path.isEmpty && !path.hasPrefix("/") && !path.split(separator: "/").contains("..")
            guard isInside, seen.insert(path).inserted, let status = try? stat(folder + "/" + path),
                status.isRegular, status.st_size <= fileBytesMax
            else { return nil }
            return Digest.file(path, beneath: folder)
        }
    }
}

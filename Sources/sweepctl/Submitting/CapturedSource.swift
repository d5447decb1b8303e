internal import SweepControl
internal import SweepModel
internal import SweepRecords
internal import SweepSpecs

/// Takes the source of a sweep to where the daemon has sources.
struct CapturedSource {
    private let host: HostObject
    private let client: ControlClient
    /// Whether the daemon's folder is none of ours, so that a snapshot is sent.
    private let isSent: Bool

    init(_ host: HostObject, _ client: ControlClient) {
        (self.host, self.client) = (host, client)
        isSent = host.isService
    }

    /// The source of a sweep that exists, taken again from the current folder.
    ///
    /// - Throws: `specification` where the sweep's program is not in the current folder.
    static func again(_ sweep: String, _ client: ControlClient) async throws(Fault) -> SourceRecord {
        let host: HostObject = try await client.answer(to: ControlRequest(.showHost))
        let kept = try await KeptSpecification(sweep, client)
        let specification = kept.specification
        let template = CommandTemplate(specification: specification)
        let base = try await BaseFolder.find(specification, file: kept.file, usesProgram: template.usesProgram)
        let files = (specification.program.map { [$0] } ?? []) + specification.command
        return try await CapturedSource(host, client).take(base, specification, files: files)
    }

    /// - Parameter files: paths relative to the base folder that may be files of the source.
    func take(_ base: String, _ specification: Specification, files: [String]) async throws(Fault) -> SourceRecord {
        guard isSent else { return try await take(base, specification, files, into: host.sourceDir) }
        let folder = "\(Environment["TMPDIR"] ?? "/tmp")/sweepctl-\(UInt64.random(in: .min ... .max))"
        defer { try? StateFolder.remove(folder) }
        var record = try await take(base, specification, files, into: folder)
        guard let digest = record.digest else { return record }
        if !record.ignored.isEmpty {
            Console.warn("what git ignores in '\(record.root)' is not there for runs: they have sweepd's own rights")
            record.ignored = []
        }
        let pack = try SourcePack.bytes(of: folder + "/" + digest)
        let sent: UploadObject = try await client.answer(to: ControlRequest(.uploadSource, upload: pack))
        record.digest = sent.digest
        return record
    }

    private func take(
        _ base: String, _ specification: Specification, _ files: [String], into store: String
    ) async throws(Fault) -> SourceRecord {
        let capture = SourceCapture(
            base: base, mode: specification.source.mode, store: store, forbidden: [host.stateDir, host.socket])
        let taken = try await capture.take(files: files)
        for warning in taken.warnings { Console.warn(warning) }
        return taken.record
    }
}

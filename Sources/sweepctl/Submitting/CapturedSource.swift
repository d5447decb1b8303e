internal import SweepControl
internal import SweepModel
internal import SweepRecords
internal import SweepSpecs

/// The source of a sweep that exists, taken again from the current folder.
enum CapturedSource {
    /// - Throws: `specification` where the sweep's program is not in the current folder.
    static func again(_ sweep: String, _ client: ControlClient) async throws(Fault) -> SourceRecord {
        let host: HostObject = try await client.answer(to: ControlRequest(.showHost))
        let kept = try await KeptSpecification(sweep, client)
        let specification = kept.specification
        let template = CommandTemplate(specification: specification)
        let base = try await BaseFolder.find(specification, file: kept.file, usesProgram: template.usesProgram)
        let capture = SourceCapture(
            base: base, mode: specification.source.mode, store: host.sourceDir, forbidden: [host.stateDir, host.socket])
        let taken = try await capture.take(files: (specification.program.map { [$0] } ?? []) + specification.command)
        for warning in taken.warnings { Console.warn(warning) }
        return taken.record
    }
}

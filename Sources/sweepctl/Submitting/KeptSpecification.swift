internal import SweepControl
internal import SweepModel
internal import SweepSpecs

/// The specification of a sweep that exists, read again as the daemon does.
struct KeptSpecification {
    let file: SpecificationFile
    let specification: Specification

    /// - Parameter changes: laid over it too.
    /// - Throws: `specification` where it is none with these changes, and the daemon's fault.
    init(_ sweep: String, adding changes: [Override] = [], _ client: ControlClient) async throws(Fault) {
        let bytes = try await client.bytes(of: ControlRequest(.showSpecification, sweep: sweep))
        let overlay = try await client.answer(Overlay.self, to: ControlRequest(.showOverlay, sweep: sweep))
        file = try SpecificationFile(path: "-", bytes: bytes)
        let overrides = try Overrides.parsed(overlay.adding(changes).overrides)
        specification = try SpecificationReader.read(bytes, overrides: overrides, defaults: overlay.defaults)
            .get(file: sweep)
    }
}

package import SweepModel

/// One question to the daemon: an operation with its path, query and body filled in.
package struct ControlRequest: Sendable {
    package let operation: Operation
    /// Path and query as they go over the wire.
    package let target: String
    package let body: [UInt8]?

    /// - Parameters:
    ///   - sweep: what stands for `{sweep}`: an id, a name, a prefix or `@last`.
    ///   - index: what stands for `{index}`.
    package init(
        _ operation: Operation, sweep: String? = nil, index: Int? = nil, query: QueryItems = QueryItems()
    ) {
        self.init(operation, sweep: sweep, index: index, query: query, bytes: nil)
    }

    /// - Parameter gpu: what stands for `{gpu}`: a UUID, a prefix of one, or an index.
    /// - Throws: a fault with code `internal` where the body cannot be written.
    package init(_ operation: Operation, gpu: String, body: DrainRequest? = nil) throws(Fault) {
        var bytes: [UInt8]?
        if let body { bytes = try Wire.bytes(body) }
        self.init(operation, gpu: gpu, query: QueryItems(), bytes: bytes)
    }

    /// - Throws: a fault with code `internal` where the body cannot be written.
    package init(
        _ operation: Operation, sweep: String? = nil, index: Int? = nil, body: some Encodable
    ) throws(Fault) {
        self.init(operation, sweep: sweep, index: index, query: QueryItems(), bytes: try Wire.bytes(body))
    }

    /// Bytes that go ahead of what names them.
    package init(_ operation: Operation, upload bytes: [UInt8]) {
        self.init(operation, query: QueryItems(), bytes: bytes)
    }

    /// A report as the model keeps it.
    ///
    /// - Throws: a fault with code `internal` where it cannot be written.
    package init(_ report: AgentReport) throws(Fault) {
        do {
            var bytes: [UInt8] = []
            try JSONValue(encoding: report).append(to: &bytes)
            self.init(.takeReport, query: QueryItems(), bytes: bytes)
        } catch {
            throw Fault(.internal, "cannot write a report: \(error)")
        }
    }

    private init(
        _ operation: Operation, sweep: String? = nil, index: Int? = nil, gpu: String? = nil, query: QueryItems,
        bytes: [UInt8]?
    ) {
        self.operation = operation
        let parts = operation.route.path.split(separator: "/").map { part in
            switch part {
            case "{sweep}": PercentCoding.encode(sweep ?? "")
            case "{index}": "\(index ?? 0)"
            case "{gpu}": PercentCoding.encode(gpu ?? "")
            default: String(part)
            }
        }
        target = "/" + parts.joined(separator: "/") + (query.items.isEmpty ? "" : "?" + query.text)
        body = bytes
    }
}

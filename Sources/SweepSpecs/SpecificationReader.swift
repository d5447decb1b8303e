package import SweepModel

/// Reads a specification: YAML or JSON text in, a checked ``Specification`` out, with all faults at once.
package enum SpecificationReader {
    /// Largest file, in bytes.
    package static let bytesMax = 1 << 20

    /// What is wrong with a file of that many bytes, or of more where only one byte above the limit was read; nil where
    /// it may be read.
    package static func excess(_ bytes: Int64) -> Diagnostic? {
        guard bytes > bytesMax else { return nil }
        let (size, limit) = (ByteCount(bytes: bytes).text, ByteCount(bytes: Int64(bytesMax)).text)
        return Diagnostic(
            .error, line: 0, column: 0,
            "cannot read the file: " + (size == limit ? "" : "\(size) is ") + "more than the limit of \(limit)",
            hint: "give the specification, not the data")
    }

    /// - Parameters:
    ///   - bytes: the file, at most ``bytesMax``.
    ///   - overrides: laid over the file, later ones over earlier ones.
    ///   - defaults: what the daemon's configuration lays beneath every file.
    package static func read(
        _ bytes: [UInt8], overrides: [SpecificationOverride] = [], defaults: JSONObject = JSONObject()
    ) -> CheckedSpecification {
        let log = FaultLog()
        let specification = root(bytes, overrides, defaults, log).flatMap { check($0, log) }
        return CheckedSpecification(
            specification: log.hasErrors ? nil : specification, diagnostics: log.sorted, unsupported: log.unsupported)
    }

    private static func root(
        _ bytes: [UInt8], _ overrides: [SpecificationOverride], _ defaults: JSONObject, _ log: FaultLog
    ) -> Element? {
        guard let element = TextReader.read(bytes, log: log) else { return nil }
        guard let entries = element.entries else {
            log.error(
                element.place,
                "expected the file to hold a mapping with 'method' and 'parameters', got: \(element.shown)")
            return nil
        }
        if let wrapper = entries.first(where: { $0.name == "sweep" && $0.value.entries != nil }) {
            log.error(
                wrapper.place, "everything stands beneath a 'sweep' key",
                hint: "take that key away, and move what it holds to the left")
            return nil
        }
        let whole = element.laid(over: Element(.object(defaults)))
        return overrides.reduce(whole) { $0.setting($1.path[...], to: $1.value) }
    }

    private static func check(_ element: Element, _ log: FaultLog, path: String = "") -> Specification? {
        let keys = SpecificationKeys.self
        guard
            let section = Section(
                element, path: path, log: log, known: keys.supported + keys.ignored, later: keys.later)
        else { return nil }
        var builder = SpecificationBuilder(section)
        return builder.build()
    }

    /// Checks what is to lie beneath files, for what would be wrong with it beneath every one.
    static func check(defaults: Element, path: String, _ log: FaultLog) {
        // With parameters yet to come names may be anything; what the file lacks has no place, and is no fault.
        let file: JSONObject =
            defaults.entries?.contains { $0.name == "parameters" } ?? false
            ? ["method": "random", "program": "x"] : ["method": "list", "points": "x.csv", "program": "x"]
        let own = FaultLog()
        let whole = defaults.laid(over: Element(.object(file)))
        _ = check(Element(whole.content, at: .nowhere), own, path: path)
        for fault in own.sorted where fault.line > 0 { log.add(fault) }
    }
}

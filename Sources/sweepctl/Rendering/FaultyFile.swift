internal import SweepControl
internal import SweepModel
internal import SweepSpecs

/// A file that cannot be used, as `validate --json` prints it.
struct FaultyFile {
    private let fault: Fault
    private let diagnostics: [Diagnostic]

    /// - Parameter fault: why it cannot be used.
    init(_ file: SpecificationFile, _ overlay: Overlay, _ fault: Fault) {
        self.fault = fault
        let overrides = try? Overrides.parsed(overlay.overrides)
        diagnostics =
            SpecificationReader.read(file.bytes, overrides: overrides ?? [], defaults: overlay.defaults).diagnostics
    }

    /// `errors` is empty where the fault is none of the file's, but of the points beside it.
    var object: JSONValue {
        [
            "valid": false, "message": .string(fault.message), "hint": .optional(fault.hint),
            "errors": .array(diagnostics.filter { $0.severity == .error }.map(\.object)),
            "warnings": .array(diagnostics.filter { $0.severity == .warning }.map(\.object)),
        ]
    }
}

extension Diagnostic {
    /// Place, message and hint.
    var object: JSONValue {
        [
            "line": .int(Int64(line)), "column": .int(Int64(column)), "message": .string(message),
            "hint": .optional(hint),
        ]
    }
}

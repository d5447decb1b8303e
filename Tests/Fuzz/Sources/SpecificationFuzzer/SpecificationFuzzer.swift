internal import SweepModel
internal import SweepSpecs

/// Whatever the file is: no crash, and either a specification or an error, never both and never neither.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let checked = SpecificationReader.read(Array(UnsafeBufferPointer(start: bytes, count: count)))
    let hasErrors = checked.diagnostics.contains { $0.severity == .error }
    precondition((checked.specification == nil) == hasErrors, "a specification with errors, or none without")
    precondition(checked.diagnostics.allSatisfy { $0.line >= 0 && $0.column >= 0 && !$0.message.isEmpty })
    if let specification = checked.specification { precondition(isKept(specification), "stored as another one") }
    return 0
}

/// Whether it is read back from the store as it was; a NaN within is nothing that equals itself.
private func isKept(_ specification: Specification) -> Bool {
    guard let stored = try? JSONValue(encoding: specification).text(),
        let again = try? JSONParser.parse(stored).decoded(as: Specification.self)
    else { return false }
    return (try? JSONValue(encoding: again).text()) == stored
}

internal import SweepModel

/// Whatever the text is: no crash, faults have a place in the text, and names give what a row of values gives.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    let columns = 1...text.unicodeScalars.count + 1
    do throws(ExpressionFault) {
        let expression = try Expression(text)
        let faults = expression.check(["x": .number, "y": .text, "z": .any])
        precondition(faults.allSatisfy { columns.contains($0.column) }, "a fault outside of the text")
        try evaluate(expression)
    } catch {
        precondition(columns.contains(error.column), "a fault outside of the text")
    }
    return 0
}

private let rows: [[JSONValue]] = [
    [3, "adam", [1, 2.0, "a"]], [.int(.min), "", .null], [.double(.nan), "ä", true], [-2.5, "b", 0],
    [.null, .null, .null],
]

private func evaluate(_ expression: Expression) throws(ExpressionFault) {
    let bound = expression.bound(to: ["x", "y", "z"])
    for row in rows {
        let values = ["x": row[0], "y": row[1], "z": row[2]]
        let named = try expression.evaluate { values[$0] }
        let placed = try bound.evaluate(row)
        precondition(named.text() == placed.text(), "two values of one expression")
    }
}

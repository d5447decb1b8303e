internal import CYardsticks

/// The daemon's database, looked at from outside.
struct Queue {
    let path: String

    /// The first cell of a query's answer.
    func integer(_ sql: String) throws(Failure) -> Int64 {
        var value: Int64 = 0
        try Yardstick.call { queue_integer(path, sql, &value, &$0) }
        return value
    }

    /// Writes to it; the daemon must not be running.
    func execute(_ sql: String) throws(Failure) { try Yardstick.call { queue_execute(path, sql, &$0) } }

    /// The number by which other tables know a sweep.
    func number(of sweep: String) throws(Failure) -> Int64 {
        try integer("SELECT number FROM sweep WHERE id = '\(sweep)'")
    }
}

/// Calls of the C target.
enum Yardstick {
    /// - Throws: the reason that the call gives where it returns less than 0.
    @discardableResult
    static func call<Number: BinaryInteger>(
        _ body: (inout yardstick_reason) -> Number
    ) throws(Failure) -> Number {
        var reason = yardstick_reason()
        let result = body(&reason)
        guard result < 0 else { return result }
        throw Failure(
            withUnsafeBytes(of: reason.text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
}

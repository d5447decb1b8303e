internal import CYardsticks

/// A loop in C that takes the durable steps of an attempt without a supervisor.
struct AttemptLoop: Contender {
    static let name = "C loop"

    init(in setting: Setting) throws(Failure) {}

    func seconds(count: Int, slots: Int, in folder: String) throws(Failure) -> Double {
        var nanoseconds: Int64 = 0
        try Yardstick.call { yardstick_attempts(folder, Int32(count), Int32(slots), &nanoseconds, &$0) }
        return Double(nanoseconds) / 1e9
    }
}

internal import Dispatch
internal import SweepModel
internal import Synchronization

/// Calls back once, after a time; setting it again replaces what was set.
final class Alarm: Sendable {
    private let queue = DispatchQueue(label: "sweepd.alarm")
    /// Which setting is the last one; an earlier one that comes due rings for nobody.
    private let setting = Atomic<Int>(0)

    func set(after span: Span, _ ring: @escaping @Sendable () -> Void) {
        let number = setting.wrappingAdd(1, ordering: .relaxed).newValue
        queue.asyncAfter(deadline: .now() + .nanoseconds(Int(span.nanoseconds))) { [weak self] in
            if self?.setting.load(ordering: .relaxed) == number { ring() }
        }
    }

    func cancel() { setting.wrappingAdd(1, ordering: .relaxed) }
}

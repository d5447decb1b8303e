internal import CSystemd
internal import Dispatch
internal import Glibc
package import SweepModel

/// The service manager of the agent's user, which starts runners as units of their own: whatever stops sweepd's unit
/// leaves them alone.
package final class TransientUnits: Sendable {
    /// What is started.
    struct Unit: Sendable {
        /// Its name, without a suffix: no two units have the same.
        let name: String
        let description: String
        let executable: String
        /// Its standard input; closed once the manager has it.
        let input: Int32
        /// From the request to stop it until all of its processes are killed.
        let stopTime: Span
        /// Nil for none.
        let limits: UnitLimits?
    }

    /// Below which systemd shows them together.
    private static let slice = "sweepd.slice"
    /// How long the manager may take to accept an order.
    private static let patience = Span.seconds(25)

    private let privateSocket: String
    /// Calls wait for their answers here, so that nobody else does.
    private let queue = DispatchQueue(label: "sweepd.units")
    /// Confined to the queue.
    private nonisolated(unsafe) var bus: OpaquePointer?

    /// - Parameter runtimeFolder: XDG_RUNTIME_DIR of the user.
    package init(runtimeFolder: String) { privateSocket = "unix:path=\(runtimeFolder)/systemd/private" }

    deinit { sd_bus_flush_close_unref(bus) }

    /// Has a unit started, without waiting for anything.
    ///
    /// - Parameter failed: is called on the manager's queue where it was not.
    func start(_ unit: Unit, failed: @escaping @Sendable (Fault) -> Void) {
        queue.async { [self] in
            defer { _ = close(unit.input) }
            let failure = order(unit)
            if let failure { failed(failure) }
        }
    }

    /// Has a unit started that the manager has a file of.
    ///
    /// - Parameter name: with its suffix.
    /// - Returns: why it was not; nil where the order is taken.
    package func begin(_ name: String) async -> Fault? {
        await withCheckedContinuation { waiting in
            queue.async { [self] in
                waiting.resume(returning: order(name) { sweep_unit_begin($0, name, $1, &$2) })
            }
        }
    }

    private func order(_ unit: Unit) -> Fault? {
        order(unit.name + ".service") { bus, time, words in
            withTexts(of: unit) { sweep_unit_start(bus, &$0, time, &words) }
        }
    }

    private typealias Words = UnsafeMutablePointer<CChar>

    /// One that has lost its connection, as after the manager's own restart, tries once more.
    private func order(_ name: String, _ send: (OpaquePointer?, UInt64, inout Words?) -> Int32) -> Fault? {
        for isLast in [false, true] {
            let (code, words) = connected(send)
            guard code != 0 else { return nil }
            guard !isLast, [-ENOTCONN, -ECONNRESET, -EPIPE].contains(code) else {
                let reason = words ?? String(cString: strerror(-code))
                return Fault(.failed, "the user's service manager does not start '\(name)': \(reason)")
            }
            bus = sd_bus_flush_close_unref(bus)
        }
        return nil
    }

    private func connected(
        _ send: (OpaquePointer?, UInt64, inout Words?) -> Int32
    ) -> (code: Int32, words: String?) {
        if bus == nil {
            let code = sweep_manager_connect(&bus, privateSocket)
            guard code == 0 else { return (code, nil) }
        }
        var words: Words?
        defer { free(words) }
        let code = send(bus, UInt64(Self.patience.nanoseconds / 1000), &words)
        return (code, words.map { String(cString: $0) })
    }

    private func withTexts(of unit: Unit, _ body: (inout sweep_unit) -> Int32) -> Int32 {
        "\(unit.name).service".withCString { name in
            unit.description.withCString { description in
                Self.slice.withCString { slice in
                    unit.executable.withCString { executable in
                        var order = sweep_unit(
                            name: name, description: description, slice: slice, executable: executable,
                            input: unit.input, stop_time: UInt64(unit.stopTime.nanoseconds / 1000),
                            memory_max: UInt64(unit.limits?.memory?.bytes ?? 0),
                            processor_time: unit.limits?.processorTime ?? 0,
                            processes_max: unit.limits?.processes ?? 0)
                        return body(&order)
                    }
                }
            }
        }
    }
}

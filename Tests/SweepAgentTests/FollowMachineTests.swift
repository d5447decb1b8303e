import SweepAgent
import Testing

/// The whole matrix of states and events.
@Suite struct FollowMachineTests {
    typealias Machine = FollowMachine

    /// A machine in each of its states, by the events that lead there.
    private static let ways: [(name: String, events: [Machine.Event])] = [
        ("preparing", []), ("preparing, to be stopped", [.stopRequested]), ("handed", [.prepared]),
        ("handed, to be stopped", [.prepared, .stopRequested]), ("running", [.prepared, .started]),
        ("running, being stopped", [.prepared, .started, .stopRequested]), ("gone", [.preparationFailed]),
    ]

    /// For each state in the order of `ways`: what each event makes it do; an event that is not named does nothing.
    private static let table: [[Machine.Event: [Machine.Action]]] = [
        [.prepared: [.handOver], .preparationFailed: [.conclude(.launchFailed)]],
        [.prepared: [.conclude(.neverStarted)], .preparationFailed: [.conclude(.neverStarted)]],
        [
            .started: [.tellStarted], .refused: [.conclude(.neverStarted)],
            .preparationFailed: [.conclude(.launchFailed)], .ended: [.conclude(.readRecords)],
            .vanished: [.conclude(.readRecords)], .stopRequested: [.signalStop],
        ],
        [
            .started: [.tellStarted, .signalStop], .refused: [.conclude(.neverStarted)],
            .preparationFailed: [.conclude(.launchFailed)], .ended: [.conclude(.readRecords)],
            .vanished: [.conclude(.readRecords)],
        ],
        [
            .stopRequested: [.signalStop], .ended: [.conclude(.readEnd)], .vanished: [.conclude(.readEnd)],
        ],
        [.ended: [.conclude(.readEnd)], .vanished: [.conclude(.readEnd)]],
        [:],
    ]

    private static func machine(after events: [Machine.Event]) -> Machine {
        var machine = Machine()
        for event in events { _ = machine.handle(event) }
        return machine
    }

    @Test("every event in every state does what the table says", arguments: 0..<7)
    func matrix(_ row: Int) {
        for event in Machine.Event.allCases {
            var machine = Self.machine(after: Self.ways[row].events)
            #expect(machine.handle(event) == Self.table[row][event] ?? [], "\(Self.ways[row].name), \(event)")
        }
    }

    @Test("after its conclusion an attempt does nothing more", arguments: Machine.Event.allCases)
    func conclusionIsFinal(_ event: Machine.Event) {
        for way in Self.ways {
            var machine = Self.machine(after: way.events)
            let actions = machine.handle(event)
            guard actions.contains(where: { if case .conclude = $0 { true } else { false } }) else { continue }
            #expect(machine.state == .gone)
            for next in Machine.Event.allCases { #expect(machine.handle(next).isEmpty) }
        }
    }

    @Test("an adopted attempt that began is never said not to have started")
    func adopted() {
        var began = Machine(adoptedAfterBeginning: true)
        #expect(began.handle(.vanished) == [.conclude(.readEnd)])
        var unknown = Machine(adoptedAfterBeginning: false)
        #expect(unknown.handle(.vanished) == [.conclude(.readRecords)])
    }
}

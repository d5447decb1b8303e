import SweepModel
import Testing

/// What a sweep must do with every event in every state, row by row.
@Suite struct SweepMachineTests {
    typealias Event = SweepMachine.Event
    typealias Action = SweepMachine.Action

    enum Expectation: Sendable {
        case becomes(SweepState, SweepReason?, [Action] = [])
        case stays
        case refused
    }

    static let events: [Event] = [
        .releaseRequested, .pauseRequested, .resumeRequested, .stopRequested, .cancelRequested, .failuresExceeded,
        .imageRefused, .targetReached, .drained(exhausted: false), .drained(exhausted: true), .reopened,
    ]

    @Test(arguments: SweepState.allCases, events)
    func `every event in every state does what the table says`(state: SweepState, event: Event) {
        let before = SweepMachine(state: state)
        var machine = before
        let result = Result { () throws(Fault) in try machine.handle(event) }
        switch Self.expectation(state, event) {
        case .becomes(let next, let reason, let actions):
            #expect(machine == SweepMachine(state: next, reason: reason))
            #expect(result == .success(actions))
        case .stays:
            #expect(machine == before)
            #expect(result == .success([]))
        case .refused:
            #expect(machine == before)
            if case .failure(let fault) = result {
                #expect(fault.code == .conflict)
            } else {
                Issue.record("the event should be refused")
            }
        }
    }

    static func expectation(_ state: SweepState, _ event: Event) -> Expectation {
        switch state {
        case .held, .running, .paused: live(state, event)
        case .finished, .stopped, .cancelled: ended(state, event)
        }
    }

    private static func live(_ state: SweepState, _ event: Event) -> Expectation {
        switch event {
        case .releaseRequested: state == .held ? .becomes(.running, nil) : state == .running ? .stays : .refused
        case .resumeRequested: state == .paused ? .becomes(.running, nil) : state == .running ? .stays : .refused
        case .pauseRequested: .becomes(.paused, .user)
        case .stopRequested: .becomes(.stopped, .user, [.withdrawWaiting(.cancelled)])
        case .cancelRequested: .becomes(.cancelled, .user, [.withdrawWaiting(.cancelled), .cancelLive])
        case .failuresExceeded: state == .running ? .becomes(.paused, .maxFailures) : .stays
        case .imageRefused: state == .running ? .becomes(.paused, .image) : .stays
        case .targetReached: .becomes(.running, .targetReached, [.withdrawWaiting(.targetReached)])
        case .drained(let exhausted):
            state == .running ? .becomes(.finished, exhausted ? .exhausted : nil) : .stays
        case .reopened: .stays
        }
    }

    private static func ended(_ state: SweepState, _ event: Event) -> Expectation {
        switch event {
        case .reopened: .becomes(.running, nil)
        case .stopRequested where state == .stopped, .cancelRequested where state == .cancelled: .stays
        case .cancelRequested where state == .stopped:
            .becomes(.cancelled, .user, [.withdrawWaiting(.cancelled), .cancelLive])
        case .failuresExceeded, .imageRefused, .targetReached, .drained: .stays
        default: .refused
        }
    }

    @Test func `a sweep whose target is reached finishes for that reason and starts nothing more`() throws {
        var machine = SweepMachine()
        #expect(machine.mayStartRuns)
        _ = try machine.handle(.targetReached)
        for event in [Event.pauseRequested, .failuresExceeded] {
            #expect(try machine.handle(event) == [])
            #expect(machine == SweepMachine(state: .running, reason: .targetReached))
        }
        #expect(!machine.mayStartRuns)
        _ = try machine.handle(.drained(exhausted: true))
        #expect(machine == SweepMachine(state: .finished, reason: .targetReached))
    }

    @Test func `only a running sweep may start runs`() {
        for state in SweepState.allCases { #expect(SweepMachine(state: state).mayStartRuns == (state == .running)) }
    }

    @Test func `resuming a held sweep points to release`() {
        var machine = SweepMachine(state: .held)
        let fault = #expect(throws: Fault.self) { try machine.handle(.resumeRequested) }
        #expect(fault?.message == "cannot resume the sweep: it is held")
        #expect(fault?.hint == "release it with 'sweepctl release'")
    }
}
